"""Job processes that are killed: their jobs run again elsewhere, and what kills them is set aside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from conftest import as_owner
from kehu.foundation.jobs.jobs import MOST_ATTEMPTS, SILENCE, rescue_stalled
from tests.plugin import ROOT

PATIENCE = 60.0  # seconds, for machines that are busy with other things

StartWorker = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(transactional_db: None) -> Iterator[StartWorker]:
    """Starts job processes on the tests' database, one job at a time each; ends them afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    kept = {key: value for key, value in os.environ.items() if key != "KEHU_AS_OWNER"}
    environment = {**kept, "DATABASE_URL": database, "KEHU_JOBS": "1", "PYTHONPATH": str(ROOT)}

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.installation.working"]
        started.append(subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL))
        return started[-1]

    _forget_jobs()
    yield start
    for worker in started:
        worker.kill()
        worker.wait()
    _forget_jobs()


def _forget_jobs() -> None:
    with as_owner(), connection.cursor() as cursor:
        for table in ("periodic_defers", "events", "jobs", "workers"):
            cursor.execute(f"DELETE FROM procrastinate_{table}")


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.05)


def rescue() -> None:
    """What the schedule does every twenty seconds."""
    async_to_sync(rescue_stalled.func)(SimpleNamespace(app=app), timestamp=0)


def silence_passes(job_id: int) -> None:
    """As if the worker that has this job had last been heard of long enough ago."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s)"
            " WHERE id = (SELECT worker_id FROM procrastinate_jobs WHERE id = %s)",
            [SILENCE + 1, job_id],
        )


def status(job_id: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=job_id).status)


def test_the_job_of_a_killed_worker_runs_again_on_another_and_never_on_two_at_once(
    start_worker: StartWorker, tmp_path: Path
) -> None:
    diary = tmp_path / "diary"
    diary.touch()
    job = app.configure_task("tests.hang_once", queue="tests").defer(diary=str(diary))
    workers = {worker.pid: worker for worker in (start_worker(), start_worker())}
    until(diary.read_text)

    rescue()
    assert status(job) == "doing", "its worker is alive"
    first = int(diary.read_text().split()[1])
    workers[first].kill()
    workers[first].wait()
    rescue()
    assert status(job) == "doing", "its worker may only be slow"
    silence_passes(job)
    rescue()

    until(lambda: status(job) == "succeeded")
    second = next(pid for pid in workers if pid != first)
    assert diary.read_text().split("\n")[:-1] == [f"begin {first}", f"begin {second}", f"end {second}"]


def test_a_job_that_kills_its_workers_is_set_aside_and_the_queue_goes_on(
    start_worker: StartWorker, tmp_path: Path
) -> None:
    diary = tmp_path / "diary"
    diary.write_text("begin 0\n")
    poison = app.configure_task("tests.poison", queue="tests").defer()
    with as_owner(), connection.cursor() as cursor:  # it has done so before
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s WHERE id = %s", [MOST_ATTEMPTS - 1, poison])
    behind = app.configure_task("tests.hang_once", queue="tests").defer(diary=str(diary))

    for expected in ("todo", "failed"):
        assert start_worker().wait(PATIENCE) == -signal.SIGKILL
        assert (status(poison), status(behind)) == ("doing", "todo")
        silence_passes(poison)
        rescue()
        assert status(poison) == expected

    start_worker()
    until(lambda: status(behind) == "succeeded")
