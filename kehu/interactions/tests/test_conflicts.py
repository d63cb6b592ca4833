"""Two people at one visit, or at one contact: what only one of them touched is saved, the rest is asked."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from kehu.customers.actions import contacts
from kehu.interactions.actions import visits
from tests.world import World

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true"}}


def test_the_second_to_save_a_visit_keeps_what_he_alone_changed_and_is_asked_about_the_rest(
    world: World, signed_in
) -> None:
    start = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    visit = visits.plan(customer=world.acme, purpose="Offer", planned_start=start, by=world.alice)
    visits.update(visit=visit, changes={"purpose": "Offer and demo"}, by=world.ada)
    values = {
        "purpose": "Offer again", "planned_start": timezone.localtime(start).strftime("%Y-%m-%dT%H:%M"), "minutes": 60,
        "place": "Hall 3", "visitor": world.alice.pk, "version": 1,
    }  # fmt: skip
    answer = signed_in(world.alice).post(reverse("interactions:visit", args=[visit.pk]), values, **HTMX)
    text = answer.content.decode()
    assert answer["HX-Retarget"] == "#dialog"
    assert "Offer again" in text
    assert "Offer and demo" in text
    visit.refresh_from_db()
    assert (visit.purpose, visit.place) == ("Offer and demo", "Hall 3")


def test_the_second_to_save_a_contact_is_shown_the_difference(world: World, signed_in) -> None:
    contact = contacts.add(customer=world.acme, name="Wang Fang", job_title="Buyer", by=world.alice)
    address = reverse("customers:change_contact", args=[contact.pk])
    client = signed_in(world.alice)
    assert f'name="version" value="{contact.version}"' in client.get(address, **HTMX).content.decode()
    contacts.change(contact=contact, changes={"job_title": "Head of purchasing"}, by=world.ada)
    values = {"name": "Wang Fang", "job_title": "Purchaser", "department": "Supply", "version": contact.version}
    answer = client.post(address, values, **HTMX)
    text = answer.content.decode()
    assert answer["HX-Retarget"] == "#dialog"
    assert "Purchaser" in text
    assert "Head of purchasing" in text
    contact.refresh_from_db()
    assert (contact.job_title, contact.department) == ("Head of purchasing", "Supply")
