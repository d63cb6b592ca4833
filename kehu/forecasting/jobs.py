"""Background entry points of the forecast."""

from procrastinate.contrib.django import app

from kehu.forecasting.actions import snapshots
from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from


@app.task(name="forecasting.take_snapshot", queue="long", queueing_lock="forecasting.take_snapshot")
def take_snapshot(timestamp: int) -> None:
    """Comes often and takes one a week, so that a Monday on which nothing ran is made good as soon as it can be."""
    with coming_from("job"):
        snapshots.take(by=User.objects.system())
