import pytest
from django.test import Client

from kehu.customers.models import Customer
from kehu.foundation.audit.context import coming_from
from kehu.foundation.audit.models import SensitiveRead
from kehu.foundation.audit.writing import writing
from tests.world import World

PAGE = "/settings/audit/"


@pytest.fixture
def otto(world: World) -> Client:
    with coming_from("api"), writing(by=world.bob):
        Customer.objects.filter(pk=world.acme.pk).update(industry="Kaifeng")
    with coming_from("page"), writing(by=world.alice):
        Customer.objects.filter(pk=world.acme.pk).update(industry="Luoyang")
    client = Client()
    client.force_login(world.otto)
    return client


def found(client: Client, query: str) -> set[str]:
    page = client.get(PAGE + query).content.decode()
    return {city for city in ("Kaifeng", "Luoyang") if f"<ins>{city}</ins>" in page}


@pytest.mark.parametrize(
    ("query", "cities"),
    [
        ("", {"Kaifeng", "Luoyang"}),
        ("?source=api", {"Kaifeng"}),
        ("?table=customers_customer", {"Kaifeng", "Luoyang"}),
        ("?table=access_team", set()),
        ("?text=Luoy", {"Luoyang"}),
        ("?text=100%25", set()),
        ("?since=2099-01-01", set()),
        ("?until=2000-01-01", set()),
    ],
)
def test_an_auditor_finds_changes(otto: Client, query: str, cities: set[str]) -> None:
    assert found(otto, query) == cities


def test_changes_of_one_person_are_found(world: World, otto: Client) -> None:
    assert found(otto, f"?actor={world.alice.pk}") == {"Luoyang"}


def test_bad_input_is_a_message_and_no_failure(otto: Client) -> None:
    assert otto.get(f"{PAGE}?since=yesterday").status_code == 422


@pytest.mark.parametrize("address", [PAGE, "/settings/audit/reads/"])
def test_only_auditors_search(world: World, address: str) -> None:
    client = Client()
    client.force_login(world.alice)

    assert client.get(address).status_code == 403


def test_a_sensitive_read_is_listed(world: World, otto: Client) -> None:
    SensitiveRead.objects.create(
        reader=world.bob, object_key="customer", record_id=world.acme.pk, field="phone", source="page"
    )

    page = otto.get("/settings/audit/reads/").content.decode()

    assert "Bob" in page
    assert f"/customers/{world.acme.pk}/" in page


def test_sensitive_reads_are_narrowed_to_a_field_and_a_record(world: World, otto: Client) -> None:
    for field, record in (("phone", world.acme.pk), ("email", world.acme.pk), ("phone", world.alice.pk)):
        SensitiveRead.objects.create(
            reader=world.bob, object_key="customer", record_id=record, field=field, source="page"
        )

    page = otto.get(f"/settings/audit/reads/?field=customer.phone&record={world.acme.pk}").content.decode()

    assert page.count("<tr") == 2  # the heading and one read
    assert otto.get("/settings/audit/reads/?field=customer.shoe").status_code == 422
