"""Background work of the customers."""

from uuid import UUID

from procrastinate.contrib.django import app

from kehu.customers.actions import duplicates, privacy_packages, quality, retention
from kehu.customers.models import RetentionRule
from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from
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


@app.task(name="customers.put_together", queue="long")
def put_together(request_id: str, by_id: str, run_id: str) -> None:
    """Everything known of a person as one file; run again it makes the file anew."""
    run = Run.objects.get(pk=run_id)
    with coming_from("job"):
        privacy_packages.put_together(request_id=UUID(request_id), by=User.objects.get(pk=by_id))
    runs.finish(run=run)


@app.task(name="customers.run_retention", queue="long")
def run_retention(run_no: int) -> None:
    retention.run(run_no=run_no)


@app.task(name="customers.keep_no_longer", queue="long", queueing_lock="customers.keep_no_longer")
def keep_no_longer(timestamp: int) -> None:
    """Every night: the rules that are switched on, and packages that were there to be taken for long enough."""
    privacy_packages.forget_old()
    for rule in RetentionRule.objects.filter(is_active=True):
        retention.run(run_no=retention.plan(rule=rule, dry=False, by=None, defer=None).pk)


@app.task(name="customers.measure_quality", queue="long", queueing_lock="customers.measure_quality")
def measure_quality(run_id: str = "", timestamp: int = 0) -> None:
    """Look at every customer and write the day's figures; nightly without `run_id`."""
    run = Run.objects.filter(pk=run_id).first() if run_id else None
    quality.measure_all(run=run)
    if run:
        runs.finish(run=run)
