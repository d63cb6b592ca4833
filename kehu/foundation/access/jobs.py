"""Forgets sessions that are over."""

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.task(name="access.clear_sessions", queue="housekeeping", queueing_lock="access.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    call_command("clearsessions")
