"""For tests that kill: `KEHU_CRASH_AT=n` makes the process kill itself at the n-th commit boundary it passes.

Each commit of an import has two boundaries, just before and just after. Without the variable nothing happens.
"""

import os
import signal

_passed = 0


def passing() -> None:
    """A commit boundary. Never returns at the one that was asked for."""
    at = os.environ.get("KEHU_CRASH_AT")
    if not at:
        return
    global _passed  # noqa: PLW0603 (one count per process is the point)
    _passed += 1
    if _passed == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
