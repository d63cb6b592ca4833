"""A job process as in operation that also knows the jobs of test_workers.py; `python -m` runs it."""

import os
import signal
import time
from pathlib import Path

import django

from kehu.config import jobs_worker

ENDLESS = 600.0  # seconds; whoever waits for it is killed before


def know_jobs() -> None:
    from procrastinate.contrib.django import app

    @app.task(name="tests.hang_once", queue="tests")
    def hang_once(diary: str) -> None:
        """Never ends the first time, at once the second time; writes down who ran it."""
        path = Path(diary)
        with path.open("a") as file:
            file.write(f"begin {os.getpid()}\n")
        if path.read_text().count("begin") == 1:
            time.sleep(ENDLESS)
        with path.open("a") as file:
            file.write(f"end {os.getpid()}\n")

    @app.task(name="tests.poison", queue="tests")
    def poison() -> None:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
    django.setup()
    know_jobs()
    jobs_worker.main()
