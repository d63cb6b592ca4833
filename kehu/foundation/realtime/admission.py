"""Who may listen to what; asked with Django's own session and visibility."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from kehu.foundation.access.models import User
from kehu.foundation.objects.records import visible_record

MOST_TOPICS = 20


@dataclass(frozen=True)
class Admission:
    user_id: str
    name: str
    topics: frozenset[str]


def admit(session_key: str, wanted: list[str]) -> Admission | None:
    """The signed-in user of a session and those of the wanted topics he may hear; None when nobody is signed in.

    Topics: `user` (one's own) and `record:<object key>:<id>` (a record one may see).
    """
    close_old_connections()
    session = SessionStore(session_key)
    user = User.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first() if session_key else None
    if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    topics = {_topic(user, one) for one in wanted[:MOST_TOPICS]} - {""}
    return Admission(str(user.pk), user.name, frozenset({f"user:{user.pk}", *topics}))


def still_signed_in(session_keys: list[str]) -> set[str]:
    """Those of the sessions that have not ended."""
    close_old_connections()
    alive = Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    return set(alive.values_list("session_key", flat=True))


def _topic(user: User, wanted: str) -> str:
    kind, _, rest = wanted.partition(":")
    object_key, _, record_id = rest.partition(":")
    if kind != "record":
        return ""
    try:
        visible_record(user, object_key, UUID(record_id))
    except (ValueError, Http404, PermissionDenied):
        return ""
    return wanted
