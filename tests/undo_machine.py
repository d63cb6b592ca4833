"""Drives random changes and their taking back, and judges each taking back by four snapshots of the tables.

The judge knows nothing of the audit trail: it compares the rows before the change set, after it, before it was taken
back, and afterwards.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from kehu.customers.actions.bulk import create_many, update_many
from kehu.customers.actions.merging import CannotUnmerge, merge
from kehu.customers.entries import CustomerUpdate, NewCustomer, NewPoint
from kehu.customers.models import (
    AccountTeamMember,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    CustomerTag,
    ExternalId,
    KeyDate,
    LifecycleChange,
    Relationship,
    RelationshipType,
    Tag,
    TierAssignment,
)
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import bulk_running, deletion
from kehu.foundation.changes.actions.undoing import undo
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.changes.tests.conftest import changing
from kehu.foundation.changes.tests.conftest import content as whole_content
from kehu.foundation.fields.models import FieldDefinition
from tests.world import World

MODELS = (
    Customer, Contact, ContactPoint, Consent, CustomerTag, ExternalId, KeyDate, LifecycleChange, Relationship, Tag,
    TierAssignment, AccountTeamMember,
)  # fmt: skip
TABLES = tuple(model._meta.db_table for model in MODELS)
MODEL_OF = {model._meta.db_table: model for model in MODELS}
WORDS = ["north", "south", "east"]

OWN_FIELDS = ("one", "two")

Rows = dict[str, dict[str, Any]]


def content(*tables: str) -> Rows:
    """Every row, with the company's own fields as columns of their own."""
    rows = whole_content(*tables)
    for row in rows.values():
        if "custom" in row:
            own = row.pop("custom")
            row |= {f"custom.{key}": own.get(key) for key in OWN_FIELDS}
    return rows


@dataclass
class Past:
    change_set: ChangeSet
    before: Rows
    after: Rows


@dataclass
class Machine:
    """`rest` decides everything, so that the same seed always does the same."""

    world: World
    rest: random.Random
    past: list[Past] = field(default_factory=list)

    def play(self, length: int) -> None:
        self.kind = RelationshipType.objects.get_or_create(key="t", defaults={"forward": "f", "reverse": "r"})[0]
        verbs: list[Callable[[], None]] = [
            self._create, self._create, self._edit, self._edit, self._edit, self._edit, self._touch, self._relate,
            self._delete, self._delete,
            self._change_own, self._exchange,
        ]  # fmt: skip
        makers: list[Callable[[], None]] = [self._merge, self._bulk, self._bulk, self._trash, self._import]
        for key in OWN_FIELDS:
            FieldDefinition.objects.get_or_create(object_key="customer", key=key, defaults={"kind": "text"})
        for _ in range(length):
            which = self.rest.randrange(4)
            if which == 0 and self.past:
                self._undo(self.past.pop(self.rest.randrange(len(self.past))))
            elif which == 1:
                self._in_a_set(self.rest.choice(verbs))
            elif which == 2:
                self._made_by(self.rest.choice(makers))
            else:
                with writing(by=self.world.bob):
                    self.rest.choice(verbs[:-1])()
        while self.past:
            self._undo(self.past.pop())

    def _in_a_set(self, verb: Callable[[], None]) -> None:
        before = content(*TABLES)
        with changing(self.world.alice) as made:
            for _ in range(self.rest.randint(1, 3)):
                verb()
        self.past.append(Past(made, before, content(*TABLES)))

    def _made_by(self, verb: Callable[[], None]) -> None:
        """What the product itself does as a change set."""
        before = content(*TABLES)
        known = set(ChangeSet.objects.values_list("pk", flat=True))
        verb()
        made = ChangeSet.objects.exclude(pk__in=known).first()
        if made:
            self.past.append(Past(made, before, content(*TABLES)))

    def _some(self, model: Any) -> Any:
        rows = list(model.objects.order_by("created_at", "pk"))
        return self.rest.choice(rows) if rows else None

    def _create(self) -> None:
        made = Customer.objects.create(kind="organisation", name=self.rest.choice(WORDS), owner=self.world.alice)
        self._add_to(made)

    def _add_to(self, customer: Customer) -> None:
        value = str(self.rest.randrange(5))
        ContactPoint.objects.create(customer=customer, kind="phone", value=value, normalised=value)
        other = self._some(Customer)
        person = other if other and other.pk != customer.pk else None
        contact = Contact.objects.create(customer=customer, name="Li", person=person)
        ContactPoint.objects.create(
            customer=customer, contact=contact, kind="email", value="a@b.cn", normalised="a@b.cn"
        )
        if not ExternalId.objects.filter(system="erp", value=value).exists():
            ExternalId.objects.create(customer=customer, system="erp", value=value)
        tag = Tag.objects.get_or_create(name=self.rest.choice(WORDS))[0]
        CustomerTag.objects.get_or_create(customer=customer, tag=tag)

    def _edit(self) -> None:
        columns = {self.rest.choice(["industry", "source"]): self.rest.choice(["", *WORDS])}
        ids = [one.pk for one in Customer.objects.all() if self.rest.random() < 0.7]
        Customer.objects.filter(pk__in=ids).update(**columns)

    def _change_own(self) -> None:
        for one in Customer.objects.all():
            if self.rest.random() < 0.6:
                one.custom = {**one.custom, self.rest.choice(OWN_FIELDS): self.rest.choice(WORDS)}
                one.save(update_fields=["custom"])

    def _picked(self) -> Selection | None:
        ids = [one.pk for one in Customer.objects.order_by("created_at", "pk") if self.rest.random() < 0.7]
        return Selection.of_ids("customer", ids) if ids else None

    def _bulk(self) -> None:
        ways: list[dict[str, Any]] = [
            {"industry": self.rest.choice(WORDS)},
            {"tier": self.rest.choice(["a", "b", None]), "source": self.rest.choice(["", *WORDS])},
            {"tags": {"add": [self.rest.choice(WORDS)], "remove": [self.rest.choice(WORDS)]}},
            {f"custom.{self.rest.choice(OWN_FIELDS)}": self.rest.choice([None, *WORDS])},
            {"standings": {"add": ["dealer"]}, "custom.one": "x"},
        ]
        if selection := self._picked():
            bulk_running.begin(
                selection=selection, verb=bulk_running.EDIT, given=self.rest.choice(ways), by=self.world.ada
            )

    def _trash(self) -> None:
        row = self._some(Customer)
        if row and row.merged_into_id is None:
            deletion.trash(object_key="customer", ids=[row.pk], by=self.world.ada)

    def _import(self) -> None:
        value = str(self.rest.randrange(5))

        def points() -> list[NewPoint]:
            return [NewPoint("phone", f"1381234567{value}")]

        new = NewCustomer({"kind": "person", "name": "Imported", "custom.two": "y"}, points=points(), tags=["north"])
        known = [one.pk for one in Customer.objects.editable_by(self.world.ada) if self.rest.random() < 0.5]
        with changing(self.world.ada, ChangeSet.Kind.IMPORT) as made:
            create_many([new], by=self.world.ada, change_set=made.pk, verb=CustomerVerb.IMPORT)
            updates = [CustomerUpdate(one, {"industry": "imported"}, points=points()) for one in known]
            update_many(updates, by=self.world.ada, change_set=made.pk, verb=CustomerVerb.IMPORT)

    def _touch(self) -> None:
        if contact := self._some(Contact):
            Contact.objects.filter(pk=contact.pk).update(job_title=self.rest.choice(["", *WORDS]))
        if customer := self._some(Customer):
            self._add_to(customer)

    def _relate(self) -> None:
        one, other = self._some(Customer), self._some(Customer)
        if one and one != other:
            Relationship.objects.get_or_create(type=self.kind, from_customer=one, to_customer=other, until=None)
        if contact := self._some(Contact):
            Contact.objects.filter(pk=contact.pk).exclude(customer=other).update(person=other)

    def _delete(self) -> None:
        row = self._some(self.rest.choice([ContactPoint, Contact, CustomerTag, Tag, ExternalId, Customer]))
        held = isinstance(row, Customer) and (
            row.merges_won.exists() or row.merges_lost.exists() or row.absorbed.exists()
        )
        if row and not held:
            row.delete()

    def _merge(self) -> None:
        alive = list(Customer.objects.editable_by(self.world.alice).order_by("created_at", "pk"))
        if len(alive) > 1:
            survivor, loser = self.rest.sample(alive, 2)
            merge(survivor=survivor, loser=loser, by=self.world.alice)

    def _exchange(self) -> None:
        rows = list(ExternalId.objects.order_by("created_at", "pk"))
        if len(rows) > 1:
            one, other = self.rest.sample(rows, 2)
            ExternalId.objects.filter(pk=one.pk).update(value="exchanging")
            ExternalId.objects.filter(pk=other.pk).update(value=one.value)
            ExternalId.objects.filter(pk=one.pk).update(value=other.value)

    def _undo(self, past: Past) -> None:
        now = content(*TABLES)
        try:
            report = undo(change_set=past.change_set, by=self.world.ada, batch=self.rest.randint(1, 3))
        except CannotUnmerge:
            assert content(*TABLES) == now
            return
        connection.check_constraints()
        final = content(*TABLES)
        Judge(past, now, final).judge()
        assert undo(change_set=past.change_set, by=self.world.ada) == report
        assert content(*TABLES) == final


class Judge:
    def __init__(self, past: Past, now: Rows, final: Rows):
        self.past, self.now, self.final = past, now, final
        self.kept = {(f"{one.table}:{one.record_id}", one.column): one.reason for one in past.change_set.kept.all()}

    def judge(self) -> None:
        before, after = self.past.before, self.past.after
        for key in {*before, *after, *self.now, *self.final}:
            if before.get(key) == after.get(key):
                assert self.final.get(key) == self.now.get(key), f"{key} was none of the set's business"
            elif key not in before:
                self._created(key)
            elif key not in after:
                self._deleted(key)
            else:
                self._updated(key)
        for (key, column), reason in self.kept.items():
            self._justified(key, column, reason)
        if self.now == after:
            assert not self.kept, f"nobody touched anything, yet {self.kept}"
            assert self.final == before

    def _created(self, key: str) -> None:
        if key in self.final:
            assert (key, "") in self.kept, f"{key} is still there and nobody says why"
            assert self.final[key] == self.now[key]
        elif key in self.now:
            assert self.now[key] == self.past.after[key], f"{key} was changed since and is gone"

    def _deleted(self, key: str) -> None:
        if key in self.now:
            assert self.final[key] == self.now[key]
        elif key not in self.final:
            assert (key, "") in self.kept, f"{key} did not come back and nobody says why"
        else:
            lost = {column for (one, column) in self.kept if one == key}
            assert _but(self.final[key], lost) == _but(self.past.before[key], lost), f"{key} came back otherwise"

    def _updated(self, key: str) -> None:
        before, after = self.past.before[key], self.past.after[key]
        if key not in self.now:
            assert key not in self.final
            assert (key, "") in self.kept
            return
        for column, value in self.now[key].items():
            wanted = before[column] if before[column] != after[column] and value == after[column] else value
            if (key, column) in self.kept:
                assert self.final[key][column] == value
            else:
                assert self.final[key][column] == wanted, f"{key}.{column}"
                touched = before[column] != after[column] != value != before[column]
                assert not touched, f"{key}.{column} was changed since and nobody says so"

    def _justified(self, key: str, column: str, reason: str) -> None:
        table, record_id = key.split(":")
        changed = self.now.get(key) != self.past.after.get(key)
        if reason == "changed":
            assert changed, f"{key}.{column} was not changed since"
        elif reason == "deleted":
            assert key not in self.now
        elif reason == "referred":
            assert refers(table, UUID(record_id)), f"nobody refers to {key}"
        elif reason == "belongs":
            owner = self.final[key].get("customer_id") or self.final[key].get("from_customer_id")
            assert f"customers_customer:{owner}" in self.final
        elif reason == "gone":
            wanted = self.past.before[key]
            columns = [column] if column else [name for name in wanted if name.endswith("_id") and wanted[name]]
            ids = {one.split(":")[1] for one in self.final}
            assert any(wanted[name] not in ids for name in columns), f"{key}: {columns} are all there"
        elif reason == "conflict":
            assert table in {"customers_externalid", "customers_customertag", "customers_tag", "customers_relationship"}
        else:
            raise AssertionError(f"{key}: {reason}")


def _but(row: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in columns}


def refers(table: str, record_id: UUID) -> bool:
    """Whether any row of any table leads to this one."""
    target = MODEL_OF[table]
    return any(
        model._base_manager.filter(**{one.name: record_id}).exists()
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
        if one.related_model is target
    )
