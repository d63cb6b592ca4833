"""Background work of quotes."""

from django.utils import timezone
from procrastinate.contrib.django import app

from kehu.quotes.actions import expiry


@app.task(name="quotes.expire", queue="housekeeping", queueing_lock="quotes.expire")
def expire(timestamp: int) -> None:
    """Every hour: what ran out is closed, what soon will is told."""
    today = timezone.localdate()
    expiry.expire(today=today)
    expiry.warn(today=today)
