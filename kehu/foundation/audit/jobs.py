"""Keeps the audit trail's table ready for the months to come."""

from django.db import connection
from procrastinate.contrib.django import app


@app.task(name="audit.make_partitions", queue="housekeeping", queueing_lock="audit.make_partitions")
def make_partitions(timestamp: int) -> None:
    """Partitions for this month and the next three, where they are missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_make_partitions(3)")
