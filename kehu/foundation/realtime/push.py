"""Sending a small message to the browsers that listen to a topic.

The NOTIFY follows after the commit in a transaction of its own that does not wait for the disk: inside the writing
transaction it would serialise all commits and cost three quarters of the write rate. Nothing is stored: a browser that
may have missed something is told to load its parts again (see `hub.py`).
"""

import json
from typing import Any

from django.db import connection, transaction

CHANNEL = "kehu_push"
LARGEST = 7000  # bytes; PostgreSQL refuses payloads of 8000


def send(topic: str, payload: dict[str, Any]) -> None:
    """After the commit, deliver `payload` (kinds and ids, never personal data) to all who listen to `topic`."""
    message = json.dumps({"topic": topic, **payload}, separators=(",", ":"))
    if len(message.encode()) > LARGEST:
        raise ValueError("a push message carries ids, not content")
    transaction.on_commit(lambda: _notify(message))


def close_connections_of(user_id: str) -> None:
    """Have every open connection of a user closed, so that his rights are looked up anew."""
    send("control", {"close": user_id})


def _notify(message: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, message])
