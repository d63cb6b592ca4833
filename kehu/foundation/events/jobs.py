"""Delivery of events to their handlers."""

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kehu.foundation.events import bus
from kehu.foundation.events.models import Event


@app.task(name="events.deliver", queue="events", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def deliver(event_id: int, handler: str) -> None:
    """Give one event to one handler. After eight failures it stays as a dead letter on the jobs page."""
    row = Event.objects.values("name", "payload").filter(pk=event_id).first()
    if row is None:
        return  # its retention is over
    event = bus.restore(row["name"], row["payload"])
    for candidate in bus.handlers_of(type(event)):
        if bus.handler_name(candidate) == handler:
            candidate(event)


@app.task(name="events.forget_old", queue="housekeeping", queueing_lock="events.forget_old")
def forget_old(timestamp: int) -> None:
    """Facts are kept for ninety days; what changed is in the audit trail for as long as the company keeps that."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM event WHERE at < now() - interval '90 days'")
