"""Starting, reporting, cancelling and ending long work."""

from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.jobs.models import Run


class Cancelled(Exception):
    """The person who waits has asked to stop."""


def plan(*, kind: str, title: str, by: User | None, total: int | None = None, url: str = "") -> Run:
    return Run.objects.create(kind=kind, title=title[:200], started_by=by, total=total, url=url)


def progress(*, run: Run, done: int, total: int | None = None) -> None:
    """Say how far the work is. Raises `Cancelled` if someone has asked to stop."""
    changes = {"state": Run.State.RUNNING, "done": done} | ({"total": total} if total is not None else {})
    Run.objects.filter(pk=run.pk).update(**changes)
    if Run.objects.filter(pk=run.pk, cancel_requested=True).exists():
        raise Cancelled


def finish(*, run: Run, state: Run.State = Run.State.DONE, failure: str = "") -> None:
    Run.objects.filter(pk=run.pk).update(state=state, finished_at=timezone.now(), failure=failure)


def cancel(*, run: Run, by: User) -> None:
    """Ask the work to stop at its next step; its starter may, and whoever manages jobs."""
    if run.started_by_id != by.pk:
        by.require("job.manage")
    Run.objects.filter(pk=run.pk).update(cancel_requested=True)
