"""Contacts, relationships, consents, standing, tags, account team, identity, shares."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kehu.customers.actions import (
    account_team,
    consents,
    contact_points,
    contacts,
    customers,
    identity,
    relationships,
    standing,
    tags,
)
from kehu.customers.actions.contact_points import AlreadyThere
from kehu.customers.actions.contacts import NotAPerson
from kehu.customers.actions.relationships import AlreadyRelated
from kehu.customers.models import Contact, Customer
from kehu.customers.queries.consents import consent_state, may_contact
from kehu.customers.storing.inserting import IdentifierTaken
from kehu.customers.storing.relations import NotAllowedInTree
from kehu.foundation.access.actions import shares
from kehu.foundation.access.fields import FieldClosed
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.events.models import Event
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.models import SearchTerm
from tests.world import World


def firm(name: str, world: World) -> Customer:
    return customers.create(kind="organisation", name=name, by=world.alice)


# -- contact points ---------------------------------------------------------------------------------------------------


def test_the_preferred_valid_point_is_repeated_on_the_customer(world: World) -> None:
    first = contact_points.add(customer=world.acme, kind="phone", value="010-65529988", by=world.alice)
    second = contact_points.add(customer=world.acme, kind="phone", value="13812345678", preferred=True, by=world.alice)
    world.acme.refresh_from_db()
    assert world.acme.phone == "+8613812345678"

    contact_points.mark_invalid(contact_point=second, by=world.alice)
    world.acme.refresh_from_db()
    assert world.acme.phone == "+861065529988"
    assert Event.objects.filter(name="ContactPointInvalid").count() == 1

    contact_points.prefer(contact_point=second, by=world.alice)
    contact_points.remove(contact_point=first, by=world.alice)
    world.acme.refresh_from_db()
    assert world.acme.phone == "+8613812345678"
    assert AuditEntry.objects.filter(subject_id=world.acme.pk, action="D").count() == 1


def test_a_point_is_not_doubled_and_a_new_value_is_not_verified(world: World) -> None:
    point = contact_points.add(customer=world.acme, kind="email", value="A@acme.cn", by=world.alice)
    contact_points.verify(contact_point=point, by=world.alice)
    with pytest.raises(AlreadyThere):
        contact_points.add(customer=world.acme, kind="email", value="a@ACME.cn", by=world.alice)

    changed = contact_points.change(contact_point=point, value="b@acme.cn", by=world.alice)

    assert (changed.value, changed.verified_at) == ("b@acme.cn", None)
    assert SearchTerm.objects.filter(record_id=world.acme.pk, term="b@acme.cn").exists()
    assert not SearchTerm.objects.filter(record_id=world.acme.pk, term="a@acme.cn").exists()


def test_an_address_is_told_apart(world: World) -> None:
    contact_points.add(
        customer=world.acme, kind="address", value="广东省深圳市南山区科技园路1号 518057", by=world.alice
    )

    world.acme.refresh_from_db()
    assert (world.acme.region, world.acme.city) == ("广东省", "深圳市")


def test_who_sees_numbers_masked_does_not_change_them(world: World) -> None:
    with pytest.raises((FieldClosed, PermissionMissing)):
        contact_points.add(customer=world.acme, kind="phone", value="10086", by=world.mark)
    with pytest.raises(OutOfReach):
        contact_points.add(customer=world.acme, kind="phone", value="10086", by=world.charlie)


# -- contacts ---------------------------------------------------------------------------------------------------------


def test_the_first_contact_is_the_main_one_until_another_is(world: World) -> None:
    first = contacts.add(customer=world.acme, name="李娜", phone="13900001111", by=world.alice)
    second = contacts.add(customer=world.acme, name="John Smith", job_title="CTO", by=world.alice)
    assert (first.is_primary, first.phone, second.is_primary) == (True, "+8613900001111", False)

    contacts.make_primary(contact=second, by=world.alice)
    assert list(Contact.objects.filter(is_primary=True)) == [second]
    contacts.remove(contact=second, by=world.alice)
    assert not Contact.objects.visible_to(world.alice).filter(pk=second.pk).exists()
    assert contacts.restore(contact=second, by=world.alice).deleted_at is None


def test_a_contact_is_found_by_his_number_and_may_be_a_customer_himself(world: World) -> None:
    person = customers.create(kind="person", name="李娜", by=world.alice)
    contact = contacts.add(customer=world.acme, name="李娜", phone="13900001111", person=person, by=world.alice)

    assert contact.person == person
    assert SearchTerm.objects.filter(record_id=contact.pk, term="13900001111").exists()
    with pytest.raises(NotAPerson):
        contacts.change(contact=contact, changes={"person": world.acme.pk}, by=world.alice)


# -- relationships ----------------------------------------------------------------------------------------------------


def test_a_subsidiary_has_one_parent_and_nobody_stands_above_himself(world: World) -> None:
    group, branch, other = firm("Group", world), firm("Branch", world), firm("Other", world)
    relate = relationships.relate
    relate(from_customer=branch, to_customer=group, type="subsidiary_of", by=world.alice)
    made = relate(from_customer=world.acme, to_customer=branch, type="subsidiary_of", by=world.alice)

    with pytest.raises(NotAllowedInTree):
        relate(from_customer=branch, to_customer=other, type="subsidiary_of", by=world.alice)
    with pytest.raises(NotAllowedInTree):
        relate(from_customer=group, to_customer=world.acme, type="subsidiary_of", by=world.alice)
    with pytest.raises(AlreadyRelated):
        relate(from_customer=world.acme, to_customer=branch, type="subsidiary_of", by=world.alice)

    relationships.end(relationship=made, by=world.alice)
    relate(from_customer=world.acme, to_customer=other, type="subsidiary_of", by=world.alice)
    assert Event.objects.filter(name="RelationshipEnded").count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [({"type": "nonsense"}, "type"), ({"since": date(2020, 2, 1), "until": date(2020, 1, 1)}, "until")],
)
def test_a_relationship_that_cannot_be_is_refused(world: World, given: dict, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        relationships.relate(
            from_customer=world.acme, to_customer=firm("B", world), by=world.alice, **{"type": "supplier_of", **given}
        )
    assert refusal.value.field == field


def test_nobody_is_related_to_himself_nor_to_whom_the_user_cannot_see(world: World) -> None:
    hidden = customers.create(kind="person", name="Hidden", by=world.charlie)
    for other in (world.acme, hidden):
        with pytest.raises(Refusal):
            relationships.relate(from_customer=world.acme, to_customer=other, type="works_for", by=world.alice)


# -- consents ---------------------------------------------------------------------------------------------------------


def test_the_latest_statement_holds(world: World) -> None:
    contact_points.add(customer=world.acme, kind="email", value="a@acme.cn", by=world.alice)
    assert not may_contact(world.acme, "email", "marketing")
    assert may_contact(world.acme, "email", "service")

    yesterday = timezone.now() - timedelta(days=1)
    consents.grant(
        customer=world.acme, channel="email", purpose="marketing", source="form", at=yesterday, by=world.mark
    )
    assert may_contact(world.acme, "email", "marketing")
    consents.withdraw(customer=world.acme, channel="any", purpose="marketing", source="call", by=world.sam)

    verdict = may_contact(world.acme, "email", "marketing")
    assert not verdict.may
    assert "call" in verdict.reason
    assert may_contact(world.acme, "email", "marketing", at=yesterday + timedelta(hours=1))
    assert {key: one.statement for key, one in consent_state(world.acme).items()} == {
        ("email", "marketing"): "granted", ("any", "marketing"): "withdrawn",
    }  # fmt: skip


def test_silence_invalid_points_and_hours_stand_in_the_way(world: World) -> None:
    assert not may_contact(world.acme, "phone", "service")
    contact_points.add(customer=world.acme, kind="phone", value="10086", by=world.alice)
    customers.update(customer=world.acme, changes={"preferred_hours": "09:00-11:30"}, by=world.alice)
    world.acme.refresh_from_db()
    evening = timezone.now().replace(hour=12, minute=0)  # 20:00 in Shanghai
    assert not may_contact(world.acme, "phone", "service", at=evening)
    assert may_contact(world.acme, "phone", "service", at=evening.replace(hour=2))
    world.acme.do_not_contact = True
    assert not may_contact(world.acme, "phone", "marketing")


def test_consent_needs_the_right_a_source_and_the_past(world: World) -> None:
    with pytest.raises(PermissionMissing):
        consents.grant(customer=world.acme, channel="sms", purpose="survey", source="form", by=world.ann)
    for given in ({"source": " "}, {"source": "form", "at": timezone.now() + timedelta(days=1)}):
        with pytest.raises(Refusal):
            consents.grant(customer=world.acme, channel="sms", purpose="survey", by=world.alice, **given)
    with pytest.raises(OutOfReach):
        consents.grant(customer=world.acme, channel="sms", purpose="survey", source="form", by=world.charlie)


# -- standing, tags, team, identity, shares ---------------------------------------------------------------------------


def test_stage_and_tier_say_who_or_what_decided(world: World) -> None:
    standing.move(customer=world.acme, stage="qualified", reason="Budget confirmed", by=world.alice)
    standing.set_tier(customer=world.acme, tier="key", rule="revenue above 1m", by=world.ada)

    move = world.acme.lifecycle_changes.get()
    assert (move.changed_by, move.reason) == (world.alice, "Budget confirmed")
    tier = world.acme.tier_assignments.get()
    assert (tier.tier, tier.assigned_by, tier.rule) == ("key", None, "revenue above 1m")


def test_a_tag_is_put_once_and_taken_off(world: World) -> None:
    tag = tags.add(customer=world.acme, name="VIP", by=world.alice)
    tags.add(customer=world.acme, name="vip", by=world.alice)
    assert world.acme.tagged.count() == 1

    tags.remove(customer=world.acme, tag=tag, by=world.alice)
    assert world.acme.tagged.count() == 0


def test_who_joins_the_account_team_sees_the_customer(world: World) -> None:
    assert not Customer.objects.visible_to(world.charlie).filter(pk=world.acme.pk).exists()
    account_team.join(customer=world.acme, member=world.charlie, part="presales", by=world.alice)
    assert Customer.objects.editable_by(world.charlie).filter(pk=world.acme.pk).exists()

    account_team.leave(customer=world.acme, member=world.charlie, by=world.charlie)
    assert not Customer.objects.visible_to(world.charlie).filter(pk=world.acme.pk).exists()


def test_documents_identifiers_and_dates_are_checked(world: World) -> None:
    document = identity.add_document(customer=world.acme, kind="other", number="A 123-456", by=world.alice)
    assert document.number == "A123456"
    identity.add_external_id(customer=world.acme, system="ERP", value="C-7", by=world.alice)
    with pytest.raises(IdentifierTaken):
        identity.add_external_id(customer=firm("B", world), system="erp", value="C-7", by=world.alice)
    day = identity.add_key_date(customer=world.acme, kind="founding", day="农历八月十五", by=world.alice)
    assert (day.calendar, day.month, day.day) == ("lunar", 8, 15)
    with pytest.raises(Refusal):
        identity.add_document(customer=world.acme, kind="resident_id", number="110101199003070000", by=world.alice)

    identity.remove(row=document, by=world.alice)
    assert not world.acme.identity_documents.exists()


def test_a_shared_customer_is_seen_by_whom_it_was_shared_with(world: World) -> None:
    given = shares.share(object_key="customer", record=world.acme, user=world.eve, by=world.alice)
    assert Customer.objects.visible_to(world.eve).filter(pk=world.acme.pk).exists()
    assert not Customer.objects.editable_by(world.eve).filter(pk=world.acme.pk).exists()
    with pytest.raises(OutOfReach):
        shares.share(object_key="customer", record=world.acme, user=world.eve, by=world.charlie)
    with pytest.raises(PermissionMissing):
        shares.share(object_key="customer", record=world.acme, user=world.bob, by=world.eve)

    shares.unshare(share=given, record=world.acme, by=world.alice)
    assert not Customer.objects.visible_to(world.eve).exists()
