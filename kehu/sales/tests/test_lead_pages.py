"""Merging leads, where their fields go, and what the lead's page says of it."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.foundation.changes.actions import undoing
from kehu.foundation.fields.actions import definitions
from kehu.interactions.models import Interaction, Task
from kehu.sales.actions import conversion, lead_merging, leads, mapping
from kehu.sales.actions.leads import LeadRefused
from kehu.sales.actions.mapping import MappingRefused
from kehu.sales.models import Lead, LeadSettings, Touch
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def pair(world: World) -> tuple[Lead, Lead]:
    kept = leads.capture(name="Wang Fang", company="Bearings", phone="13912345678", by=world.alice)
    gone = leads.capture(
        name="Fang Wang", company="Bearings", phone="13912345678", email="f@example.com", need="100 lines",
        budget=Decimal(500), notes="Likes tea", by=world.alice,
    )  # fmt: skip
    leads.touch(lead=gone, kind="call", body="spoke", by=world.alice)
    gone.refresh_from_db()
    return kept, gone


def test_of_two_leads_one_is_left_that_knows_what_both_knew(world: World, pair: tuple[Lead, Lead]) -> None:
    kept, gone = pair
    task = Task.objects.create(
        title="Offer", assignee=world.alice, created_by=world.alice, related_key="lead", related_id=gone.pk
    )

    made = lead_merging.merge(survivor=kept, loser=gone, choices={}, by=world.alice)

    kept.refresh_from_db()
    task.refresh_from_db()
    assert (kept.name, kept.email, kept.need, kept.budget, kept.notes, kept.state, kept.touch_count) == (
        "Wang Fang", "f@example.com", "100 lines", Decimal(500), "Likes tea", "working", 1,
    )  # fmt: skip
    assert (Touch.objects.get().lead, task.related_id) == (kept, kept.pk)
    assert list(Lead.objects.visible_to(world.alice)) == [kept]

    undoing.undo(change_set=made, by=world.alice)
    assert Lead.objects.visible_to(world.alice).count() == 2
    assert Touch.objects.get().lead == gone


def test_what_differs_is_chosen_on_a_page(world: World, pair: tuple[Lead, Lead], client: Client) -> None:
    kept, gone = pair
    client.force_login(world.alice)
    address = f"/leads/{kept.pk}/merging/{gone.pk}/"
    assert "Fang Wang" in client.get(address).content.decode()
    assert "merging" in client.get(f"/leads/{kept.pk}/").content.decode()  # offered, as both have one number

    assert client.post(address, {"name": "loser"}).status_code == 302
    kept.refresh_from_db()
    assert kept.name == "Fang Wang"


def test_a_closed_lead_is_not_merged(world: World, pair: tuple[Lead, Lead]) -> None:
    kept, gone = pair
    gone = leads.discard(lead=gone, reason="no_need", by=world.alice)

    with pytest.raises(LeadRefused):
        lead_merging.merge(survivor=kept, loser=gone, choices={}, by=world.alice)


def own_field(world: World, object_key: str, key: str, kind: str = "text") -> None:
    definitions.define(by=world.ada, object_key=object_key, key=key, kind=kind, labels={"en": key.title()})


def test_fields_go_where_the_company_says_and_the_rest_stands_in_a_note(world: World) -> None:
    own_field(world, "lead", "branches", "number")
    own_field(world, "lead", "parking")
    own_field(world, "customer", "outlets", "number")
    mapping.set_mapping(
        mapping={
            "custom.branches": ["customer.custom.outlets"],
            "city": ["customer.website", "opportunity.description"],
        },
        by=world.maria,
    )
    lead = leads.capture(
        name="Wang", company="Bearings", city="Luoyang", custom={"branches": 7, "parking": "behind"}, by=world.alice
    )

    done = conversion.convert(lead=lead, opportunity={}, by=world.alice)

    customer, sale = done.converted_customer, done.converted_opportunity
    assert customer
    assert sale
    assert (customer.custom["outlets"], customer.website, sale.description) == (7, "Luoyang", "Luoyang")
    note = Interaction.objects.get(customer=customer, subject="What the lead said").body
    assert "Parking: behind" in note and "Branches" not in note

    conversion.take_back(lead=Lead.objects.get(pk=lead.pk), by=world.alice)
    assert Lead.objects.get(pk=lead.pk).custom == {"branches": 7, "parking": "behind"}


def test_a_field_goes_only_where_it_fits(world: World, client: Client) -> None:
    own_field(world, "customer", "outlets", "number")
    with pytest.raises(MappingRefused):
        mapping.set_mapping(mapping={"city": ["customer.custom.outlets"]}, by=world.maria)

    client.force_login(world.maria)
    assert client.get("/settings/conversion/").status_code == 200
    assert client.post("/settings/conversion/", {"city": ["customer.website"]}).status_code == 302
    assert LeadSettings.current().mapping == {"city": ["customer.website"]}
    client.force_login(world.alice)
    assert client.get("/settings/conversion/").status_code == 403


def test_the_page_shows_what_is_known_and_why_it_is_whose(world: World, client: Client) -> None:
    from kehu.sales.models import AssignmentRule, ScoreRule

    ScoreRule.objects.create(name="From the fair", points=30, conditions="source=fair")
    AssignmentRule.objects.create(name="Turns", way="turns", team=world.team)
    lead = leads.capture(name="Li", source="fair", phone="13912345678", need="lines", by=world.ada, owner=None)
    client.force_login(world.alice)

    page: Any = client.get(f"/leads/{lead.pk}/").content.decode()

    for said in ("2 of 6 answered", "From the fair", "+30", "It was the turn of Alice.", "not known yet"):
        assert said in page, said
