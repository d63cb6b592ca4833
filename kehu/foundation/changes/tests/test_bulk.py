"""Many records changed as one: by a filter, by their ids, each in its own way."""

from typing import Any
from uuid import uuid4

import pytest

from kehu.customers.models import AccountTeamMember, Customer, CustomerTag, Relationship, RelationshipType
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.foundation.changes import selection
from kehu.foundation.changes.actions import bulk_running, record_changes, undoing
from kehu.foundation.changes.actions.bulk_rehearsing import rehearse
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.queries.reports import report
from kehu.foundation.changes.selection import CannotSelect, Selection
from kehu.foundation.changes.tests.conftest import content
from kehu.foundation.events.models import Event
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.refusals import Refusal
from tests.world import World

pytestmark = pytest.mark.django_db
TABLES = ("customers_customer", "customers_customertag", "customers_lifecyclechange", "customers_tierassignment")


@pytest.fixture
def many(world: World) -> list[Customer]:
    return Customer.objects.bulk_create(
        Customer(kind="organisation", name=f"C{n}", owner=world.alice, tier="c", standings=["company"])
        for n in range(8)
    )


def changed(world: World, given: dict[str, Any], link: str = "tier=c", by: User | None = None) -> ChangeSet:
    return bulk_running.begin(
        selection=Selection.of_link("customer", link), verb=bulk_running.EDIT, given=given, by=by or world.ada
    )


def test_several_fields_change_at_once_and_come_back(world: World, many: list[Customer]) -> None:
    before = content(*TABLES)

    made = changed(world, {"tier": "b", "industry": "telecom", "tags": {"add": ["north"]}, "employees": 5})

    assert made.counts == {"changed": 8, "same": 0, "refused": 0, "missing": 0}
    row = Customer.objects.get(pk=many[0].pk)
    assert (row.tier, row.industry, row.employees) == ("b", "telecom", 5)
    assert CustomerTag.objects.filter(tag__name="north").count() == 8
    undoing.undo(change_set=made, by=world.ada)
    assert content(*TABLES) == before


def test_what_is_so_already_is_not_counted_as_changed(world: World, many: list[Customer]) -> None:
    changed(world, {"tags": {"add": ["north"]}})
    assert changed(world, {"tags": {"add": ["North"]}}).counts["same"] == 8
    assert changed(world, {"tier": "c"}).counts["same"] == 8


def test_values_are_added_to_and_removed_from_fields_of_several(world: World, many: list[Customer]) -> None:
    FieldDefinition.objects.create(
        object_key="customer", key="line", kind="choices", labels={"en": "Line"},
        choices=[{"value": "a", "labels": {}}, {"value": "b", "labels": {}}],
    )  # fmt: skip
    changed(world, {"standings": {"add": ["dealer"], "remove": ["company"]}, "custom.line": {"add": ["b"]}})
    row = Customer.objects.get(pk=many[0].pk)
    assert (row.standings, row.custom) == (["dealer"], {"line": ["b"]})
    changed(world, {"custom.line": {"add": ["a"]}, "tags": {"add": ["x", "y"]}})
    changed(world, {"custom.line": {"remove": ["b"]}, "tags": {"remove": ["X"]}})
    row.refresh_from_db()
    assert row.custom == {"line": ["a"]}
    assert list(CustomerTag.objects.filter(customer=row).values_list("tag__name", flat=True)) == ["y"]


@pytest.mark.parametrize(
    "given",
    [{}, {"tier": "zzz"}, {"owner": str(uuid4())}, {"nonsense": 1}, {"tier": {"add": ["a"]}}, {"custom.no": "x"},
     {"employees": "many"}, {"lifecycle_stage": "nowhere"}],
)  # fmt: skip
def test_changes_that_fit_no_record_are_refused_before_anything(world: World, many: Any, given: Any) -> None:
    with pytest.raises(Refusal):
        changed(world, given)
    assert not ChangeSet.objects.exists()


def test_rights_are_asked(world: World, many: list[Customer]) -> None:
    with pytest.raises(PermissionMissing):
        changed(world, {"tier": "a"}, by=world.mark)
    with pytest.raises(PermissionMissing):
        changed(world, {"owner": None}, by=world.alice)
    with pytest.raises(CannotSelect):
        Selection.of_ids("customer", [])
    with pytest.raises(CannotSelect):
        changed(world, {"tier": "a"}, link="colour=red")


def test_only_what_the_user_sees_and_edits_is_changed(world: World, many: list[Customer]) -> None:
    Customer.objects.filter(pk=many[0].pk).update(owner=world.bob)
    ids = [one.pk for one in many]
    made = bulk_running.begin(
        selection=Selection.of_ids("customer", ids), verb=bulk_running.EDIT, given={"tier": "a"}, by=world.alice
    )
    assert made.counts == {"changed": 7, "same": 0, "refused": 0, "missing": 1}
    assert list(made.refused.values_list("record_id", flat=True)) == [many[0].pk]


def test_a_batch_is_one_event(world: World, many: list[Customer]) -> None:
    before = Event.objects.count()
    changed(world, {"industry": "telecom"})
    assert Event.objects.count() == before + 1


def test_each_record_can_change_in_its_own_way(world: World, many: list[Customer]) -> None:
    before = content(*TABLES)
    edits = [
        Edit(many[0].pk, {"tier": "a"}), Edit(many[1].pk, {"tier": "zzz"}), Edit(many[2].pk, {"employees": "7"}),
        Edit(uuid4(), {"tier": "a"}), Edit(many[3].pk, {"tier": "c"}),
    ]  # fmt: skip
    seen = record_changes.try_each(object_key="customer", edits=edits, by=world.ada)
    assert content(*TABLES) == before
    assert (seen.changed, seen.same, seen.refused, seen.selected) == (2, 1, 2, 5)
    assert next((one.before.text, one.after.text) for one in seen.samples[0].differences) == ("Tier C", "Tier A")

    made = record_changes.change_each(object_key="customer", edits=edits, by=world.ada)

    assert made.kind == ChangeSet.Kind.PASTE
    assert made.counts == {"changed": 2, "same": 1, "refused": 1, "missing": 1}
    assert {one.record_id for one in made.refused.all()} == {edits[1].id, edits[3].id}
    assert Customer.objects.get(pk=many[2].pk).employees == 7
    undoing.undo(change_set=made, by=world.ada)
    assert content(*TABLES) == before


def test_a_preview_says_what_would_happen_and_leaves_nothing(world: World, many: list[Customer]) -> None:
    Customer.objects.filter(pk=many[0].pk).update(owner=world.bob, tier="b")
    before, sets = content(*TABLES), ChangeSet.objects.count()
    seen = rehearse(
        selection=Selection.of_link("customer", "tier=c&tier=b"), verb=bulk_running.EDIT,
        given={"tier": "b", "owner": str(world.charlie.pk)}, by=world.ada,
    )  # fmt: skip
    assert (seen.selected, seen.changed, seen.same, seen.whole) == (8, 8, 0, True)
    pairs = [[(one.before.text, one.after.text) for one in sample.differences] for sample in seen.samples]
    assert [("Tier C", "Tier B"), ("Alice", "Charlie")] in pairs
    assert (content(*TABLES), ChangeSet.objects.count()) == (before, sets)


@pytest.mark.parametrize("remembered", [100, 3])
def test_who_comes_to_match_while_it_runs_was_not_meant(
    world: World, many: list[Customer], remembered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "MOST_PINNED", remembered)
    monkeypatch.setattr(bulk_running, "AT_ONCE", 1)
    made = changed(world, {"tier": "b"})
    newcomer = Customer.objects.create(kind="organisation", name="Late", tier="c", owner=world.alice)

    bulk_running.run(change_set_id=made.pk, batch=3)

    made.refresh_from_db()
    assert made.counts == {"changed": 8, "same": 0, "refused": 0, "missing": 0}
    newcomer.refresh_from_db()
    assert newcomer.tier == "c"


def test_a_mark_is_another_when_other_records_match(world: World, many: list[Customer]) -> None:
    wanted = Selection.of_link("customer", "tier=c")
    mark = wanted.mark(world.ada)
    assert wanted.mark(world.ada) == mark
    Customer.objects.filter(pk=many[0].pk).update(tier="b")
    Customer.objects.create(kind="organisation", name="Instead", tier="c", owner=world.alice)
    assert wanted.mark(world.ada).startswith("8-")
    with pytest.raises(bulk_running.SelectionChanged, match="as many match no more"):
        bulk_running.begin(selection=wanted, verb=bulk_running.EDIT, given={"tier": "b"}, by=world.ada, mark=mark)


def test_customers_join_teams_and_circles(world: World, many: list[Customer]) -> None:
    kind = RelationshipType.objects.create(key="parent", forward="belongs to", reverse="owns", is_tree=True)
    ids = [one.pk for one in many]
    selection = Selection.of_ids("customer", ids)
    AccountTeamMember.objects.create(customer=many[0], user=world.bob)
    joined = bulk_running.begin(
        selection=selection, verb="team", given={"member": str(world.bob.pk), "part": "sales"}, by=world.ada
    )
    assert joined.counts == {"changed": 7, "same": 1, "refused": 0, "missing": 0}
    related = bulk_running.begin(
        selection=selection, verb="relate", given={"kind": "parent>", "other": str(many[7].pk)}, by=world.ada
    )
    assert related.counts == {"changed": 7, "same": 0, "refused": 1, "missing": 0}
    assert Relationship.objects.filter(type=kind, to_customer=many[7]).count() == 7
    for made in (joined, related):
        undoing.undo(change_set=made, by=world.ada)
    assert not Relationship.objects.exists()
    assert AccountTeamMember.objects.count() == 1


def test_fields_of_ones_own_go_back_key_by_key(world: World, many: list[Customer]) -> None:
    for key in ("one", "two", "three"):
        FieldDefinition.objects.create(object_key="customer", key=key, kind="text", labels={"en": key.title()})
    first = changed(world, {"custom.one": "1", "custom.three": "3"})
    second = changed(world, {"custom.two": "2"})
    changed(world, {"custom.three": "III"}, by=world.maria)

    undoing.undo(change_set=first, by=world.ada)

    assert Customer.objects.get(pk=many[0].pk).custom == {"two": "2", "three": "III"}
    line = report(first.kept.filter(record_id=many[0].pk), world.ada).lines[0]
    assert (line.field, line.mine, line.value, line.by) == ("Three", "3", "III", "Maria")
    undoing.undo(change_set=second, by=world.ada)
    assert Customer.objects.get(pk=many[0].pk).custom == {"three": "III"}
