"""Starts, watches and stops the processes of a running Kehu, and gathers what they write."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field

from kehu.config.journal import Journal
from kehu.config.parents import die_with_parent
from kehu.config.processes import Process

LONGEST_PAUSE = 30.0  # seconds before a process that keeps dying is tried again
STEADY = 60.0  # seconds after which a process counts as running well
STOP_PATIENCE = 9.0  # seconds that a process has to end by itself


@dataclass
class Child:
    """A process and its history. `failures` counts deaths in a row."""

    process: Process
    journal: Journal
    handle: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0
    rest: bytes = field(default=b"", repr=False)

    def start(self) -> None:
        if self.process.socket:
            self.process.socket.unlink(missing_ok=True)
        self.handle = subprocess.Popen(
            self.process.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "KEHU_LOG": "json", **self.process.environment},
            start_new_session=True,  # the terminal's Ctrl-C is for the supervisor, which stops us in order
            pass_fds=self.process.inherited,
            preexec_fn=die_with_parent(self.process.orphaned),  # noqa: PLW1509 (the supervisor starts no threads)
        )
        os.set_blocking(self._output(), False)
        self.started = time.monotonic()

    @property
    def runs(self) -> bool:
        return self.handle is not None and self.handle.poll() is None

    def gather(self) -> None:
        """Hand the lines written so far to the journal."""
        if self.handle is None:
            return
        with contextlib.suppress(BlockingIOError, ValueError):
            while data := os.read(self._output(), 65536):
                *lines, self.rest = (self.rest + data).split(b"\n")
                for line in lines:
                    self.journal.write(self.process.name, line.decode(errors="replace"))

    def look_after(self, now: float) -> None:
        """Start it again if it died, later each time it dies soon."""
        if self.handle is None:
            if now >= self.due:
                self.start()
        elif self.handle.poll() is not None:
            self.gather()
            code = self.handle.returncode
            self.failures = 1 if now - self.started > STEADY else self.failures + 1
            self.due = now + min(LONGEST_PAUSE, 0.25 * 2 ** (self.failures - 1))
            self.journal.note(f"{self.process.name} ended unexpectedly ({_how(code)}) and is started again.")
            self.end_group()
            self.handle = None

    def ask_to_stop(self) -> None:
        if self.runs:
            assert self.handle
            self.handle.terminate()

    def end_group(self) -> None:
        """End whatever it left behind: it leads a session of its own."""
        if self.handle:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.handle.pid, signal.SIGKILL)
            self.handle.wait()

    def _output(self) -> int:
        assert self.handle and self.handle.stdout
        return self.handle.stdout.fileno()


def stop_all(children: list[Child]) -> None:
    """First what listens, then the others together; whoever does not end in time is ended."""
    fronts = [child for child in children if child.process.name == "front"]
    for group in (fronts, [child for child in children if child not in fronts]):
        for child in group:
            child.ask_to_stop()
        until = time.monotonic() + STOP_PATIENCE
        while any(child.runs for child in group) and time.monotonic() < until:
            for child in group:
                child.gather()
            time.sleep(0.02)
        for child in group:
            child.gather()
            child.end_group()


def _how(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
