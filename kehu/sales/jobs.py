"""Background work of sales."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kehu.sales.actions import assignment, reclaiming, scoring


@app.task(name="sales.reclaim", queue="long", queueing_lock="sales.reclaim")
def reclaim(timestamp: int = 0) -> None:
    """Every night: what nobody looked after goes back to its pool."""
    reclaiming.run()


@app.task(name="sales.warn_of_reclaim", queue="notices", queueing_lock="sales.warn_of_reclaim")
def warn_of_reclaim(timestamp: int = 0) -> None:
    """Every morning: tell people what they lose tomorrow."""
    reclaiming.warn()


@app.task(name="sales.watch_answers", queue="notices", queueing_lock="sales.watch_answers")
def watch_answers(timestamp: int = 0) -> None:
    """Every few minutes: leads that should have been touched by now."""
    assignment.watch()


@app.task(name="sales.rescore", queue="long", queueing_lock="sales.rescore")
def rescore(timestamp: int = 0) -> None:
    """Every night and after a change of the rules: the score of every open lead."""
    scoring.rescore_all()


def score_anew() -> None:
    """Have every open lead scored anew, after the running transaction; once, however often it is asked for."""
    try:
        with transaction.atomic():
            rescore.defer()
    except AlreadyEnqueued:
        return
