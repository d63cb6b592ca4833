from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.customers.actions import customers
from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.files.models import Attachment
from kehu.interactions.models import Interaction, Task
from kehu.sales.actions import conversion, leads
from kehu.sales.models import Lead, Opportunity
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead(world: World) -> Lead:
    made = leads.capture(
        name="王芳", company="洛阳轴承有限公司", phone="13912345678", email="fang@example.com", need="100 lines",
        trigger="Moves in May", authority="decides", budget=Decimal(80000), source="fair", notes="Likes tea",
        by=world.alice,
    )  # fmt: skip
    leads.touch(lead=made, kind="call", body="Wants an offer", by=world.alice)
    Attachment.objects.create(
        object_key="lead", record_id=made.pk, name="plan.txt", media_type="text/plain", size=1, sha256="0", path="no"
    )
    Task.objects.create(
        title="Offer", assignee=world.alice, created_by=world.alice, related_key="lead", related_id=made.pk
    )
    made.refresh_from_db()
    return made


def test_a_firm_becomes_a_customer_with_its_person_as_contact_and_nothing_is_lost(world: World, lead: Lead) -> None:
    done = conversion.convert(lead=lead, opportunity={}, by=world.alice)
    customer, contact, sale = done.converted_customer, done.converted_contact, done.converted_opportunity
    assert customer
    assert contact
    assert sale
    assert (done.state, customer.kind, customer.name, customer.source) == (
        "converted", "organisation", "洛阳轴承有限公司", "fair",
    )  # fmt: skip
    assert (contact.name, contact.phone, contact.email, contact.influence) == (
        "王芳", "+8613912345678", "fang@example.com", "decides",
    )  # fmt: skip
    assert (sale.name, sale.amount, sale.contact, sale.owner) == ("100 lines", Decimal(80000), contact, world.alice)
    said = list(Interaction.objects.filter(customer=customer).order_by("started_at").values_list("kind", "body"))
    assert said[0] == ("call", "Wants an offer")
    assert all(text in said[1][1] for text in ("Moves in May", "Likes tea"))
    assert Attachment.objects.filter(object_key="customer", record_id=customer.pk).exists()
    assert Task.objects.get().customer == customer


def test_taking_it_back_leaves_everything_as_before(world: World, lead: Lead) -> None:
    before = Customer.objects.count()
    conversion.convert(lead=lead, opportunity={}, by=world.alice)
    report = conversion.take_back(lead=lead, by=world.alice)
    again = Lead.objects.get()
    assert report["kept"] == 0
    assert (again.state, again.converted_customer_id, again.converted_at) == ("working", None, None)
    assert Customer.objects.count() == before
    assert not Opportunity.objects.exists()
    assert not Interaction.objects.exists()
    assert Attachment.objects.get().record_id == lead.pk
    assert Task.objects.get().customer is None
    assert conversion.convert(lead=again, by=world.alice).converted_opportunity is None


def test_what_was_changed_since_is_kept(world: World, lead: Lead) -> None:
    done = conversion.convert(lead=lead, opportunity={}, by=world.alice)
    assert done.converted_customer
    customers.update(customer=done.converted_customer, changes={"industry": "steel"}, by=world.alice)
    assert conversion.take_back(lead=lead, by=world.alice)["kept"] > 0
    assert Customer.objects.filter(pk=done.converted_customer.pk).exists()


def test_a_customer_who_is_there_gets_the_person_once(world: World, lead: Lead) -> None:
    first = conversion.convert(lead=lead, customer=world.acme, by=world.alice)
    second = leads.capture(name="Fang", company="Acme", phone="13912345678", by=world.alice)
    again = conversion.convert(lead=second, customer=world.acme, by=world.alice)
    assert first.converted_contact == again.converted_contact
    assert Contact.objects.filter(customer=world.acme).count() == 1
    assert Customer.objects.filter(name="洛阳轴承有限公司").count() == 0


def test_a_person_without_a_firm_becomes_a_customer_himself(world: World) -> None:
    made = leads.capture(name="李娜", phone="13987654321", by=world.alice)
    done = conversion.convert(lead=made, by=world.alice)
    assert done.converted_customer
    assert (done.converted_customer.kind, done.converted_contact) == ("person", None)
    assert ContactPoint.objects.filter(customer=done.converted_customer, normalised="+8613987654321").exists()


def test_a_lead_is_converted_once_and_not_when_discarded(world: World, lead: Lead) -> None:
    leads.discard(lead=lead, reason="no_need", by=world.alice)
    with pytest.raises(leads.LeadClosed):
        conversion.convert(lead=lead, by=world.alice)
    leads.move(lead=lead, state="working", by=world.alice)
    conversion.convert(lead=lead, by=world.alice)
    with pytest.raises(leads.LeadClosed):
        conversion.convert(lead=lead, by=world.alice)


def test_the_dialog_offers_who_is_there_and_makes_it(world: World, lead: Lead) -> None:
    client = Client()
    client.force_login(world.alice)
    customers.create(kind="organisation", name="洛阳轴承集团有限公司", by=world.alice)
    shown = client.get(f"/leads/{lead.pk}/conversion/", headers=HTMX).content.decode()
    assert "洛阳轴承集团有限公司" in shown
    assert "1 file" in shown
    data: dict[str, Any] = {
        "customer": "", "customer_name": "洛阳轴承", "contact_name": "王芳", "make_opportunity": "on",
        "opportunity_name": "Fibre", "amount": "90000", "expected_close": timezone.localdate().isoformat(),
    }  # fmt: skip
    answer = client.post(f"/leads/{lead.pk}/conversion/", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    assert (Opportunity.objects.get().name, Opportunity.objects.get().amount) == ("Fibre", Decimal(90000))
    page = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "Take the conversion back" in page
    assert client.post(f"/leads/{lead.pk}/conversion/reversal/", headers=HTMX).status_code == 204
    assert Lead.objects.get().state == "working"
