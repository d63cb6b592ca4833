"""The values of the trail: references become names, choices their labels, and what is sensitive is masked."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from kehu.foundation.access.fields import access as field_access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.objects import registry
from kehu.foundation.ui import formats
from kehu.foundation.values import masking

LONGEST = 300
Model = type[models.Model]


class Values:
    """Knows the names of all rows that some entries refer to, read with one statement per table."""

    def __init__(self, entries: list[AuditEntry], tables: dict[str, Model], user: User):
        self.user, self.tables = user, tables
        self._names: dict[Model, dict[UUID, str]] = {}
        self._kinds: dict[Model, dict[UUID, registry.ObjectType]] = {}
        self._rows: dict[Model, set[UUID]] = defaultdict(set)
        wanted: dict[Model, set[UUID]] = defaultdict(set)
        for entry in entries:
            model = tables.get(entry.table)
            if model is None:
                continue
            self._rows[model].add(entry.record_id)
            if entry.action == AuditEntry.Action.DELETED:
                rows = [entry.old or {}]
            else:
                wanted[model].add(entry.record_id)
                rows = [entry.old or {}, entry.new or {}]
            for row in rows:
                for key, value in row.items():
                    target = self._target(model, key)
                    if target is not None and value:
                        wanted[target].add(UUID(str(value)))
        for model, ids in wanted.items():
            self._names[model] = self._read(model, ids)

    def kind(self, entry: AuditEntry, model: Model) -> registry.ObjectType | None:
        """Of which kind the row of an entry is, where its table holds several: read once."""
        if not getattr(model, "object_column", ""):
            return registry.of_model(model)
        if model not in self._kinds:
            self._kinds[model] = registry.of_rows(model, self._rows[model])
        return self._kinds[model].get(entry.record_id)

    def column(self, model: Model, column: str) -> Any:
        """The field of a column that people should see; None for technical ones."""
        found = next((one for one in model._meta.concrete_fields if one.column == column), None)
        if found is None or found.primary_key or (not found.editable and column != "deleted_at"):
            return None
        return found

    def access(self, model: Model, column: str | None) -> FieldAccess:
        """The narrowest of the rules that hold for a column."""
        object_type = registry.of_model(model)
        object_key = getattr(model, "ruled_by_object", object_type.key if object_type else "")
        fields = getattr(model, "ruled_by", {}).get(column, ((column or "").removesuffix("_id"),))
        return min((field_access(self.user, object_key, one) for one in fields), key=lambda one: one.width)

    def shown(self, model: Model, field: Any, value: Any, *, masked: bool) -> str:
        if value in (None, "", [], {}):
            return ""
        target = self._target(model, field.column)
        if target is not None:
            return self._names.get(target, {}).get(UUID(str(value)), _("one that is not there any more"))
        if masked:
            return mask(str(value))
        object_type = registry.of_model(model)
        declared = object_type.field(field.name) if object_type else None
        if declared and declared.words:
            return str(declared.said(value))[:LONGEST]
        return _plain(field, value)[:LONGEST]

    def title(self, entry: AuditEntry, model: Model) -> str:
        """What names the row: itself if it is there, else the columns it had when it was removed."""
        if entry.subject_id == entry.record_id:
            return ""
        if entry.action != AuditEntry.Action.DELETED:
            return self._names.get(model, {}).get(entry.record_id, "")
        row = entry.old or {}
        parts = []
        for column in getattr(model, "audit_title", ("name", "value", "label")):
            field = next((one for one in model._meta.concrete_fields if column in (one.name, one.column)), None)
            if field is not None and row.get(field.column):
                masked = self.access(model, field.column) in {FieldAccess.MASKED, FieldAccess.HIDDEN}
                parts.append(self.shown(model, field, row[field.column], masked=masked))
        return " · ".join(part for part in parts if part)

    def _target(self, model: Model, column: str) -> Model | None:
        field = next((one for one in model._meta.concrete_fields if one.column == column), None)
        return field.related_model if field is not None and field.is_relation else None

    def _read(self, model: Model, ids: set[UUID]) -> dict[UUID, str]:
        """Names of rows; of kinds with a door only those the user may see, and with sensitive parts masked."""
        rows = model._default_manager.filter(pk__in=ids)
        if hasattr(rows, "visible_to") and hasattr(model, "ownership"):
            rows = rows.visible_to(self.user)
        titles = getattr(model, "audit_title", ())
        related = [one for one in titles if model._meta.get_field(one).is_relation]
        named = {}
        for row in rows.select_related(*related) if related else rows:
            named[row.pk] = self._name(model, row, titles)
        return named

    def _name(self, model: Model, row: Any, titles: tuple[str, ...]) -> str:
        if not titles:
            text = str(row)
            return "" if text.startswith(f"{model.__name__} object") else text
        parts = []
        for one in titles:
            field = model._meta.get_field(one)
            value = getattr(row, one)
            if value in (None, ""):
                continue
            masked = self.access(model, field.column) in {FieldAccess.MASKED, FieldAccess.HIDDEN}  # type: ignore[union-attr]
            text = str(value) if field.is_relation else _plain(field, value)
            parts.append(mask(text) if masked else text)
        return " · ".join(parts)


def mask(text: str) -> str:
    """By its looks: a mail, a phone number, any other number."""
    if "@" in text:
        return masking.mask_email(text)
    digits = sum(one.isdigit() for one in text)
    return masking.mask_identity(text) if digits >= 14 or digits < 7 else masking.mask_phone(text)


def _plain(field: Any, value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, models.DateTimeField):
        return formats.show_moment(parse_datetime(str(value)) if isinstance(value, str) else value) or str(value)
    if isinstance(field, models.DateField):
        return formats.show_date(parse_date(str(value)) if isinstance(value, str) else value) or str(value)
    if isinstance(value, list):
        labels = dict(getattr(getattr(field, "base_field", None), "flatchoices", ()))
        return " · ".join(str(labels.get(one, one)) for one in value)
    if isinstance(value, dict):
        return " · ".join(f"{key}: {one}" for key, one in value.items() if one not in (None, ""))
    return str(value)
