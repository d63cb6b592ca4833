"""`kehu run`: from nothing to a running Kehu, watched over until it is told to stop.

One supervisor per data folder holds the visible port's socket, the embedded PostgreSQL and all processes; when it
ends, however that comes, they end. It never imports Django, so that a restart takes as long as the web process does.
"""

import fcntl
import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO

from kehu.config import environment, fingerprint, postgres, production, server
from kehu.config.children import Child, stop_all
from kehu.config.embedded.cluster import Cluster, NotStarted
from kehu.config.journal import Journal
from kehu.config.limits import raise_open_files
from kehu.config.processes import plan, run_folder, web_socket


class CannotStart(Exception):
    """Kehu cannot start; the message is one sentence for the person at the terminal."""


class Stop(Exception):
    """We were told to stop."""


def run(home: Path) -> int:
    """Returns the exit code: 0 after a clean stop, 1 when Kehu cannot start."""
    supervisor = Supervisor(home)
    try:
        supervisor.start()
        supervisor.watch()
    except (CannotStart, NotStarted, server.NotUsable, production.Unsafe) as problem:
        print(problem, file=sys.stderr)
        return 1
    except Stop:
        pass
    finally:
        supervisor.stop()
    return 0


class Supervisor:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.bind = environment.text("KEHU_BIND", "127.0.0.1")
        self.port = environment.number("KEHU_PORT", 8000)
        self.children: list[Child] = []
        self.cluster: Cluster | None = None
        self.journal: Journal | None = None
        self.listening: socket.socket | None = None
        self.lock: IO[str] | None = None

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        production.examine(self.home)
        raise_open_files()
        self.lock = self._take_lock()
        self.listening = self._listen()
        self.journal = Journal(self.home)
        if postgres.is_embedded():
            self.cluster = Cluster(self.home)
            self.cluster.start(_say)
        server.examine(self.home)
        self._migrate()
        self._load_demo()
        production.examine_users(self.home)
        self.children = [Child(process, self.journal) for process in plan(self.home, self.listening.fileno())]
        for child in self.children:
            child.start()
        self._await_ready()
        self._greet()

    def watch(self) -> None:
        """Until a signal raises Stop."""
        while True:
            now = time.monotonic()
            for child in self.children:
                child.gather()
                child.look_after(now)
            if self.cluster and self.cluster.process and self.cluster.process.poll() is not None:
                assert self.journal
                self.journal.note("PostgreSQL ended unexpectedly and is started again.")
                self.cluster.stop()
                self.cluster.start(_say)
            time.sleep(0.1)

    def stop(self) -> None:
        """A second signal ends everything at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end_now)
        if self.children:
            _say("Stopping")
        if self.listening:
            self.listening.close()
        stop_all(self.children)
        if self.cluster:
            self.cluster.stop()
        if self.journal:
            self.journal.close()
        if self.lock:
            self.lock.close()

    def _end_now(self, _number: int, _frame: FrameType | None) -> None:
        for child in self.children:
            child.end_group()
        if self.cluster and self.cluster.process:
            self.cluster.process.send_signal(signal.SIGQUIT)
        os._exit(1)

    def _take_lock(self) -> IO[str]:
        folder = run_folder(self.home)
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o755 if os.geteuid() == 0 else 0o700)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = (folder / "lock").open("a+")
        except OSError as problem:
            raise CannotStart(f"The data folder {self.home} cannot be used: {problem.strerror}.") from problem
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise CannotStart(
                f"The data folder {self.home} is in use by another Kehu (process {file.read().strip()}); "
                f"stop it, or choose another folder with KEHU_HOME."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.bind else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self.bind, self.port))
        except (OSError, OverflowError) as problem:
            listening.close()
            reason = getattr(problem, "strerror", None) or str(problem)
            if getattr(problem, "errno", None) == 98 or "in use" in reason:
                reason = "the port is in use by another program"
            raise CannotStart(
                f"Kehu cannot listen on {self.bind} port {self.port}: {reason}; choose another with KEHU_PORT."
            ) from problem
        listening.listen(2048)
        self.port = listening.getsockname()[1]
        return listening

    def _migrate(self) -> None:
        current = fingerprint.of_code(postgres.owner_url(self.home), self.home)
        note = run_folder(self.home) / "migrated"
        if note.exists() and note.read_text() == current:
            return
        self._command("Bringing the database up to date", "migrate")
        server.examine(self.home)  # the role was made by the migration
        note.write_text(current)

    def _load_demo(self) -> None:
        note = run_folder(self.home) / "demo-considered"
        if note.exists() or not importlib.util.find_spec("kehu.config.demo"):
            return
        if environment.flag("KEHU_DEMO", not environment.flag("KEHU_PRODUCTION", False)):
            self._command("Loading the demo company", "demo", "--if-empty")
        note.write_text("")

    def _command(self, sentence: str, *arguments: str) -> None:
        """A Kehu command in a process of its own, its last line being the reason if it fails."""
        _say(sentence)
        begun = time.monotonic()
        outcome = subprocess.run(
            [sys.executable, "-m", "kehu.config.cli", *arguments], capture_output=True, text=True, check=False
        )
        assert self.journal
        for line in (outcome.stdout + outcome.stderr).splitlines():
            self.journal.write(arguments[0], line)
        if outcome.returncode:
            lines = (outcome.stderr or outcome.stdout).strip().splitlines()
            raise CannotStart(
                f"{sentence} failed: {lines[-1] if lines else 'no reason was given'} (see {self.journal.path})"
            )
        if time.monotonic() - begun > 2:
            print(f"  {sentence}: {time.monotonic() - begun:.1f} s", flush=True)

    def _await_ready(self) -> None:
        """Until the web process answers, or has died three times."""
        begun, told = time.monotonic(), False
        while not _answers(web_socket(self.home)):
            now = time.monotonic()
            for child in self.children:
                child.gather()
                child.look_after(now)
                if child.process.essential and child.failures >= 3:
                    assert self.journal
                    lines = self.journal.latest.get(child.process.name, [])
                    reason = lines[-1].strip().splitlines()[-1] if lines else "it gave no reason"
                    raise CannotStart(
                        f"The {child.process.name} process cannot start: {reason} (see {self.journal.path})"
                    )
            if not told and now - begun > 2:
                _say("Starting web, push and job processes")
                told = True
            time.sleep(0.05)

    def _greet(self) -> None:
        host = "localhost" if self.bind in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.bind  # noqa: S104
        address = environment.text("KEHU_PUBLIC_URL") or f"http://{host}:{self.port}"
        print(f"\nKehu runs at {address}  (data in {self.home}; Ctrl-C stops it)", flush=True)
        note = run_folder(self.home) / "demo-logins.json"
        if note.exists():
            demo = json.loads(note.read_text())
            print(f"\nDemo log-ins, password {demo['password']}", flush=True)
            for login in demo["logins"]:
                print(f"  {login['email']:32} {login['role']}", flush=True)
        print(flush=True)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


def _say(sentence: str) -> None:
    print(f"  {sentence} …", flush=True)


def _answers(path: Path) -> bool:
    connection = http.client.HTTPConnection("localhost", timeout=5)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.sock.settimeout(5)
        connection.sock.connect(str(path))
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
