"""Background work of the customers."""

from procrastinate.contrib.django import app

from kehu.customers.actions import duplicates
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run


@app.task(name="customers.search_duplicates", queue="long", queueing_lock="customers.search_duplicates")
def search_duplicates(run_id: str = "", timestamp: int = 0) -> None:
    """Search all customers; nightly without `run_id`."""
    run = Run.objects.filter(pk=run_id).first() if run_id else None
    try:
        duplicates.search_all(run=run)
    except runs.Cancelled:
        if run:
            runs.finish(run=run, state=Run.State.CANCELLED)
        return
    if run:
        runs.finish(run=run)
