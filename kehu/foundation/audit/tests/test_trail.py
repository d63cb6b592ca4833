import pytest
from django.db import ProgrammingError, transaction

from kehu.customers.models import ContactPoint, Customer
from kehu.foundation.audit.context import coming_from
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.audit.writing import writing
from tests.world import World


def test_a_change_is_recorded_with_actor_source_old_and_new(world: World) -> None:
    with coming_from("page", "request-1"), writing(by=world.bob):
        Customer.objects.filter(pk=world.acme.pk).update(name="Acme Mobile")

    entry = AuditEntry.objects.filter(record_id=world.acme.pk).latest("id")
    assert (entry.action, entry.actor, entry.source, entry.request_id) == ("U", world.bob, "page", "request-1")
    assert entry.old == {"name": "Acme Telecom"}
    assert entry.new == {"name": "Acme Mobile"}


def test_a_change_by_plain_sql_is_recorded_without_an_actor(world: World) -> None:
    Customer.objects.filter(pk=world.acme.pk).update(city="Zhengzhou")

    entry = AuditEntry.objects.filter(record_id=world.acme.pk).latest("id")
    assert (entry.actor_id, entry.source, entry.new) == (None, "sql", {"city": "Zhengzhou"})


def test_an_update_that_changes_nothing_leaves_no_entry_and_no_new_version(world: World) -> None:
    before = AuditEntry.objects.count()

    Customer.objects.filter(pk=world.acme.pk).update(name="Acme Telecom")

    assert AuditEntry.objects.count() == before
    world.acme.refresh_from_db()
    assert world.acme.version == 1


def test_a_contact_point_belongs_to_the_history_of_its_customer(world: World) -> None:
    point = ContactPoint.objects.create(customer=world.acme, kind="phone", value="10086", normalised="10086")
    point.delete()

    entries = AuditEntry.objects.filter(subject_id=world.acme.pk, table="customers_contactpoint").order_by("id")
    assert [entry.action for entry in entries] == ["I", "D"]
    assert entries[1].old["value"] == "10086"


def test_after_an_inner_actor_the_outer_one_goes_on(world: World) -> None:
    with writing(by=world.alice):
        with writing(by=world.bob):
            Customer.objects.filter(pk=world.acme.pk).update(city="Luoyang")
        Customer.objects.filter(pk=world.acme.pk).update(city="Kaifeng")

    actors = AuditEntry.objects.filter(record_id=world.acme.pk, action="U").order_by("id").values_list("actor__name")
    assert [name for (name,) in actors] == ["Bob", "Alice"]


def test_the_application_cannot_rewrite_the_trail(world: World) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        AuditEntry.objects.update(source="nobody")


def test_secrets_never_reach_the_trail(world: World) -> None:
    world.bob.set_password("another-long-password")
    world.bob.save()
    user_id = world.bob.pk
    world.bob.roles.through.objects.filter(user=world.bob).delete()
    world.bob.delete()

    changed, deleted = AuditEntry.objects.filter(record_id=user_id, action__in="UD").order_by("id")
    assert changed.new == {"password": "…"}
    assert "password" not in deleted.old
