"""Background work of calendars elsewhere."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kehu.calendar_sync.actions import leaving, running
from kehu.calendar_sync.models import CalendarConnection
from kehu.foundation.audit.context import coming_from

AT_ONCE = 500
ATTEMPTS = 4


@app.task(name="calendar_sync.exchange", queue="calendar")
def exchange(connection_id: str) -> None:
    """Exchange with one calendar; may be killed and run again."""
    with coming_from("job"):
        running.attempt(connection_id=UUID(connection_id))


@app.task(
    name="calendar_sync.leave", queue="calendar", pass_context=True,
    retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5),
)  # fmt: skip
def leave(context: JobContext, connection_id: str) -> None:
    """Remove our entries from a calendar that was disconnected."""
    with coming_from("job"):
        leaving.remove_copies(connection_id=UUID(connection_id), last=context.job.attempts + 1 >= ATTEMPTS)


@app.task(name="calendar_sync.tend", queue="housekeeping", queueing_lock="calendar_sync.tend")
def tend(timestamp: int = 0) -> None:
    """Every minute: have those exchanged whose time has come."""
    rows = CalendarConnection.objects.filter(paused=False, leaving=False, user__is_active=True)
    rows = rows.filter(Q(due_at__lte=timezone.now()) | Q(due_at__isnull=True)).exclude(calendar_url="")
    for pk in rows.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]:
        exchange_soon(pk)


@app.task(name="calendar_sync.forget_old", queue="housekeeping", queueing_lock="calendar_sync.forget_old")
def forget_old(timestamp: int = 0) -> None:
    """Every night: old news of exchanges."""
    leaving.forget_old()


def exchange_soon(connection_id: UUID) -> None:
    """Queue one exchange, after the running transaction; once, however often it is asked for, and never two at once."""
    key = f"calendar-{connection_id}"
    try:
        with transaction.atomic():
            exchange.configure(lock=key, queueing_lock=key).defer(connection_id=str(connection_id))
    except AlreadyEnqueued:
        return
