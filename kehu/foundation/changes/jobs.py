"""Background work on change sets."""

from uuid import UUID

from procrastinate.contrib.django import app

from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from
from kehu.foundation.changes.actions import bulk_running, deletion, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.company.models import Company
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal


@app.task(name="changes.take_back", queue="long")
def take_back(change_set_id: str, by_id: str, run_id: str) -> None:
    """Take a change set back; may be killed and run again."""
    run = Run.objects.get(pk=run_id)
    change_set = ChangeSet.objects.get(pk=change_set_id)
    with coming_from("job"):
        try:
            undoing.undo(change_set=change_set, by=User.objects.get(pk=by_id), run=run)
        except runs.Cancelled:
            runs.finish(run=run, state=Run.State.CANCELLED)
        except Refusal as refusal:
            runs.finish(run=run, state=Run.State.FAILED, failure=refusal.message)
        else:
            runs.finish(run=run)


@app.task(name="changes.purge_trash", queue="housekeeping", queueing_lock="changes.purge_trash")
def purge_trash(timestamp: int) -> None:
    """Delete for ever what has been in the trash for longer than the company wants."""
    days = Company.objects.current().trash_days
    if days:
        with coming_from("job"):
            deletion.purge_old(days=days)


@app.task(name="changes.change_many", queue="long")
def change_many(change_set_id: str) -> None:
    """Go on with a bulk change; may be killed and run again."""
    with coming_from("job"):
        bulk_running.run(change_set_id=UUID(change_set_id))
