"""When a user last looked at a record, so that the page can say what changed since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.foundation.access.models import User

# Coming back within this time is still the same look: a reload does not wipe out what was new.
ONE_LOOK = timedelta(minutes=10)


@dataclass(frozen=True)
class Before:
    """When the user looked before, None if never; and whether others changed the record since."""

    at: datetime | None
    news: bool


def look(*, user: User, object_key: str, record_id: UUID) -> Before:
    """Note that the user looks now; says how it stands with the last time."""
    values: dict[str, Any] = {"user": user.pk, "record": record_id, "key": object_key, "one": ONE_LOOK}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO objects_look (user_id, object_key, record_id, at, before)
            VALUES (%(user)s, %(key)s, %(record)s, now(), NULL)
            ON CONFLICT (user_id, record_id) DO UPDATE SET
                before = CASE WHEN objects_look.at < now() - %(one)s THEN objects_look.at ELSE objects_look.before END,
                at = now()
            RETURNING objects_look.before, EXISTS (
                SELECT 1 FROM audit_entry
                WHERE subject_id = %(record)s AND audit_entry.at > objects_look.before
                AND actor_id IS DISTINCT FROM %(user)s
            )
            """,
            values,
        )
        before, news = cursor.fetchone()
    return Before(before, news)
