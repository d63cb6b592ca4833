"""When a user last looked at a record, so that the page can say what changed since."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.foundation.access.models import User

# Coming back within this time is still the same look: a reload does not wipe out what was new.
ONE_LOOK = timedelta(minutes=10)


def look(*, user: User, object_key: str, record_id: UUID) -> datetime | None:
    """Note that the user looks now; returns when he looked before, None if never."""
    values: dict[str, Any] = {"user": user.pk, "record": record_id, "key": object_key, "one": ONE_LOOK}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO objects_look (user_id, object_key, record_id, at, before)
            VALUES (%(user)s, %(key)s, %(record)s, now(), NULL)
            ON CONFLICT (user_id, record_id) DO UPDATE SET
                before = CASE WHEN objects_look.at < now() - %(one)s THEN objects_look.at ELSE objects_look.before END,
                at = now()
            RETURNING before
            """,
            values,
        )
        row = cursor.fetchone()
    return row[0] if row else None
