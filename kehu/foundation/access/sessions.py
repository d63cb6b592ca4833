"""Sessions in the database, as Django has them; only the way to the one of a request is shorter."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from kehu.foundation.database.kept import kept


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Any:
        found = _running(key=self.session_key, now=timezone.now()) if self.session_key else []
        return found[0] if found else super()._get_session_from_db()  # type: ignore[misc]


@kept
def _running(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
