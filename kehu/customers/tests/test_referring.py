"""Records of kinds that the company made refer to customers: they follow a merge and its taking back."""

import pytest
from django.test import Client

from kehu.customers.actions.merging import merge, unmerge
from kehu.customers.models import Contact, Customer, CustomerLink
from kehu.customers.storing.referring import records_of, release_records
from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.actions import records
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.custom_objects.tests.properties import KEY, add_field, make_property, make_record
from kehu.foundation.record_pages.actions import layouts
from kehu.foundation.refusals import Refusal
from tests.world import World


@pytest.fixture
def ada(world: World) -> User:
    """The administrator as she is once properties with a tenant are there."""
    make_property(world.ada)
    add_field(world.ada, "tenant", "reference", {"en": "Tenant", "zh-hans": "租户"}, reference="customer")
    return again(world.ada)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def stored(record: CustomRecord) -> str:
    return str(CustomRecord.objects.get(pk=record.pk).custom["tenant"])


def test_references_follow_a_merge_and_come_back_with_it(world: World, ada: User) -> None:
    loser = Customer.objects.create(kind="organisation", name="Acme Tel", owner=world.alice)
    record = make_record(ada, custom={"tenant": str(loser.pk)})

    made = merge(survivor=world.acme, loser=loser, by=ada)
    assert stored(record) == str(world.acme.pk)
    assert CustomerLink.objects.get(record=record).target_id == world.acme.pk

    unmerge(merge=made, by=again(ada))
    assert stored(record) == str(loser.pk)
    assert CustomerLink.objects.get(record=record).target_id == loser.pk


def test_a_reference_changed_since_the_merge_stays_as_it_was_changed(world: World, ada: User) -> None:
    loser = Customer.objects.create(kind="organisation", name="Acme Tel", owner=world.alice)
    third = Customer.objects.create(kind="organisation", name="Third", owner=world.alice)
    record = make_record(ada, custom={"tenant": str(loser.pk), "area": 1})
    made = merge(survivor=world.acme, loser=loser, by=ada)
    records.update(record=record, changes={"custom.tenant": str(third.pk)}, by=ada)

    unmerge(merge=made, by=again(ada))

    assert stored(record) == str(third.pk)


def test_nobody_refers_to_a_customer_he_does_not_see(world: World, ada: User) -> None:
    with pytest.raises(Refusal) as refusal:
        make_record(again(world.charlie), custom={"tenant": str(world.acme.pk)})

    assert refusal.value.field == "custom.tenant"


def test_what_is_known_of_a_customer_names_the_records_and_an_erasure_releases_them(world: World, ada: User) -> None:
    record = make_record(ada, custom={"tenant": str(world.acme.pk)})
    assert [one["title"] for one in records_of(world.acme)] == ["Garden Court 5"]

    release_records(customer=world.acme, by=ada)

    assert records_of(world.acme) == []
    assert "tenant" not in CustomRecord.objects.get(pk=record.pk).custom


def test_the_customers_page_lists_what_refers_to_him(world: World, ada: User, django_assert_max_num_queries) -> None:
    make_record(ada, custom={"tenant": str(world.acme.pk)})
    client = Client()
    client.force_login(again(world.alice))
    address = f"/customers/{world.acme.pk}/"
    client.get(address)
    with django_assert_max_num_queries(15):
        page = client.get(address).content.decode()
    panel = f"/related/customer/{world.acme.pk}/related-{KEY}-tenant/"

    assert panel in page
    shown = client.get(panel).content.decode()
    assert "Garden Court 5" in shown and "Properties (1)" in shown
    assert f"/objects/property/new/?custom.tenant={world.acme.pk}" in shown


def test_who_does_not_see_the_customer_gets_no_list(world: World, ada: User) -> None:
    client = Client()
    client.force_login(again(world.charlie))

    assert client.get(f"/related/customer/{world.acme.pk}/related-{KEY}-tenant/").status_code == 404


def test_a_long_list_gets_a_tab(world: World, ada: User) -> None:
    for number in range(9):
        make_record(ada, title=f"Flat {number}", custom={"tenant": str(world.acme.pk)})
    client = Client()
    client.force_login(ada)

    assert f'id="tab-related-{KEY}-tenant"' in client.get(f"/customers/{world.acme.pk}/").content.decode()


def test_the_page_obeys_ones_own_layout_before_that_of_the_role(world: World, ada: User) -> None:
    alice = again(world.alice)
    role = alice.roles.get(key="sales")
    layouts.keep(object_key="customer", arrangement={"hidden": ["dates", "consents"]}, by=ada, role=role)
    client = Client()
    client.force_login(alice)
    address = f"/customers/{world.acme.pk}/"
    assert 'id="part-consents"' not in client.get(address).content.decode()

    groups = [{"label": "Care", "fields": ["owner"]}]
    layouts.keep(object_key="customer", arrangement={"hidden": ["points"], "groups": groups}, by=alice)
    page = client.get(address).content.decode()
    assert 'id="part-consents"' in page and 'id="part-points"' not in page
    assert ">Care</h3>" in page

    layouts.forget(object_key="customer", by=alice)
    assert 'id="part-points"' in client.get(address).content.decode()


def test_fields_of_built_in_kinds_follow_a_merge_and_come_back_with_it(world: World) -> None:
    add_field(world.ada, "partner", "reference", {"en": "Partner"}, object_key="customer", reference="customer")
    add_field(world.ada, "via", "reference", {"en": "Via"}, object_key="contact", reference="customer")
    loser = Customer.objects.create(kind="organisation", name="Acme Tel", owner=world.alice)
    led = {"partner": str(loser.pk), "other": 1}
    third = Customer.objects.create(kind="organisation", name="Third", owner=world.alice, custom=led)
    Customer.objects.filter(pk=world.acme.pk).update(custom={"partner": str(loser.pk)})
    contact = Contact.objects.create(customer=third, name="Li Na", custom={"via": str(loser.pk)})

    def now() -> list[dict[str, object]]:
        found = [Customer.objects.get(pk=pk) for pk in (third.pk, world.acme.pk)]
        return [found[0].custom, Contact.objects.get(pk=contact.pk).custom, found[1].custom]

    made = merge(survivor=world.acme, loser=loser, by=again(world.ada))
    kept = str(world.acme.pk)
    assert now() == [{"partner": kept, "other": 1}, {"via": kept}, {}]  # he does not refer to himself

    unmerge(merge=made, by=again(world.ada))
    assert now() == [led, {"via": str(loser.pk)}, {"partner": str(loser.pk)}]


def test_an_erasure_releases_fields_of_built_in_kinds(world: World) -> None:
    add_field(world.ada, "partner", "reference", {"en": "Partner"}, object_key="customer", reference="customer")
    led = {"partner": str(world.acme.pk), "other": 1}
    third = Customer.objects.create(kind="organisation", name="Third", owner=world.alice, custom=led)
    assert [(one["field"], one["title"]) for one in records_of(world.acme)] == [("partner", "Third")]

    release_records(customer=world.acme, by=again(world.ada))

    assert Customer.objects.get(pk=third.pk).custom == {"other": 1}
