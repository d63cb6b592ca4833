"""Background entry point: the nightly sweep."""

from django.utils import timezone
from procrastinate.contrib.django import app


@app.task(name="files.sweep", queue="housekeeping", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Bytes that no attachment needs any more go."""
    from kehu.foundation.files.actions import sweeping

    sweeping.sweep(at=timezone.now())
