"""Writing new customers with everything that hangs on them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused
from kehu.customers.entries import NewCustomer
from kehu.customers.models import Customer
from kehu.customers.storing import relations, tables
from kehu.customers.storing.ahead import Ahead
from kehu.customers.storing.lines import Lines, lines_of, write
from kehu.customers.storing.lookups import Lookups, tag_ids
from kehu.customers.storing.preparing import Prepared, prepare
from kehu.customers.storing.suppressing import flag
from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal


@dataclass
class Inserted:
    """`ids` has one id per entry, None for a refused one; `refused` says why, by the entry's place in the batch."""

    ids: list[UUID | None] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)

    @property
    def made(self) -> list[UUID]:
        return [one for one in self.ids if one is not None]


class IdentifierTaken(Refusal):
    """Another customer has this identifier already."""


def insert(entries: list[NewCustomer], *, by: User, ahead: Ahead | None = None) -> Inserted:
    """Write what can be written of a batch, inside the running `writing`. What was made `ahead` is not made again."""
    now = timezone.now()
    lookups = Lookups.read(
        [entry.values for entry in entries], by=by, contacts=any(entry.contacts for entry in entries)
    )
    result = Inserted(ids=[None] * len(entries))
    prepared: dict[int, Prepared] = {}
    for place, entry in enumerate(entries):
        try:
            prepared[place] = (ahead and ahead.prepared.get(entry.id)) or prepare(entry, lookups, by, now)
        except Refusal as refusal:
            result.refused[place] = refusal
    _refuse_taken_identifiers(prepared, result)
    _refuse_unknown_people(prepared, result, by)
    _refuse_impossible_relations(prepared, result, by)
    rows = [one for place, one in prepared.items() if place not in result.refused]
    _write(rows, ahead.lines if ahead and ahead.is_all_of(rows) else lines_of(rows, by, now), by, now)
    for place, one in prepared.items():
        if place not in result.refused:
            result.ids[place] = one.customer["id"]
    return result


def _write(rows: list[Prepared], made: Lines, by: User, now: datetime) -> None:
    if not rows:
        return
    write(made)
    _write_tags(rows, now)
    relations.write(_relation_rows(rows), now)
    flag((point for one in rows for point in one.points if point["contact_id"] is None), by=by, now=now)


def _write_tags(rows: list[Prepared], now: datetime) -> None:
    ids = tag_ids(name for one in rows for name in one.tags)
    tagged = [
        {"customer_id": one.customer["id"], "tag_id": tag_id}
        for one in rows
        for tag_id in dict.fromkeys(ids[name.lower()] for name in one.tags)
    ]
    if tagged:
        tables.TAGGED.insert(tagged, now)


def _relation_rows(rows: list[Prepared]) -> list[relations.Relation]:
    return [relations.of_entry(one.customer["id"], entry) for one in rows for entry in one.relationships]


def _refuse_taken_identifiers(prepared: dict[int, Prepared], result: Inserted) -> None:
    wanted = [(row["system"], row["value"]) for one in prepared.values() for row in one.external_ids]
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system, value FROM customers_externalid WHERE system = ANY(%s) AND value = ANY(%s)",
            [list({system for system, _value in wanted}), list({value for _system, value in wanted})],
        )
        taken = set(cursor.fetchall())
    for place, one in prepared.items():
        for row in one.external_ids:
            pair = (row["system"], row["value"])
            if pair in taken:
                result.refused[place] = IdentifierTaken(
                    _("Another customer has the identifier %(value)s of %(system)s already.")
                    % {"value": pair[1], "system": pair[0]},
                    field="external_id",
                )
        if place not in result.refused:
            taken.update((row["system"], row["value"]) for row in one.external_ids)


def _refuse_unknown_people(prepared: dict[int, Prepared], result: Inserted, by: User) -> None:
    """A contact may be a customer himself: one that the user can see."""
    wanted = {row["person_id"] for one in prepared.values() for row in one.contacts} - {None}
    if not wanted:
        return
    known = set(Customer.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    for place, one in prepared.items():
        if {row["person_id"] for row in one.contacts} - {None} - known:
            result.refused[place] = ValueRefused(_("This customer is not known."), field="person")


def _refuse_impossible_relations(prepared: dict[int, Prepared], result: Inserted, by: User) -> None:
    asked = [
        (place, relations.of_entry(one.customer["id"], entry))
        for place, one in prepared.items()
        if place not in result.refused
        for entry in one.relationships
    ]
    if asked:
        made = frozenset(one.customer["id"] for one in prepared.values())
        result.refused.update(relations.refusals(asked, by=by, being_made=made))
