"""Removing the demo company in the background."""

from uuid import UUID

from procrastinate.contrib.django import app

from kehu.config.demo.removing import remove_company
from kehu.foundation.access.models import User
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run


@app.task(name="demo.remove", queue="long", queueing_lock="demo.remove")
def remove(run_id: str, user_id: str) -> None:
    run = Run.objects.get(pk=UUID(run_id))
    done = 0

    def progress(_sentence: str) -> None:
        nonlocal done
        done += 1
        runs.progress(run=run, done=done)

    remove_company(User.objects.get(pk=UUID(user_id)), progress)
    runs.finish(run=run)
