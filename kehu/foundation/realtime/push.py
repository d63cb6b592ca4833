"""Sending a small message to the browsers that listen to a topic.

The message is written with the change; the wake-up (NOTIFY, ids only) follows after the commit in a transaction of its
own, because a NOTIFY inside the writing transaction would serialise all commits.
"""

import json
from typing import Any

from django.db import connection, transaction

CHANNEL = "kehu_push"


def send(topic: str, payload: dict[str, Any]) -> None:
    """Deliver `payload` (ids and kinds, no personal data) to everyone who listens to `topic` and may hear it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO push_message (topic, payload) VALUES (%s, %s) RETURNING id", [topic, json.dumps(payload)]
        )
        (message_id,) = cursor.fetchone()
    transaction.on_commit(lambda: _wake(topic, message_id))


def _wake(topic: str, message_id: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{message_id} {topic}"])
