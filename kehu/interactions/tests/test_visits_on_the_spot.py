"""Visits with company, and what a seller does on the spot: who is near, where am I, done with one tap."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kehu.customers.actions import contact_points, contacts, customers
from kehu.customers.models import ContactPoint
from kehu.interactions.actions import visits
from kehu.interactions.actions.rights import NotOfThisCustomer
from kehu.interactions.models import Interaction, Visit
from tests.world import World

NOW = timezone.now().replace(microsecond=0)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def visit(world: World) -> Visit:
    return visits.plan(customer=world.acme, purpose="Review", planned_start=NOW - timedelta(hours=2), by=world.alice)


def form_of(visit: Visit, **more: object) -> dict[str, object]:
    start = timezone.localtime(visit.planned_start).strftime("%Y-%m-%dT%H:%M")
    plain = {"purpose": "Review", "planned_start": start, "minutes": 60, "visitor": visit.visitor_id}
    return {**plain, **more}


def test_who_comes_along_is_chosen_on_the_form(world: World, signed_in, visit: Visit) -> None:
    li, wang = (contacts.add(customer=world.acme, name=name, by=world.alice) for name in ("李娜", "王伟"))
    address = reverse("interactions:visit", args=[visit.pk])
    client = signed_in(world.alice)

    client.post(address, form_of(visit, contact=li.pk, contacts=[li.pk, wang.pk], colleagues=[world.bob.pk]), **HTMX)

    assert {(one.user, one.contact) for one in visit.attendees.all()} == {(world.bob, None), (None, wang)}
    text = client.get(address).content.decode()
    assert "Bob" in text and "王伟" in text
    client.post(address, form_of(visit, contact=li.pk), **HTMX)
    assert not visit.attendees.exists()


def test_a_contact_of_another_customer_cannot_come_along(world: World, signed_in, visit: Visit) -> None:
    other = customers.create(kind="organisation", name="Beta", by=world.alice)
    stranger = contacts.add(customer=other, name="Joe", by=world.alice)

    with pytest.raises(NotOfThisCustomer):
        visits.update(visit=visit, changes={"contacts": [stranger]}, by=world.alice)


def test_where_it_was_held_is_kept_and_remembered_for_the_address(world: World, signed_in, visit: Visit) -> None:
    contact_points.add(customer=world.acme, kind="address", value="郑州市花园路1号", by=world.alice)
    given = {"body": "Agreed.", "latitude": "34.747001", "longitude": "113.625002", "remember": "on"}

    signed_in(world.alice).post(reverse("interactions:holding", args=[visit.pk]), given, **HTMX)

    visit.refresh_from_db()
    assert (visit.state, float(visit.latitude), float(visit.longitude)) == ("held", 34.747001, 113.625002)
    point = ContactPoint.objects.get(customer=world.acme, kind="address")
    assert (point.latitude, point.longitude) == (34.747001, 113.625002)
    near = signed_in(world.alice).get("/log/", {"latitude": "34.7475", "longitude": "113.6255"}, **HTMX)
    text = near.content.decode()
    assert "Acme" in text and " m ·" in text


def test_nonsense_for_a_place_shows_the_latest(world: World, signed_in) -> None:
    for given in (
        {"latitude": "x", "longitude": "1"},
        {"latitude": "100", "longitude": "1"},
        {"latitude": "nan", "longitude": "1"},
    ):
        assert signed_in(world.alice).get("/log/", given, **HTMX).status_code == 200


def test_one_tap_saves_a_call_with_its_outcome(world: World, signed_in) -> None:
    address = reverse("interactions:quick_log", args=[world.acme.pk])

    assert 'value="reached"' in signed_in(world.alice).get(address, **HTMX).content.decode()
    answer = signed_in(world.alice).post(address, {"kind": "call", "body": "", "outcome": "reached"}, **HTMX)

    assert answer.status_code == 204, answer.content.decode()
    assert Interaction.objects.get(customer=world.acme).outcome == "reached"
