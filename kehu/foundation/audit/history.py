"""The trail of one record as people read it: who changed what, when, from where, old and new in their own words.

Works for any record. Labels come from the registry of objects and from the models; what a user may not see of a field
he does not see in its history either: a model names, in `ruled_by`, the fields whose rules hold for its columns.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.audit.history_values import Values
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.audit.triggers import audited_models
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.showing import shown
from kehu.foundation.objects import registry

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One field: its label, and both values as text. `old` is empty for what was not there."""

    label: str
    old: str
    new: str


@dataclass
class Change:
    """One row that was created, changed or deleted. `what` is the kind of record; `title` names the row."""

    entry: AuditEntry
    who: str
    what: str
    title: str
    lines: list[Line] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        words = {"what": self.what, "title": self.title}
        named = {"I": _("%(what)s “%(title)s” added"), "U": _("%(what)s “%(title)s” changed"),
                 "D": _("%(what)s “%(title)s” removed")}  # fmt: skip
        bare = {"I": _("%(what)s added"), "U": _("%(what)s changed"), "D": _("%(what)s removed")}
        return (named if self.title else bare)[self.entry.action] % words


def page(
    subject_id: UUID, user: User, *, before: int | None = None, limit: int = PAGE
) -> tuple[list[Change], int | None]:
    """The changes of a record and what hangs on it, newest first, and the id to go on before (None at the end)."""
    rows = AuditEntry.objects.filter(subject_id=subject_id).select_related("actor").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    return describe(found[:limit], user), found[limit - 1].pk if len(found) > limit else None


def changed_since(subject_id: UUID, since: datetime, *, but: User, limit: int = 8) -> list[Change]:
    """What others changed on a record since a moment, newest first."""
    rows = AuditEntry.objects.filter(subject_id=subject_id, at__gt=since).exclude(actor=but).select_related("actor")
    return describe(list(rows.order_by("-id")[:limit]), but)


def describe(entries: list[AuditEntry], user: User) -> list[Change]:
    """Entries in the reader's words; those that tell him nothing (technical columns only) are left out."""
    tables = {model._meta.db_table: model for model in audited_models()}
    values = Values(entries, tables, user)
    found = []
    for entry in entries:
        model = tables.get(entry.table)
        if model is None:
            continue
        lines = _lines(entry, model, values)
        if entry.action == AuditEntry.Action.CHANGED and not lines:
            continue
        who = entry.actor.name if entry.actor else _("the system")
        found.append(Change(entry, who, _what(model, values.kind(entry, model)), values.title(entry, model), lines))
    return found


def _what(model: type[models.Model], object_type: registry.ObjectType | None) -> str:
    return str(
        object_type.label if object_type else getattr(model, "audit_label", model._meta.verbose_name)
    ).capitalize()


def _lines(entry: AuditEntry, model: type[models.Model], values: Values) -> list[Line]:
    if entry.action != AuditEntry.Action.CHANGED:
        return []
    found = []
    for column in entry.new or {}:
        if column == "custom":
            found += _own_lines(entry, values.kind(entry, model), values.user)
            continue
        column_field = values.column(model, column)
        if column_field is None:
            continue
        access = values.access(model, column)
        if access == FieldAccess.HIDDEN:
            continue
        old, new = (
            values.shown(model, column_field, (side or {}).get(column), masked=access == FieldAccess.MASKED)
            for side in (entry.old, entry.new)
        )
        found.append(Line(_label(model, column_field), old, new))
    return found


def _own_lines(entry: AuditEntry, object_type: registry.ObjectType | None, user: User) -> list[Line]:
    """Fields of the company's own, those that are retired too."""
    old, new = ((side or {}).get("custom") or {} for side in (entry.old, entry.new))
    found = []
    for definition in FieldDefinition.objects.filter(object_key=object_type.key if object_type else ""):
        before, after = old.get(definition.key), new.get(definition.key)
        access = custom_fields.rule(definition, user)
        if before == after or access == FieldAccess.HIDDEN:
            continue
        masked = access == FieldAccess.MASKED
        texts = ["•••" if masked and one is not None else shown(definition, one, user) for one in (before, after)]
        found.append(Line(definition.label, texts[0], texts[1]))
    return found


def _label(model: type[models.Model], column_field: Any) -> str:
    object_type = registry.of_model(model)
    declared = object_type.field(column_field.name) if object_type else None
    if column_field.name == "deleted_at":
        return _("in the trash since")
    label = str(declared.label if declared else column_field.verbose_name)
    return label[:1].upper() + label[1:]
