"""What makes a long run quick without changing what it does."""

import contextvars
import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

# While PostgreSQL writes, this process has nothing to do but to prepare what comes next, in a thread. When PostgreSQL
# answers, the main thread waits for its turn at most this long (seconds); the usual 5 ms would cost more than is won.
TURN = 0.0005
GARBAGE = 200_000  # new containers until garbage is looked for
Item = TypeVar("Item")


@contextmanager
def one_ahead(items: Iterator[Item]) -> Iterator[Iterator[Item]]:
    """The same items; while one is in use, the next is made in another thread, in a copy of this context.

    Exceptions come out where the item would have. Leaving waits for the item in the making.
    """
    context, usual = contextvars.copy_context(), sys.getswitchinterval()

    def make() -> Item | None:
        return context.run(lambda: next(items, None))

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:

        def coming() -> Iterator[Item]:
            following = thread.submit(make)
            while (item := following.result()) is not None:
                following = thread.submit(make)
                yield item

        sys.setswitchinterval(TURN)
        try:
            yield coming()
        finally:
            sys.setswitchinterval(usual)


@contextmanager
def rare_garbage() -> Iterator[None]:
    """A batch is hundreds of thousands of objects that live until it is written: to look through them again and again
    for garbage in circles costs a third of the time and finds nothing.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
