"""What a taking back has kept (or would keep), put into words for one reader."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.changes.models import KeptChange
from kehu.foundation.changes.queries.references import model_of, references_from, subject_table
from kehu.foundation.fields.queries import as_fields
from kehu.foundation.objects import registry
from kehu.foundation.objects.records import title_of


@dataclass(frozen=True)
class Line:
    """`record` is the title of the record on whose history it stands; `field` is empty for a whole row. `mine` is what
    the change set had made of it, `value` what it is now.
    """

    record: str
    address: str
    what: str
    field: str
    mine: str
    value: str
    reason: str
    by: str


@dataclass(frozen=True)
class Report:
    """`hidden` counts rows that belong to records which the reader may not see."""

    lines: list[Line]
    hidden: int


def report(kept: Iterable[KeptChange], user: User) -> Report:
    rows = [one for one in kept if one.reason != KeptChange.Reason.WAITING]
    subjects = _visible_subjects(rows, user)
    whole = {(one.table, one.record_id) for one in rows if not one.column}
    named = {(one.table, one.record_id) for one in rows if one.column}
    lines, hidden = [], 0
    for one in rows:
        if not one.column and (one.table, one.record_id) in named and one.reason == KeptChange.Reason.CHANGED:
            continue  # the changed columns say it already
        subject = subjects.get(one.subject_id)
        if subject is None:
            hidden += 1
            continue
        lines.append(_line(one, subject, user, in_whole=(one.table, one.record_id) in whole))
    return Report(lines, hidden)


def _visible_subjects(rows: list[KeptChange], user: User) -> dict[UUID | None, models.Model]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in rows:
        if one.subject_id:
            wanted[subject_table(one.table) or one.table].add(one.subject_id)
    found: dict[UUID | None, models.Model] = {}
    for table, ids in wanted.items():
        model: Any = model_of(table)
        if model is None or not hasattr(model, "ownership"):
            continue
        found |= {one.pk: one for one in model._default_manager.visible_to(user).filter(pk__in=ids)}
        if hasattr(model, "deleted_at"):
            found |= {one.pk: one for one in model._default_manager.trashed_visible_to(user).filter(pk__in=ids)}
    return found


def _line(one: KeptChange, subject: models.Model, user: User, *, in_whole: bool) -> Line:
    model: Any = model_of(one.table)
    object_type = registry.of_model(model)
    subject_type = registry.of_record(subject)
    what = str(object_type.label if object_type else model._meta.verbose_name)
    field, mine, value = _field(one, object_type, model, user)
    reason = _("created by this, and changed since") if in_whole and one.column else str(one.get_reason_display())
    return Line(
        record=title_of(subject), address=subject_type.url(subject.pk) if subject_type else "", what=what,
        field=field, mine=mine, value=value, reason=reason, by=str(one.changed_by or ""),
    )  # fmt: skip


def _field(one: KeptChange, object_type: Any, model: Any, user: User) -> tuple[str, str, str]:
    """Label, what the set had made of it, what it is now."""
    if not one.column:
        return "", "", ""
    column, _dot, own = one.column.partition(".")
    key = f"custom.{own}" if own else column.removesuffix("_id")
    declared = _declared(object_type, key)
    field = next(f for f in model._meta.concrete_fields if f.column == column)
    label = str(declared.label if declared else field.verbose_name)
    if object_type and access(user, object_type.key, key) in {FieldAccess.HIDDEN, FieldAccess.MASKED}:
        return label, "***", "***"
    return label, _shown(one.value_mine, column, field, one.table), _shown(one.value_now, column, field, one.table)


def _declared(object_type: Any, key: str) -> Any:
    if object_type is None:
        return None
    if key.startswith("custom."):
        return next((field for field in as_fields(object_type.key) if field.key == key), None)
    return object_type.field(key)


def _shown(value: Any, column: str, field: Any, table: str) -> str:
    if value in (None, "", [], {}):
        return ""
    if any(reference.column == column for reference in references_from(table)):
        target = field.related_model._base_manager.filter(pk=value).first()
        return str(target or "")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))
