"""Ties a child process to its parent, so that nothing runs on when the supervisor is killed."""

import ctypes
import os
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: int) -> Callable[[], None] | None:
    """A `preexec_fn` by which the kernel sends the child this signal once its parent ends; None where Linux is not.

    The library is loaded here, before the fork, because loading between fork and exec may deadlock.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it ended before the line above
            os.kill(os.getpid(), number)

    return tie
