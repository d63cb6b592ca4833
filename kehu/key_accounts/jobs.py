"""Background work of key accounts."""

from uuid import UUID

from procrastinate.contrib.django import app

from kehu.foundation.audit.context import coming_from
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.key_accounts.actions import accounts, applying, reviews
from kehu.key_accounts.models import TierRule


@app.task(name="key_accounts.try_rule", queue="long", lock="key_accounts.tiers")
def try_rule(rule_id: str, run_id: str) -> None:
    """Work out what a rule would change; a version that was changed or given up since is left alone."""
    run = Run.objects.get(pk=UUID(run_id))
    rule = TierRule.objects.filter(pk=UUID(rule_id), run=run).prefetch_related("steps").first()
    with coming_from("job"):
        try:
            if rule is not None:
                applying.work_out(rule=rule, run=run)
        except runs.Cancelled:
            runs.finish(run=run, state=Run.State.CANCELLED)
            return
    runs.finish(run=run)


@app.task(name="key_accounts.apply_rule", queue="long", lock="key_accounts.tiers")
def apply_rule(run_id: str) -> None:
    """Give everybody the tier of the rule, for somebody who waits for it."""
    run = Run.objects.get(pk=UUID(run_id))
    with coming_from("job"):
        try:
            applying.apply(run=run)
        except runs.Cancelled:
            runs.finish(run=run, state=Run.State.CANCELLED)
            return
    runs.finish(run=run)


@app.task(
    name="key_accounts.nightly", queue="long", lock="key_accounts.tiers", queueing_lock="key_accounts.nightly"
)  # fmt: skip
def nightly(timestamp: int = 0) -> None:
    """Every night: the tiers by the rule, and where each key account stands."""
    with coming_from("job"):
        applying.apply()
        accounts.refresh_all()


@app.task(name="key_accounts.refresh_accounts", queue="long")
def refresh_accounts() -> None:
    """After what tiers are owed was changed."""
    with coming_from("job"):
        accounts.refresh_all()


@app.task(name="key_accounts.remind", queue="notices", queueing_lock="key_accounts.remind")
def remind(timestamp: int = 0) -> None:
    """Every morning: plans that are to be reviewed."""
    with coming_from("job"):
        reviews.remind()
