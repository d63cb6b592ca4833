"""Background work of cadences."""

from django.db.models import Q
from procrastinate.contrib.django import app

from kehu.cadences.actions import escalating, settling
from kehu.foundation.audit.context import coming_from


@app.task(name="cadences.sweep", queue="housekeeping", queueing_lock="cadences.sweep")
def sweep(timestamp: int) -> None:
    """Look after every enrolment that is under way: pauses that are over, and what nobody was told of."""
    with coming_from("job"):
        settling.settle(Q())


@app.task(name="cadences.tell_managers", queue="notices", queueing_lock="cadences.tell_managers")
def tell_managers(timestamp: int) -> None:
    """On Monday morning: what is without a next step below whom."""
    with coming_from("job"):
        escalating.tell_managers()
