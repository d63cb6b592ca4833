"""Where a change comes from: the page, the API, a job, an import, a command.

The context is kept per thread of work (a context variable) and handed to the database by `writing`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Context:
    source: str = "command"
    request_id: str = ""


_BY_HAND = Context()
_current: ContextVar[Context] = ContextVar("audit_context", default=_BY_HAND)


def current() -> Context:
    return _current.get()


@contextmanager
def coming_from(source: str, request_id: str = "") -> Iterator[None]:
    """All changes made inside are recorded as coming from `source` (`page`, `api`, `job`, `import`, `command`)."""
    token = _current.set(Context(source, request_id))
    try:
        yield
    finally:
        _current.reset(token)
