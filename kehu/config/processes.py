"""The processes that make up a running Kehu: what each is started with, and where they meet."""

import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from kehu.config import environment
from kehu.config.embedded import places

_LONGEST = 107  # bytes in the path of a Unix socket


@dataclass(frozen=True)
class Process:
    """One child of the supervisor. `essential`: if it cannot even be started, Kehu does not start."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    essential: bool = True
    inherited: tuple[int, ...] = ()
    socket: Path | None = None  # what it listens on; one left behind would keep it from starting
    orphaned: signal.Signals = signal.SIGTERM  # what it gets when the supervisor was killed


def run_folder(home: Path) -> Path:
    """Where sockets and notes about the running Kehu stand; private, and short enough for a socket's path."""
    folder = home / "run"
    return folder if len(os.fsencode(folder / "push.sock")) < _LONGEST else places.short(home) / "run"


def web_socket(home: Path) -> Path:
    return run_folder(home) / "web.sock"


def push_socket(home: Path) -> Path:
    return run_folder(home) / "push.sock"


def plan(home: Path, listening: int) -> list[Process]:
    """The processes in the order of their start. `listening` is the file number of the visible port's socket."""
    threads = environment.number("KEHU_THREADS", 4)
    workers = environment.number("KEHU_WORKERS", max(1, min(4, (os.cpu_count() or 1) // 2)))
    web = [
        *_module("granian", "--interface", "wsgi", "--uds", str(web_socket(home))),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "2048", "--no-ws"),
        *("--http", "1", "--respawn-failed-workers", "--workers-kill-timeout", "8", "--log-level", "warning"),
        "kehu.config.wsgi:application",
    ]
    push = [
        *_module("uvicorn", "--uds", str(push_socket(home)), "--http", "h11", "--ws", "none", "--lifespan", "auto"),
        *("--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "2", "--log-level", "warning"),
        "kehu.foundation.realtime.server:application",
    ]
    front = _module(
        *("kehu.config.front", "--fd", str(listening)),
        *("--web", str(web_socket(home)), "--push", str(push_socket(home))),
    )
    return [
        Process("web", web, {"KEHU_DB_POOL": "1", "KEHU_PUSH": "1", "KEHU_WARM": "1"}, socket=web_socket(home)),
        Process("push", push, essential=False, socket=push_socket(home)),
        # Without a database, which is gone by then, the worker would wait for ever to say goodbye.
        Process("jobs", _module("kehu.config.jobs_worker"), essential=False, orphaned=signal.SIGKILL),
        Process("front", front, inherited=(listening,)),
    ]


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]
