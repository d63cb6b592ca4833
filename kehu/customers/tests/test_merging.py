"""Merging: everything goes to the survivor, and comes back."""

import pytest
from django.utils import timezone

from kehu.customers.actions import customers
from kehu.customers.actions.merging import CannotMerge, CannotUnmerge, merge, preview, unmerge
from kehu.customers.models import (
    AccountTeamMember,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    CustomerTag,
    ExternalId,
    KeyDate,
    Merge,
    Relationship,
    RelationshipType,
    Tag,
)
from kehu.customers.queries.consents import may_contact
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import FieldRule, Role, Share
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.changes.tests.conftest import content
from tests.world import World

MODELS = (
    Customer, Contact, ContactPoint, Consent, CustomerTag, ExternalId, KeyDate, Relationship, AccountTeamMember, Share,
)  # fmt: skip
TABLES = tuple(model._meta.db_table for model in MODELS)


def twin(world: World, **values) -> Customer:
    return customers.create(by=world.alice, kind="organisation", **{"name": "Acme Telecom Ltd", **values})


def test_the_survivor_takes_over_what_the_loser_had(world: World) -> None:
    other = twin(world, points=[], industry="telecom")
    tag = Tag.objects.create(name="VIP")
    for customer in (world.acme, other):
        CustomerTag.objects.create(customer=customer, tag=tag)
        ContactPoint.objects.create(customer=customer, kind="email", value="a@acme.cn", normalised="a@acme.cn")
    ContactPoint.objects.create(customer=other, kind="phone", value="10086", normalised="10086")
    ExternalId.objects.create(customer=other, system="erp", value="7")
    Share.objects.create(object_key="customer", record_id=other.pk, user=world.sam, shared_by=world.alice)

    merge(survivor=world.acme, loser=other, by=world.alice)

    world.acme.refresh_from_db()
    assert (world.acme.name, world.acme.industry) == ("Acme Telecom Ltd", "telecom")
    assert world.acme.other_names == ["Acme Telecom"]
    assert {p.value for p in world.acme.contact_points.all()} == {"a@acme.cn", "10086"}
    assert world.acme.tagged.count() == 1
    assert world.acme.external_ids.get().value == "7"
    assert Share.objects.get().record_id == world.acme.pk
    other.refresh_from_db()
    assert other.merged_into == world.acme
    assert not Customer.objects.visible_to(world.alice).filter(pk=other.pk).exists()


def test_unmerging_restores_both_exactly(world: World) -> None:
    other = twin(world, phone="+8613800138000", notes="Knows us", do_not_contact=True, tags=["VIP"])
    kind = RelationshipType.objects.create(key="x", forward="f", reverse="r")
    third = twin(world, name="Third")
    for one in (other, world.acme):
        Relationship.objects.create(type=kind, from_customer=third, to_customer=one)
    Relationship.objects.create(type=kind, from_customer=other, to_customer=world.acme)
    before = content(*TABLES)

    made = merge(survivor=world.acme, loser=other, by=world.alice)
    assert content(*TABLES) != before
    report = unmerge(merge=made, by=world.alice)

    assert content(*TABLES) == before
    assert report["kept"] == 0
    made.refresh_from_db()
    assert made.undone_by == world.alice
    assert unmerge(merge=made, by=world.alice) == report


def test_later_edits_stay_with_the_survivor_and_are_reported(world: World) -> None:
    other = twin(world, industry="telecom", source="North")
    made = merge(survivor=world.acme, loser=other, by=world.alice)
    customers.update(customer=world.acme, changes={"industry": "software"}, by=world.alice)

    unmerge(merge=made, by=world.alice)

    world.acme.refresh_from_db()
    assert (world.acme.industry, world.acme.source) == ("software", "")
    only = made.change_set.kept.get()
    assert (only.column, only.value_now, only.changed_by) == ("industry", "software", world.alice)


def test_the_stricter_wish_holds(world: World) -> None:
    other = twin(world)
    for customer, statement, day in ((world.acme, "withdrawn", 1), (other, "granted", 2)):
        Consent.objects.create(
            customer=customer, channel="email", purpose="marketing", statement=statement, source="form",
            recorded_by=world.alice, at=timezone.now() - timezone.timedelta(days=10 - day),
        )  # fmt: skip
    ContactPoint.objects.create(customer=other, kind="email", value="a@acme.cn", normalised="a@acme.cn")
    assert may_contact(other, "email", "marketing")

    merge(survivor=world.acme, loser=other, by=world.alice)

    assert not may_contact(world.acme, "email", "marketing")
    assert world.acme.consents.count() == 3


def test_the_user_decides_field_by_field(world: World) -> None:
    other = twin(world, industry="telecom", tier="b", notes="two")
    customers.update(customer=world.acme, changes={"industry": "software", "tier": "a", "notes": "one"}, by=world.alice)
    world.acme.refresh_from_db()
    choices = {"name": "survivor", "industry": "loser", "tier": "loser", "notes": "both"}
    shown = {one.key: one for one in preview(world.acme, other, world.alice, choices)}
    assert (shown["tier"].survivor, shown["tier"].loser, shown["tier"].chosen) == ("Tier A", "Tier B", "loser")

    merge(survivor=world.acme, loser=other, by=world.alice, choices=choices)

    world.acme.refresh_from_db()
    assert (world.acme.name, world.acme.industry, world.acme.tier) == ("Acme Telecom", "telecom", "b")
    assert world.acme.notes == "one\n\ntwo"


def test_a_closed_field_follows_the_suggestion_and_is_not_shown(world: World) -> None:
    other = twin(world, industry="telecom", notes="secret")
    FieldRule.objects.create(role=Role.objects.get(key="sales"), object_key="customer", field="notes", access="hidden")
    del world.alice.grants

    assert "notes" not in {one.key for one in preview(world.acme, other, world.alice)}
    merge(survivor=world.acme, loser=other, by=world.alice, choices={"notes": "survivor"})

    world.acme.refresh_from_db()
    assert world.acme.notes == "secret"


def test_nobody_merges_what_he_may_not_edit(world: World) -> None:
    other = twin(world, name="Charlie's")
    Customer.objects.filter(pk=other.pk).update(owner=world.charlie)

    with pytest.raises(OutOfReach):
        merge(survivor=world.acme, loser=other, by=world.alice)
    with pytest.raises(OutOfReach):
        merge(survivor=other, loser=world.acme, by=world.alice)
    with pytest.raises(PermissionMissing):
        merge(survivor=world.acme, loser=other, by=world.ann)
    made = merge(survivor=world.acme, loser=other, by=world.ada)
    with pytest.raises(OutOfReach):
        unmerge(merge=made, by=world.charlie)
    assert Merge.objects.count() == 1


def test_a_person_and_an_organisation_are_two(world: World) -> None:
    person = customers.create(by=world.alice, kind="person", name="Acme Telecom")

    with pytest.raises(CannotMerge):
        merge(survivor=world.acme, loser=person, by=world.alice)
    with pytest.raises(CannotMerge):
        merge(survivor=world.acme, loser=world.acme, by=world.alice)


def test_a_chain_is_taken_back_from_its_end(world: World) -> None:
    second, third = twin(world, name="Second"), twin(world, name="Third")
    before = content(*TABLES)
    keep = {"name": "survivor"}
    first = merge(survivor=world.acme, loser=second, by=world.alice, choices=keep)
    last = merge(survivor=third, loser=world.acme, by=world.alice, choices=keep)

    with pytest.raises(CannotUnmerge, match="Third"):
        unmerge(merge=first, by=world.alice)
    unmerge(merge=last, by=world.alice)
    unmerge(merge=first, by=world.alice)

    assert content(*TABLES) == before


def test_merges_into_one_survivor_are_taken_back_in_any_order_unless_they_share_data(world: World) -> None:
    second, third = twin(world, name="Second", industry="telecom"), twin(world, name="Third", source="North")
    before = content(*TABLES)
    first = merge(survivor=world.acme, loser=second, by=world.alice)
    last = merge(survivor=world.acme, loser=third, by=world.alice)

    unmerge(merge=first, by=world.alice)
    unmerge(merge=last, by=world.alice)
    after = content(*TABLES)
    names = f"customers_customer:{world.acme.pk}"
    assert {key: row for key, row in after.items() if key != names} == {k: r for k, r in before.items() if k != names}

    for one in (second, third):
        one.refresh_from_db()
        ContactPoint.objects.create(customer=one, kind="phone", value="10086", normalised="10086")
    first = merge(survivor=world.acme, loser=second, by=world.alice)
    merge(survivor=world.acme, loser=third, by=world.alice)
    with pytest.raises(CannotUnmerge, match="data that both had"):
        unmerge(merge=first, by=world.alice)
