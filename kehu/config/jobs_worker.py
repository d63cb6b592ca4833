"""The job process: takes jobs off the queues and runs them, until SIGTERM.

`python -m kehu.config.jobs_worker`. Jobs that are still running five seconds after SIGTERM are left to the rescue
of stalled jobs (kehu/config/schedules.py); every job may run twice without harm.
"""

import os

import django

SECONDS_TO_FINISH = 5.0


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
    django.setup()
    from procrastinate.contrib.django import app

    from kehu.config import environment

    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(
            concurrency=environment.number("KEHU_JOBS", 4),
            name="kehu",
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
            delete_jobs="never",
        )


if __name__ == "__main__":
    main()
