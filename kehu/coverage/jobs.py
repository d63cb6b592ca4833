"""Background work of coverage."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django import app

from kehu.coverage.actions import carrying_out, letters, watching
from kehu.coverage.models import Handover
from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal


@app.task(name="coverage.carry_out_handover", queue="long")
def carry_out_handover(handover_id: str, by_id: str) -> None:
    """Hand everything over and tell the customers; may be killed and run again."""
    run = Handover.objects.select_related("run").get(pk=handover_id).run
    by = User.objects.get(pk=by_id)
    with coming_from("job"):
        try:
            carrying_out.carry_out(handover_id=UUID(handover_id), by=by)
        except (Refusal, PermissionDenied) as refusal:
            carrying_out.give_up(handover_id=UUID(handover_id), by=by)
            if run:
                runs.finish(run=run, state=Run.State.FAILED, failure=str(refusal))
            return
        letters.tell_customers(handover_id=UUID(handover_id), by=by)
    if run:
        runs.finish(run=run)


@app.task(name="coverage.watch_handovers", queue="housekeeping", queueing_lock="coverage.watch_handovers")
def watch_handovers(timestamp: int) -> None:
    """Remind successors of customers whom nobody has spoken to since, and managers of what nobody looks after."""
    with coming_from("job"):
        watching.remind()
        watching.tell_of_orphans()
