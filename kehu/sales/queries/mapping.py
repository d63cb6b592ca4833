"""Which field of a lead goes to which field of what it becomes, as the company decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import PREFIX
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Field, Kind
from kehu.sales.models import Lead, LeadSettings

# What goes along by itself: it has its place in what the lead becomes.
BY_ITSELF = {
    "name": ("customer.name", "contact.name"), "company": ("customer.name",),
    "phone": ("customer.phone", "contact.phone"), "email": ("customer.email", "contact.email"),
    "job_title": ("contact.job_title",),
    "authority": ("contact.influence",), "source": ("customer.source", "opportunity.source"),
    "owner": ("customer.owner", "opportunity.owner"), "need": ("opportunity.name",), "budget": ("opportunity.amount",),
    "needed_by": ("opportunity.expected_close",), "next_step": ("opportunity.next_step",),
    "next_step_on": ("opportunity.next_step_on",),
}  # fmt: skip
# Further fields that a record can be made with.
TAKEN = {
    "customer": ("industry", "website", "job_title", "language", "employees", "annual_revenue", "notes"),
    "contact": ("department", "notes"),
    "opportunity": ("description",),
}
FROM = ("city", "need", "trigger", "budget", "needed_by", "job_title", "authority", "notes", "source")
TEXTS = {Kind.TEXT, Kind.LONG_TEXT}
OBJECTS = tuple(TAKEN)


@dataclass(frozen=True)
class Line:
    """One field of a lead: where it goes by itself, where it could go (key, label), and where the company sends it."""

    field: Field
    by_itself: list[str]
    offered: list[tuple[str, str]]
    chosen: list[str]


def lines() -> list[Line]:
    mapping, targets = LeadSettings.current().mapping, _targets()
    return [
        Line(
            one, [_label(key) for key in BY_ITSELF.get(one.key, ())] + _same_key(one),
            [(key, label) for key, (field, label) in targets.items() if fits(one, field)], mapping.get(one.key, []),
        )
        for one in _sources()
    ]  # fmt: skip


def fits(source: Field, target: Field) -> bool:
    """A text takes anything; else both are of one kind, and choices the same ones."""
    if target.kind in TEXTS:
        return True
    if source.kind != target.kind:
        return False
    if source.kind not in (Kind.CHOICE, Kind.CHOICES):
        return True
    ours, theirs = (dict(one.choices() if one.choices else ()) for one in (source, target))
    return set(map(str, ours)) <= set(map(str, theirs))


def carried(row: Lead, object_key: str) -> tuple[dict[str, Any], set[str]]:
    """Values for the record of this kind that is made of the lead, the company's own fields under `custom`, and the
    keys of the lead's fields that they come from.
    """
    targets, sources = _targets(), {one.key: one for one in _sources()}
    values: dict[str, Any] = {}
    own = _shared(object_key, row)
    used = {f"{PREFIX}{key}" for key in own}
    for key, wanted in LeadSettings.current().mapping.items():
        source = sources.get(key)
        value = value_of(row, key)
        for target in wanted if source and value not in (None, "", []) else ():
            kind, _dot, name = target.partition(".")
            if kind != object_key or target not in targets or source is None:
                continue
            field, said = targets[target][0], value
            if field.kind in TEXTS and source.kind not in TEXTS:
                said = _worded(source, value)
            used.add(key)
            if name.startswith(PREFIX):
                own[name.removeprefix(PREFIX)] = said
            else:
                values[name] = f"{values[name]}\n{said}" if name in values and field.kind in TEXTS else said
    return ({**values, "custom": own} if own else values), used


def value_of(row: Lead, key: str) -> Any:
    if key.startswith(PREFIX):
        return row.custom.get(key.removeprefix(PREFIX))
    return getattr(row, key, None)


def own_fields(row: Lead) -> Iterable[tuple[str, str, str]]:
    """(key, label, text) of the company's own fields that the lead says something in."""
    for one in custom_fields.as_fields("lead"):
        value = value_of(row, one.key)
        if value not in (None, "", []):
            yield one.key, str(one.label), _worded(one, value)


def _worded(field: Field, value: Any) -> str:
    labels = {str(key): str(label) for key, label in field.choices()} if field.choices else {}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in values)


def _shared(object_key: str, row: Lead) -> dict[str, Any]:
    """The company's own fields that the other kind has under the same key."""
    keys = {one.key for one in custom_fields.definitions(object_key)}
    return {key: value for key, value in row.custom.items() if key in keys and value not in (None, "")}


def _same_key(field: Field) -> list[str]:
    if not field.key.startswith(PREFIX):
        return []
    key = field.key.removeprefix(PREFIX)
    return [
        _label(f"{kind}.{field.key}")
        for kind in OBJECTS
        if any(one.key == key for one in custom_fields.definitions(kind))
    ]


def _sources() -> list[Field]:
    kind = registry.get("lead")
    return [one for key in FROM if (one := kind.field(key))] + custom_fields.as_fields("lead")


def _targets() -> dict[str, tuple[Field, str]]:
    found = {}
    for object_key, keys in TAKEN.items():
        kind = registry.get(object_key)
        fields = [one for key in keys if (one := kind.field(key))] + custom_fields.as_fields(object_key)
        for one in fields:
            found[f"{object_key}.{one.key}"] = (one, f"{kind.label}: {one.label}")
    return found


def _label(target: str) -> str:
    object_key, _dot, key = target.partition(".")
    kind = registry.get(object_key)
    field = kind.field(key)
    if field is None:
        field = next((one for one in custom_fields.as_fields(object_key) if one.key == key), None)
    return f"{kind.label}: {field.label}" if field else str(kind.label)
