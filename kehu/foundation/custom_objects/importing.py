"""Bringing records of a kind that the company made in from files."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.custom_objects.models import ObjectDefinition
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.queries import definitions
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import (
    CREATED,
    FAILED,
    SKIPPED,
    UNDECIDED,
    UPDATED,
    Context,
    Entry,
    ImportTarget,
    Outcome,
    TargetField,
    Writer,
)


def target_key(object_key: str) -> str:
    return object_key


class Records(ImportTarget):
    position = 80

    def __init__(self, definition: ObjectDefinition):
        self.key = target_key(definition.object_key)
        self.object_key = definition.object_key
        self.label = lazy(lambda: definition.label_plural, str)()
        self.verb = f"{definition.object_key}.import"
        self.icon = definition.icon
        self.definition = definition
        self.match_rules = (("title", lazy(lambda: definition.title_label, str)()),)

    def fields(self, user: User) -> list[TargetField]:
        found = [_field_of(one) for one in definitions(self.object_key, user)]
        if not self.definition.title_field:
            names = tuple(self.definition.title_labels.values())
            found.insert(0, TargetField("title", self.definition.title_label, names=(*names, "name", "title", "名称")))
        found.append(TargetField("owner", _("Owner"), Kind.REFERENCE, names=("owner", "负责人"), reference="user"))
        found.append(TargetField("created_at", _("Created"), Kind.MOMENT, names=("created", "created at", "创建时间")))
        return found

    def begin(self, context: Context) -> Writer:
        return RecordWriter(self.definition, context)

    def missing(self, fields: frozenset[str]) -> str:
        wanted = f"custom.{self.definition.title_field}" if self.definition.title_field else "title"
        return "" if wanted in fields else _("One column must name the records.")


def _field_of(one: FieldDefinition) -> TargetField:
    kind = Kind.TEXT if one.kind == Kind.REFERENCE else Kind(one.kind)
    return TargetField(
        f"custom.{one.key}", one.label, kind, names=(*map(str, one.labels.values()), one.key, f"custom.{one.key}"),
        choices=one.choice_labels if one.choices else None,
    )  # fmt: skip


class RecordWriter(Writer):
    """Finds records by their title; references by identifier or by the exact title of what the user may see."""

    def __init__(self, definition: ObjectDefinition, context: Context):
        self.definition, self.context = definition, context
        self.object_key = definition.object_key
        self.model: Any = registry.get(self.object_key).model_class
        fields = definitions(self.object_key, context.by)
        self.references = {one.key: one.reference for one in fields if one.kind == Kind.REFERENCE}
        self._targets: dict[tuple[str, str], str | None] = {}

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        fresh: dict[int, dict[str, Any]] = {}
        prepared: dict[int, tuple[str, dict[str, Any]]] = {}
        for entry in entries:
            try:
                prepared[entry.number] = self._values(entry)
            except Refusal as refusal:
                outcomes[entry.number] = Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
        known = self._known({title for title, _values in prepared.values()})
        made_here: dict[str, int] = {}
        for number, (title, values) in prepared.items():
            if title and self.context.matches_by("title") and (title in known or title in made_here):
                outcomes[number] = self._matched(known.get(title), values)
                continue
            fresh[number] = values
            made_here[title] = number
        outcomes |= self._create(fresh)
        return [outcomes[entry.number] for entry in entries]

    def _create(self, fresh: dict[int, dict[str, Any]]) -> dict[int, Outcome]:
        from kehu.foundation.custom_objects.actions import records

        numbers = list(fresh)
        made, refused = records.create_many(
            object_key=self.object_key, rows=list(fresh.values()), by=self.context.by,
            change_set=self.context.change_set, verb="import",
        )  # fmt: skip
        done = {numbers[place]: Outcome(CREATED, pk) for place, pk in made.items()}
        failed = {numbers[at]: Outcome(FAILED, reasons=[(no.field, no.message)]) for at, no in refused.items()}
        return done | failed

    def _matched(self, record_id: UUID | None, values: dict[str, Any]) -> Outcome:
        from kehu.foundation.custom_objects.actions import records

        if record_id is None or self.context.on_match == "skip":
            return Outcome(SKIPPED, record_id)
        if self.context.on_match == "ask":
            return Outcome(UNDECIDED, record_id, [("title", _("There is a record with this name already."))])
        changes = {key: value for key, value in values.items() if key != "created_at"}
        done = records.update_many(
            object_key=self.object_key, edits=[Edit(record_id, changes)], by=self.context.by,
            change_set=self.context.change_set, verb="import",
        )  # fmt: skip
        for refusal in done.refused.values():
            return Outcome(FAILED, record_id, [(refusal.field, refusal.message)])
        if done.missing:
            return Outcome(FAILED, record_id, [("title", _("You may see this record but not change it."))])
        return Outcome(UPDATED if done.changed else SKIPPED, record_id)

    def _known(self, titles: set[str]) -> dict[str, UUID]:
        rows = self.model._default_manager.all().visible_to(self.context.by).filter(title__in=titles)
        return {title: pk for pk, title in rows.order_by("-created_at", "-pk").values_list("pk", "title")}

    def _values(self, entry: Entry) -> tuple[str, dict[str, Any]]:
        from kehu.foundation.custom_objects.checking import title_from

        custom = {
            key.removeprefix("custom."): value for key, value in entry.values.items() if key.startswith("custom.")
        }
        for key in self.references.keys() & custom.keys():
            custom[key] = self._target(key, str(custom[key]))
        values: dict[str, Any] = {
            key: entry.values[key] for key in ("title", "owner", "created_at") if key in entry.values
        }
        if custom:
            values["custom"] = {key: getattr(value, "amount", value) for key, value in custom.items()}
        return title_from(self.definition, values.get("title"), custom), values

    def _target(self, key: str, text: str) -> str:
        reference, wanted = self.references[key], text.strip()
        if (reference, wanted) not in self._targets:
            self._targets[reference, wanted] = self._find(reference, wanted)
        found = self._targets[reference, wanted]
        if found is None:
            raise Refusal(
                _("“%(value)s” is not known here, or there are several.") % {"value": wanted[:80]},
                field=f"custom.{key}",
            )
        return found

    def _find(self, reference: str, text: str) -> str | None:
        kind = registry.find(reference)
        if kind is None:
            return None
        rows = kind.model_class._default_manager.all().visible_to(self.context.by)  # type: ignore[attr-defined]
        try:
            found = rows.filter(pk=UUID(text))[:2]
        except ValueError:
            found = rows.filter(**{kind.title: text})[:2]
        ids = [str(one.pk) for one in found]
        return ids[0] if len(ids) == 1 else None
