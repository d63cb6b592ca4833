"""Changing customers: one or thousands, each with changes of his own, in a handful of statements."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from kehu.customers.cleaning.names import PARTS, clean_name, match_key
from kehu.customers.cleaning.values import chosen
from kehu.customers.derived import refresh_repeated
from kehu.customers.entries import CustomerUpdate
from kehu.customers.models import Customer, LifecycleStage
from kehu.customers.storing import tables
from kehu.customers.storing.adding import Additions
from kehu.customers.storing.indexing import reindex
from kehu.customers.storing.lookups import Lookups, custom_values
from kehu.customers.storing.preparing import clean_plain
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import is_step, stepped
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.sorting import sort_key

Row = dict[str, Any]
# Changes of these are seen by search.
SEARCHED = {"name", "family_name", "given_name", "other_names", "phone", "email", "address", "kind"}


@dataclass
class Changed:
    """`fields` has the keys of the fields that really changed, by customer; `moves` and `tiers` are (old, new)."""

    fields: dict[UUID, set[str]] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)  # not there, or out of the user's reach
    owners: dict[UUID, UUID | None] = field(default_factory=dict)
    moves: dict[UUID, tuple[LifecycleStage | None, LifecycleStage]] = field(default_factory=dict)
    tiers: dict[UUID, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Why:
    """The story of a change of stage or tier: `rule` names the rule if no person decided."""

    reason: str = ""
    rule: str = ""
    at: datetime | None = None


def change(updates: list[CustomerUpdate], *, by: User, why: Why = Why()) -> Changed:
    """Write what can be written of a batch, inside the running `writing`; each customer stands in it once."""
    now = timezone.now()
    lookups = Lookups.read([one.changes for one in updates], by=by, contacts=any(one.contacts for one in updates))
    result = Changed()
    current = _locked([one.id for one in updates], by)
    additions = Additions(updates, lookups, by, now)
    columns: dict[UUID, Row] = {}
    for place, one in enumerate(updates):
        row = current.get(one.id)
        if row is None:
            result.missing.append(place)
            continue
        try:
            changed = _columns(row, one.changes, lookups, result)
            added = additions.prepare(one, place)
        except Refusal as refusal:
            result.refused[place] = refusal
            continue
        result.fields[one.id] = {_field_key(column) for column in changed} | added
        if changed:
            columns[one.id] = changed
    result.refused.update(additions.refused)
    for place in additions.refused:
        columns.pop(updates[place].id, None)
        for by_customer in (result.fields, result.owners, result.moves, result.tiers):
            by_customer.pop(updates[place].id, None)
    write_columns("customers_customer", columns)
    additions.write(set(result.fields))
    _write_standing(result, by, why, now)
    _refresh(result)
    result.fields = {key: fields for key, fields in result.fields.items() if fields}
    return result


def _locked(ids: list[UUID], by: User) -> dict[UUID, Row]:
    rows = (
        Customer.objects.editable_by(by).filter(pk__in=ids).order_by("pk").select_for_update(no_key=True, of=("self",))
    )
    return {row["id"]: row for row in rows.values()}


def _columns(row: Row, changes: dict[str, Any], lookups: Lookups, result: Changed) -> Row:
    """The columns whose value differs, with their new values."""
    changes = resolved(changes, row)
    new: Row = {}
    kind = chosen(changes.get("kind", row["kind"]), "kind", Customer.Kind.values) or row["kind"]
    is_person = kind == Customer.Kind.PERSON
    new["kind"] = kind
    if PARTS & changes.keys() or kind != row["kind"]:
        new.update(clean_name({key: changes[key] for key in PARTS & changes.keys()}, is_person=is_person, existing=row))
        new["match_key"] = match_key(new["name"], is_person=is_person)
        new["sort_name"] = sort_key(new["name"])
    new.update(clean_plain(changes))
    if "team" in changes:
        new["team_id"] = lookups.team(changes["team"])
    if "owner" in changes:
        new["owner_id"] = lookups.owner(changes["owner"])
    new.update(lookups.territory(changes))
    if "tier" in changes:
        new["tier"] = chosen(changes["tier"], "tier", Customer.Tier.values)
    if custom_values(changes):
        new["custom"] = lookups.custom(changes, row["custom"])
    _stage(row, changes, lookups, result, new)
    changed = {column: value for column, value in new.items() if value != row[column]}
    if "owner_id" in changed:
        result.owners[row["id"]] = changed["owner_id"]
    if "tier" in changed:
        result.tiers[row["id"]] = (row["tier"], changed["tier"])
    return changed


SEVERAL = frozenset({"tags", "standings", "other_names"})


def resolved(changes: dict[str, Any], row: Row) -> dict[str, Any]:
    """The values that fields come to have where changes say what to add and to remove. Tags stand elsewhere."""
    steps = {key: value for key, value in changes.items() if is_step(value) and key not in {"tags", "custom"}}
    if not steps:
        return changes
    now = {key: row["custom"].get(key[7:]) if key.startswith("custom.") else row.get(key) for key in steps}
    return changes | {key: stepped(value, now[key] or ()) for key, value in steps.items()}


def _stage(row: Row, changes: dict[str, Any], lookups: Lookups, result: Changed, new: Row) -> None:
    stage = lookups.stage(changes.get("lifecycle_stage"))
    if stage is None or stage.pk == row["lifecycle_stage_id"]:
        return
    new["lifecycle_stage_id"] = stage.pk
    result.moves[row["id"]] = (lookups.stages.get(str(row["lifecycle_stage_id"])), stage)


def _field_key(column: str) -> str:
    return "name" if column in {"match_key", "sort_name"} else column.removesuffix("_id")


def write_columns(table: str, changes: dict[UUID, Row]) -> None:
    """One statement for all rows of a table that change the same columns."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for customer_id, columns in changes.items():
        groups[tuple(sorted(columns))].append({"id": customer_id, **columns})
    quote = connection.ops.quote_name
    for names, rows in groups.items():
        assignments = ", ".join(f"{quote(name)} = v.{quote(name)}" for name in names)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} c SET {assignments}"
                f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) v WHERE c.id = v.id",
                [json.dumps(rows, cls=DjangoJSONEncoder)],
            )


def _write_standing(result: Changed, by: User, why: Why, now: datetime) -> None:
    person = None if why.rule else by.pk
    at = why.at or now
    if result.moves:
        tables.STAGES.insert(
            (
                {
                    "customer_id": key,
                    "stage_id": new.pk,
                    "at": at,
                    "changed_by_id": person,
                    "reason": why.reason or why.rule,
                }
                for key, (_old, new) in result.moves.items()
            ),
            now,
        )
    if result.tiers:
        tables.TIERS.insert(
            (
                {
                    "customer_id": key,
                    "tier": new,
                    "at": at,
                    "assigned_by_id": person,
                    "rule": why.rule,
                    "reason": why.reason,
                }
                for key, (_old, new) in result.tiers.items()
            ),
            now,
        )


def _refresh(result: Changed) -> None:
    moved = [key for key, fields in result.fields.items() if fields & {"phone", "email", "address", "contact_points"}]
    if moved:
        refresh_repeated(moved)
    searched = _touched(
        result.fields.items(), SEARCHED | {"contact_points", "external_ids", "identity_documents", "contacts"}
    )
    if searched:
        reindex(searched)


def _touched(fields: Iterable[tuple[UUID, set[str]]], keys: set[str]) -> list[UUID]:
    return [customer_id for customer_id, changed in fields if changed & keys]
