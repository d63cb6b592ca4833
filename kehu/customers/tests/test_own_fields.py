"""Fields of the company's own on the customer's page: shown, edited in place, kept from roles they are not for."""

import pytest
from django.urls import reverse

from kehu.customers.actions import contacts, customers
from kehu.customers.models import Contact, Customer
from kehu.customers.tests.test_page import as_, page_of
from kehu.foundation.access.models import FieldRule, Role, User
from kehu.foundation.audit.history import page as history
from kehu.foundation.fields.actions.definitions import define
from kehu.foundation.fields.values import ValueRefused
from tests.world import World

CHOICES = [{"value": "fibre", "labels": {"en": "Fibre", "zh-hans": "光纤"}}, {"value": "copper", "labels": {}}]


@pytest.fixture(autouse=True)
def fields(world: World) -> None:
    own = {"by": world.ada, "object_key": "customer"}
    define(key="line", kind="choice", labels={"en": "Line", "zh-hans": "线路"}, choices=CHOICES, position=2, **own)
    define(key="contract_no", kind="text", labels={"en": "Contract number"}, position=1, **own)
    define(key="credit", kind="money", labels={"en": "Credit limit"}, visible_to_roles=["manager"], **own)
    define(key="parent_line", kind="reference", reference="customer", labels={"en": "Shares a line with"}, **own)
    define(object_key="contact", key="assistant", kind="text", labels={"en": "Assistant"}, by=world.ada)


def edit(user: User, customer: Customer, key: str, value: str) -> tuple[int, str]:
    response = as_(user).post(reverse("customers:edit_fact", args=[customer.pk, key]), {key: value})
    return response.status_code, response.content.decode()


def test_they_stand_among_the_facts_in_the_order_of_the_form(world: World) -> None:
    customers.update(customer=world.acme, changes={"custom": {"line": "fibre", "contract_no": "K-7"}}, by=world.alice)

    text = page_of(world.acme, world.alice)

    assert text.index("Contract number") < text.index("Line</dt>")
    assert "Fibre" in text and "K-7" in text
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    assert "光纤" in page_of(world.acme, world.alice)


def test_one_is_edited_in_place_and_told_in_the_history(world: World) -> None:
    status, text = edit(world.alice, world.acme, "custom.line", "copper")

    assert (status, "copper" in text) == (200, True)
    assert Customer.objects.get(pk=world.acme.pk).custom == {"line": "copper"}
    changes, _next = history(world.acme.pk, world.alice)
    assert [(one.label, one.old, one.new) for one in changes[0].lines] == [("Line", "", "copper")]


def test_a_wrong_value_comes_back_with_the_reason(world: World) -> None:
    status, text = edit(world.alice, world.acme, "custom.line", "glass")

    assert (status, "k-error" in text) == (422, True)
    assert Customer.objects.get(pk=world.acme.pk).custom == {}


def test_who_comes_second_is_told_what_stands_there(world: World) -> None:
    customers.update(customer=world.acme, changes={"custom.contract_no": "K-1"}, by=world.maria)
    address = reverse("customers:edit_fact", args=[world.acme.pk, "custom.contract_no"])

    response = as_(world.alice).post(f"{address}?seen=0", {"custom.contract_no": "K-2"})

    assert response["HX-Retarget"] == "#dialog"
    assert "K-1" in response.content.decode()


def test_the_dialog_of_all_facts_has_them(world: World) -> None:
    address = reverse("customers:edit", args=[world.acme.pk])
    form = as_(world.alice).get(address).content.decode()
    version = Customer.objects.get(pk=world.acme.pk).version

    response = as_(world.alice).post(
        address, {"version": version, "name": world.acme.name, "custom.line": "fibre", "custom.contract_no": "K-3"}
    )

    assert "Contract number" in form
    assert "Credit limit" not in form
    assert response.status_code == 204, response.content.decode()
    assert Customer.objects.get(pk=world.acme.pk).custom == {"line": "fibre", "contract_no": "K-3"}


def test_one_for_other_roles_is_nowhere(world: World) -> None:
    customers.update(customer=world.acme, changes={"custom.credit": "5000"}, by=world.maria)

    assert "Credit limit" in page_of(world.acme, world.maria)
    assert "Credit limit" not in page_of(world.acme, world.alice)
    assert edit(world.alice, world.acme, "custom.credit", "1")[0] == 404
    with pytest.raises(ValueRefused):
        customers.update(customer=world.acme, changes={"custom": {"credit": 1}}, by=world.alice)
    told = [line.label for change in history(world.acme.pk, world.alice)[0] for line in change.lines]
    assert "Credit limit" not in told
    customers.update(customer=world.acme, changes={"custom.line": "fibre"}, by=world.alice)
    assert Customer.objects.get(pk=world.acme.pk).custom == {"credit": 5000, "line": "fibre"}


def test_a_required_one_for_other_roles_stops_nobody(world: World) -> None:
    define(
        object_key="customer", key="risk", kind="text", labels={"en": "Risk"}, required=True, by=world.ada,
        visible_to_roles=["manager"],
    )  # fmt: skip

    assert customers.create(kind="person", name="Joe", by=world.alice).custom == {}
    with pytest.raises(ValueRefused):
        customers.create(kind="person", name="Jim", by=world.maria)


def test_a_field_rule_makes_one_readable_only(world: World) -> None:
    FieldRule.objects.create(
        role=Role.objects.get(key="sales"), object_key="customer", field="custom.contract_no", access="read"
    )
    customers.update(customer=world.acme, changes={"custom.contract_no": "K-9"}, by=world.maria)

    assert "K-9" in page_of(world.acme, world.alice)
    assert "facts/custom.contract_no/" not in page_of(world.acme, world.alice)
    assert edit(world.alice, world.acme, "custom.contract_no", "K-10")[0] == 422


def test_a_reference_is_a_link_to_those_who_may_follow_it(world: World) -> None:
    other = customers.create(kind="organisation", name="Beta", by=world.alice)
    customers.update(customer=world.acme, changes={"custom.parent_line": other.pk}, by=world.alice)

    assert reverse("customers:customer", args=[other.pk]) in page_of(world.acme, world.alice)
    Customer.objects.filter(pk=other.pk).update(owner=world.charlie)
    text = page_of(world.acme, world.alice)
    assert "Beta" not in text
    assert reverse("customers:customer", args=[other.pk]) not in text


def test_a_contact_has_his_own(world: World) -> None:
    made = contacts.add(customer=world.acme, name="李娜", by=world.alice)
    address = reverse("customers:change_contact", args=[made.pk])

    response = as_(world.alice).post(address, {"name": "李娜", "custom.assistant": "Frau Müller"})

    assert response.status_code == 204, response.content.decode()
    assert Contact.objects.get(pk=made.pk).custom == {"assistant": "Frau Müller"}
    assert "Frau Müller" in page_of(world.acme, world.alice)
