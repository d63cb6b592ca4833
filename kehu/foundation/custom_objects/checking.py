"""Values of records before they are written: fields checked, references visible, the title worked out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.custom_objects.models import CustomRecord, ObjectDefinition
from kehu.foundation.custom_objects.queries.definitions import definition_of
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.queries import closed_to, definitions
from kehu.foundation.fields.values import PREFIX, validated
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal

LONGEST_TITLE = 300
REFERENCE = FieldDefinition.Kind.REFERENCE


class RecordRefused(Refusal):
    """A value does not fit; `field` names it."""


class Checked:
    """What a batch of one kind needs to know, read once."""

    def __init__(self, object_key: str, by: User):
        self.object_key, self.by = object_key, by
        self.definition: ObjectDefinition = definition_of(object_key)
        self.fields = definitions(object_key, by)
        self.closed = closed_to(by, self.fields)
        self._seen: dict[str, set[str]] = {}
        self._people: dict[str, User | None] = {}

    def look_up(self, batches: Iterable[dict[str, Any]]) -> None:
        """Note which of the records that are referred to the user sees, with one statement per kind."""
        wanted: dict[str, set[UUID]] = defaultdict(set)
        leading = {one.key: one.reference for one in self.fields if one.kind == REFERENCE}
        for custom in batches:
            for key, reference in leading.items():
                if (target := _as_id(custom.get(key))) is not None:
                    wanted[reference].add(target)
        for reference, ids in wanted.items():
            kind = registry.find(reference)
            rows: Any = kind.model_class._default_manager.all().visible_to(self.by) if kind else None  # type: ignore[attr-defined]
            known = rows.filter(pk__in=ids).values_list("pk", flat=True) if rows is not None else ()
            self._seen.setdefault(reference, set()).update(str(pk) for pk in known)

    def new(self, values: dict[str, Any]) -> CustomRecord:
        """An unsaved record. Raises a Refusal."""
        custom = validated(self.fields, values.get("custom") or {}, closed=self.closed)
        self._check_references(custom, values.get("custom") or {})
        created_at = values.get("created_at")
        return CustomRecord(
            object_key=self.object_key, title=self._title(values.get("title"), custom), custom=custom,
            owner=self._owner(values["owner"]) if "owner" in values else self.by, created_by=self.by,
            created_at=created_at if isinstance(created_at, datetime) else timezone.now(),
        )  # fmt: skip

    def change(self, record: CustomRecord, changes: Mapping[str, Any]) -> bool:
        """Lay changes by field key over a record; says whether anything is different now. Raises a Refusal."""
        before = (record.title, record.owner_id, dict(record.custom))
        if given := custom_of(changes):
            given = {key: self._stepped(key, value, record) for key, value in given.items()}
            record.custom = validated(self.fields, given, existing=record.custom, closed=self.closed)
            self._check_references(record.custom, given)
        record.title = self._title(changes.get("title", record.title), record.custom)
        if "owner" in changes:
            record.owner = self._owner(changes["owner"])
        return before != (record.title, record.owner_id, record.custom)

    def alone(self, changes: Mapping[str, Any]) -> None:
        """Refuses values that could stand on no record."""
        given = {key: value for key, value in custom_of(changes).items() if not bulk.is_step(value)}
        self._check_references(validated(self.fields, given, existing={}, closed=self.closed), given)
        if "owner" in changes:
            self._owner(changes["owner"])

    def _stepped(self, key: str, value: Any, record: CustomRecord) -> Any:
        several = {one.key for one in self.fields if one.kind == FieldDefinition.Kind.CHOICES}
        return bulk.stepped(value, record.custom.get(key) or []) if key in several and bulk.is_step(value) else value

    def _title(self, typed: Any, custom: dict[str, Any]) -> str:
        title = title_from(self.definition, typed, custom)
        if not title:
            field = f"custom.{self.definition.title_field}" if self.definition.title_field else "title"
            raise RecordRefused(_("“%(name)s” is required.") % {"name": self._title_label()}, field=field)
        return title

    def _title_label(self) -> str:
        own = next((one.label for one in self.fields if one.key == self.definition.title_field), "")
        return own or self.definition.title_label

    def _owner(self, given: Any) -> User | None:
        if given is None or given == "" or isinstance(given, User):
            return given or None
        key = str(given)
        if key not in self._people:
            pk = _as_id(given)
            self._people[key] = User.objects.filter(pk=pk, is_active=True, is_system=False).first() if pk else None
        if self._people[key] is None:
            raise RecordRefused(_("There is no such person."), field="owner")
        return self._people[key]

    def _check_references(self, custom: dict[str, Any], given: dict[str, Any]) -> None:
        for one in self.fields:
            if (
                one.kind == REFERENCE
                and given.get(one.key)
                and custom[one.key] not in self._seen.get(one.reference, ())
            ):
                raise RecordRefused(_("There is no such record that you may see."), field=f"custom.{one.key}")


def flattened(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes by field key; those of custom fields may also come together under `custom`."""
    own = changes.get("custom") or {}
    return {key: value for key, value in changes.items() if key != "custom"} | {
        f"{PREFIX}{key}": value for key, value in own.items()
    }


def custom_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of custom fields by their bare keys."""
    return {key.removeprefix(PREFIX): value for key, value in changes.items() if key.startswith(PREFIX)}


def title_from(definition: ObjectDefinition, typed: Any, custom: dict[str, Any]) -> str:
    """What names a record: the value of its title field, else what was typed."""
    text = custom.get(definition.title_field, "") if definition.title_field else typed
    return " ".join(str(text if text is not None else "").replace("\0", "").split())[:LONGEST_TITLE]


def _as_id(value: Any) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
