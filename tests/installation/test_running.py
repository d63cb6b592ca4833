"""A whole Kehu: started, asked, hurt, stopped."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installation.conftest import Installation


@dataclass
class Running:
    process: subprocess.Popen[str]
    address: str

    def ask(self, path: str) -> int:
        """The status of an answer; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as problem:
            return problem.code
        except OSError:
            return 0

    def children(self) -> dict[str, int]:
        """Process ids by a word of their command line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) != self.process.pid:
                    continue
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            for word in ("granian", "uvicorn", "jobs_worker", "config.front", "postgres -D"):
                if word in command:
                    found[word] = int(folder.name)
        return found


def start(installation: Installation) -> Running:
    process = subprocess.Popen(
        [sys.executable, "-m", "kehu.config.cli", "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=installation.environment,
    )
    assert process.stdout
    printed = ""
    for line in process.stdout:
        printed += line
        if match := re.search(r"Kehu runs at (\S+)", line):
            return Running(process, match[1])
    raise AssertionError(printed)


@pytest.fixture(scope="module")
def running(installation: Installation) -> Iterator[Running]:
    started = start(installation)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(30)


def test_it_says_that_it_lives_and_can_serve(running: Running) -> None:
    assert (running.ask("/health/live"), running.ask("/health/ready")) == (200, 200)


def test_a_page_of_its_own_is_served(running: Running) -> None:
    assert running.ask("/accounts/login/") == 200


def test_a_second_kehu_on_the_same_data_folder_is_refused_in_one_sentence(
    installation: Installation, running: Running
) -> None:
    refused = installation.kehu("run")

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"The data folder {installation.home} is in use by another Kehu (process ")
    assert refused.stderr.count("\n") == 1


def test_a_second_kehu_on_the_same_port_is_refused_in_one_sentence(
    installation: Installation, running: Running, tmp_path: Path
) -> None:
    refused = Installation(tmp_path / "other").kehu("run", KEHU_PORT=running.address.rpartition(":")[2])

    assert refused.returncode == 1
    assert "the port is in use by another program" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_commands_work_while_it_runs(installation: Installation, running: Running) -> None:
    assert installation.answer("user", "list")["exit"] == 0


@pytest.mark.parametrize("victim", ["granian", "config.front", "postgres -D", "jobs_worker"])
def test_a_killed_process_is_started_again(running: Running, victim: str) -> None:
    before = running.children()[victim]
    os.kill(before, signal.SIGKILL)

    until = time.monotonic() + 30
    while time.monotonic() < until:
        now = running.children().get(victim)
        if now not in (None, before) and running.ask("/health/ready") == 200:
            return
        time.sleep(0.1)
    raise AssertionError(f"{victim} did not come back")


def test_nothing_survives_a_killed_supervisor_and_the_next_start_stops_cleanly(
    installation: Installation, running: Running
) -> None:
    children = running.children()
    assert len(children) == 5
    running.process.kill()
    running.process.wait()
    assert _gone(children)

    again = start(installation)
    assert again.ask("/health/ready") == 200
    children, begun = again.children(), time.monotonic()
    again.process.send_signal(signal.SIGINT)

    assert again.process.wait(30) == 0
    assert time.monotonic() - begun < 15
    assert _gone(children)


def _gone(children: dict[str, int]) -> bool:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in children.values()):
            return True
        time.sleep(0.1)
    return False
