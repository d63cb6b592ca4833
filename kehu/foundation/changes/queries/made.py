"""What a change set changed, record by record, in the words of its reader."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce

from kehu.foundation.access.models import User
from kehu.foundation.audit.history import Change, describe
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.queries import entries
from kehu.foundation.changes.queries.references import model_of, subject_table
from kehu.foundation.objects import registry
from kehu.foundation.objects.records import title_of

RECORDS = 20
ENTRIES = 400


@dataclass(frozen=True)
class Touched:
    """A record, the address of its page, and what was changed of it and of what belongs to it."""

    title: str
    address: str
    changes: list[Change]


@dataclass(frozen=True)
class Page:
    """`hidden` records are none that the reader may see; `after` goes on, None at the end."""

    records: list[Touched]
    hidden: int
    after: UUID | None


def page_of(change_set: ChangeSet, user: User, after: UUID | None = None) -> Page:
    subjects = entries.subjects_after(change_set.pk, after or entries.NOBODY, RECORDS + 1)
    more, subjects = len(subjects) > RECORDS, subjects[:RECORDS]
    found: dict[UUID, list[AuditEntry]] = defaultdict(list)
    rows = AuditEntry.objects.annotate(subject=Coalesce("subject_id", "record_id"))
    of_these = rows.filter(change_set_id=change_set.pk, subject__in=subjects).select_related("actor")
    for entry in of_these.order_by("id")[:ENTRIES]:
        found[entry.subject].append(entry)  # type: ignore[attr-defined]
    seen = _seen({entry.table: None for some in found.values() for entry in some}, subjects, user)
    records = [_touched(seen[key], found[key], user) for key in subjects if key in seen]
    return Page(records, len(subjects) - len(records), subjects[-1] if more else None)


def _seen(tables: dict[str, None], subjects: list[UUID], user: User) -> dict[UUID, Any]:
    """Those of the records that the user may see, in the trash or not."""
    found: dict[UUID, Any] = {}
    for table in {subject_table(table) or table for table in tables}:
        model: Any = model_of(table)
        if model is None or not hasattr(model, "ownership"):
            continue
        found |= {one.pk: one for one in model._default_manager.visible_to(user).filter(pk__in=subjects)}
        if hasattr(model, "deleted_at"):
            found |= {one.pk: one for one in model._default_manager.trashed_visible_to(user).filter(pk__in=subjects)}
    return found


def _touched(record: Any, some: list[AuditEntry], user: User) -> Touched:
    kind = registry.of_record(record)
    there = kind is not None and getattr(record, "deleted_at", None) is None
    return Touched(title_of(record), kind.url(record.pk) if there and kind else "", describe(some, user))
