import pytest
from django.utils import timezone

from kehu.customers.models import (
    Contact,
    ContactPoint,
    Customer,
    CustomerTag,
    ExternalId,
    Relationship,
    RelationshipType,
    Tag,
)
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions.undoing import CannotBeUndone, undo
from kehu.foundation.changes.models import ChangeSet, KeptChange
from kehu.foundation.changes.tests.conftest import changing, content
from tests.world import World

TABLES = (
    "customers_customer", "customers_contact", "customers_contactpoint", "customers_externalid", "customers_tag",
    "customers_customertag", "customers_relationship",
)  # fmt: skip


def customer(name: str, **values) -> Customer:
    return Customer.objects.create(kind="organisation", name=name, **values)


def phone(of: Customer, value: str = "10086") -> ContactPoint:
    return ContactPoint.objects.create(customer=of, kind="phone", value=value, normalised=value)


def kept(change_set: ChangeSet) -> set[tuple[str, str]]:
    return set(change_set.kept.values_list("column", "reason"))


def test_an_edit_goes_back_to_the_old_values(world: World) -> None:
    before = content(*TABLES)
    with changing(world.alice) as edit:
        Customer.objects.filter(pk=world.acme.pk).update(source="Luoyang", annual_revenue="12345678901234.56")
        Customer.objects.filter(pk=world.acme.pk).update(source="Kaifeng", standings=["dealer"], custom={"a": 1.10})

    report = undo(change_set=edit, by=world.alice)

    assert content(*TABLES) == before
    assert report == {"removed": 0, "restored": 1, "brought_back": 0, "kept": 0}
    edit.refresh_from_db()
    assert edit.state == ChangeSet.State.UNDONE


def test_what_was_edited_since_is_kept_and_reported_with_who_did_it(world: World) -> None:
    with changing(world.alice) as edit:
        Customer.objects.filter(pk=world.acme.pk).update(source="Luoyang", industry="West")
    with writing(by=world.bob):
        Customer.objects.filter(pk=world.acme.pk).update(source="Kaifeng")

    undo(change_set=edit, by=world.alice)

    world.acme.refresh_from_db()
    assert (world.acme.source, world.acme.industry) == ("Kaifeng", "")
    only = edit.kept.get()
    assert (only.column, only.reason, only.value_now, only.changed_by) == ("source", "changed", "Kaifeng", world.bob)


def test_created_rows_go_with_everything_created_for_them(world: World) -> None:
    before = content(*TABLES)
    with changing(world.alice) as load:
        new = customer("New")
        contact = Contact.objects.create(customer=new, name="Li", person=customer("Li"))
        ContactPoint.objects.create(customer=new, contact=contact, kind="phone", value="1", normalised="1")
        CustomerTag.objects.create(customer=world.acme, tag=Tag.objects.create(name="VIP"))

    report = undo(change_set=load, by=world.alice, batch=1)

    assert content(*TABLES) == before
    assert report["kept"] == 0


def test_a_created_record_that_was_edited_since_is_kept_with_what_belongs_to_it(world: World) -> None:
    with changing(world.alice) as load:
        edited, plain = customer("Edited"), customer("Plain")
        phone(edited)
        phone(plain)
    with writing(by=world.bob):
        Customer.objects.filter(pk=edited.pk).update(source="Luoyang")

    undo(change_set=load, by=world.alice)

    assert edited.contact_points.count() == 1
    assert not Customer.objects.filter(pk=plain.pk).exists()
    assert kept(load) == {("", "changed"), ("source", "changed"), ("", "belongs")}


def test_an_edit_that_was_taken_back_since_does_not_hold_a_created_record(world: World) -> None:
    with changing(world.alice) as load:
        new = customer("New")
    with changing(world.bob) as edit:
        Customer.objects.filter(pk=new.pk).update(source="Luoyang")

    undo(change_set=edit, by=world.bob)
    undo(change_set=load, by=world.alice)

    assert not Customer.objects.filter(pk=new.pk).exists()


def test_a_created_record_that_others_refer_to_is_kept(world: World) -> None:
    with changing(world.alice) as load:
        new, tag = customer("New"), Tag.objects.create(name="VIP")
        CustomerTag.objects.create(customer=new, tag=tag)
    with writing(by=world.bob):
        CustomerTag.objects.create(customer=world.acme, tag=tag)

    undo(change_set=load, by=world.alice, batch=1)

    assert Tag.objects.filter(pk=tag.pk).exists()
    assert not Customer.objects.filter(pk=new.pk).exists()
    assert kept(load) == {("", "referred")}


def test_what_a_kept_record_needs_is_kept_across_batches(world: World) -> None:
    with changing(world.alice) as load:
        kind = RelationshipType.objects.create(key="k", forward="f", reverse="r")
        first, second, third = customer("1"), customer("2"), customer("3")
        relation = Relationship.objects.create(type=kind, from_customer=second, to_customer=first)
        Relationship.objects.create(type=kind, from_customer=third, to_customer=first)
    with writing(by=world.bob):
        Relationship.objects.filter(pk=relation.pk).update(note="seen")

    undo(change_set=load, by=world.alice, batch=1)

    assert set(Customer.objects.exclude(pk=world.acme.pk)) == {first, second}
    assert list(Relationship.objects.all()) == [relation]


def test_deleted_rows_come_back_with_their_children_in_any_batch_size(world: World) -> None:
    other = customer("Other", owner=world.alice)
    contact = Contact.objects.create(customer=other, name="Li", person=world.acme)
    ContactPoint.objects.create(customer=other, contact=contact, kind="phone", value="1", normalised="1")
    before = content(*TABLES)
    with changing(world.alice) as deletion:
        Customer.objects.filter(pk=world.acme.pk).delete()
        Customer.objects.filter(pk=other.pk).update(source="X")
        other.delete()

    undo(change_set=deletion, by=world.alice, batch=1)

    assert content(*TABLES) == before


def test_a_row_is_not_brought_back_without_what_it_belongs_to(world: World) -> None:
    with changing(world.alice) as load:
        new = customer("New")
        point = phone(new)
    with changing(world.alice) as deletion:
        point.delete()

    undo(change_set=load, by=world.alice)
    undo(change_set=deletion, by=world.alice)

    assert not ContactPoint.objects.exists()
    assert kept(deletion) == {("", "gone")}


def test_exchanged_unique_values_go_back_together(world: World) -> None:
    one = ExternalId.objects.create(customer=world.acme, system="erp", value="1")
    two = ExternalId.objects.create(customer=world.acme, system="erp", value="2")
    before = content(*TABLES)
    with changing(world.alice) as edit:
        ExternalId.objects.filter(pk=one.pk).update(value="x")
        ExternalId.objects.filter(pk=two.pk).update(value="1")
        ExternalId.objects.filter(pk=one.pk).update(value="2")

    undo(change_set=edit, by=world.alice)

    assert content(*TABLES) == before


def test_a_unique_value_that_another_record_has_taken_is_reported(world: World) -> None:
    one = ExternalId.objects.create(customer=world.acme, system="erp", value="1")
    with changing(world.alice) as edit:
        ExternalId.objects.filter(pk=one.pk).update(value="2")
        gone = phone(world.acme)
    ExternalId.objects.create(customer=world.acme, system="erp", value="1")

    undo(change_set=edit, by=world.alice)

    assert kept(edit) == {("value", "conflict")}
    assert not ContactPoint.objects.filter(pk=gone.pk).exists()


def test_a_value_moved_to_a_created_row_comes_back_in_any_batch_size(world: World) -> None:
    old = ExternalId.objects.create(customer=world.acme, system="erp", value="1")
    before = content(*TABLES)
    with changing(world.alice) as load:
        ExternalId.objects.filter(pk=old.pk).update(value="2")
        ExternalId.objects.create(customer=customer("New"), system="erp", value="1")

    undo(change_set=load, by=world.alice, batch=1)

    assert content(*TABLES) == before


def test_taking_back_twice_is_taking_back_once(world: World) -> None:
    with changing(world.alice) as edit:
        Customer.objects.filter(pk=world.acme.pk).update(source="Luoyang")
    first = undo(change_set=edit, by=world.alice)
    Customer.objects.filter(pk=world.acme.pk).update(source="Luoyang")

    assert undo(change_set=edit, by=world.alice) == first
    world.acme.refresh_from_db()
    assert world.acme.source == "Luoyang"


def test_what_was_deleted_since_is_reported(world: World) -> None:
    point = phone(world.acme)
    with changing(world.alice) as edit:
        ContactPoint.objects.filter(pk=point.pk).update(preferred=True)
    with writing(by=world.bob):
        point.delete()

    undo(change_set=edit, by=world.alice)

    assert kept(edit) == {("", "deleted")}


def test_others_may_not_take_back_what_is_not_theirs(world: World) -> None:
    with changing(world.alice) as edit:
        Customer.objects.filter(pk=world.acme.pk).update(source="Luoyang")

    with pytest.raises(PermissionMissing):
        undo(change_set=edit, by=world.bob)
    undo(change_set=edit, by=world.ada)


def test_after_thirty_days_changes_stay(world: World) -> None:
    with changing(world.alice) as edit:
        Customer.objects.filter(pk=world.acme.pk).update(source="Luoyang")
    ChangeSet.objects.update(finished_at=timezone.now() - timezone.timedelta(days=31))
    edit.refresh_from_db()

    with pytest.raises(CannotBeUndone, match="30 days"):
        undo(change_set=edit, by=world.alice)


def test_the_taking_back_is_itself_on_record(world: World) -> None:
    with changing(world.alice) as edit:
        Customer.objects.filter(pk=world.acme.pk).update(source="Luoyang")
    undo(change_set=edit, by=world.alice)

    reversal = edit.reversals.get()
    assert (reversal.kind, reversal.state, reversal.counts["restored"]) == ("undo", "done", 1)
    with pytest.raises(CannotBeUndone):
        undo(change_set=reversal, by=world.alice)
    assert not KeptChange.objects.exists()
