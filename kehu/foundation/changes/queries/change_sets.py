"""Which change sets somebody sees: his own, for administrators everybody's, and those of a record he sees."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from kehu.foundation.access.models import User
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.permissions import ChangeVerb

PAGE = 50


def visible_to(user: User) -> Any:
    """Newest first; takings back are shown with what they took back."""
    found = ChangeSet.objects.exclude(kind=ChangeSet.Kind.UNDO).select_related("by").order_by("-started_at", "-pk")
    return found if user.may(ChangeVerb.MANAGE) else found.filter(by=user)


def page_of(
    change_sets: Any, at: datetime | None = None, pk: UUID | None = None
) -> tuple[list[ChangeSet], ChangeSet | None]:
    """PAGE change sets after the one with this time and key, and the last of them if there are more."""
    if at and pk:
        change_sets = change_sets.filter(Q(started_at__lt=at) | Q(started_at=at, pk__lt=pk))
    rows = list(change_sets[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1] if len(rows) > PAGE else None


def touching(record_id: UUID) -> Any:
    """The change sets that touched a record or what belongs to it, newest first. The caller has checked that the user
    sees the record.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT change_set_id FROM audit_entry"
            " WHERE subject_id = %s AND change_set_id IS NOT NULL LIMIT 500",
            [record_id],
        )
        ids = [one for (one,) in cursor.fetchall()]
    found = ChangeSet.objects.filter(pk__in=ids).exclude(kind=ChangeSet.Kind.UNDO).select_related("by")
    return found.order_by("-started_at", "-pk")


def of_record(record_id: UUID, limit: int = 20) -> list[ChangeSet]:
    return list(touching(record_id)[:limit])


def refusals_of(change_set: ChangeSet, limit: int = 20) -> list[tuple[str, int]]:
    """Why records were left as they were, and how many for each reason, the commonest first."""
    found = change_set.refused.values_list("reason").annotate(number=Count("pk")).order_by("-number", "reason")
    return list(found[:limit])
