from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.customers.models import Contact, Customer
from kehu.sales.actions import committees as actions
from kehu.sales.actions import opportunities, selling_teams
from kehu.sales.actions.selling_teams import Part, SplitRefused
from kehu.sales.models import CommitteeMember, Competitor, Opportunity
from kehu.sales.queries import committees as queries
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sale(world: World) -> Opportunity:
    return opportunities.create(name="Fibre", customer=world.acme, amount=Decimal(1000), by=world.alice)


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    client.force_login(world.alice)
    return client


def contact(world: World, name: str) -> Contact:
    return Contact.objects.create(customer=world.acme, name=name)


def test_who_reports_to_whom_makes_the_picture(world: World, sale: Opportunity) -> None:
    head = actions.add(opportunity=sale, contact=contact(world, "Head"), influence=5, by=world.alice)
    for name in ("One", "Two"):
        actions.add(opportunity=sale, contact=contact(world, name), reports_to=head, by=world.alice)
    actions.add(opportunity=sale, contact=contact(world, "Alone"), by=world.alice)
    drawn = {node.name: node for node in queries.picture(queries.members(sale)).nodes}
    assert drawn["Head"].depth == 0 and drawn["One"].depth == 1
    assert drawn["Head"].x == (drawn["One"].x + drawn["Two"].x) / 2
    assert len({(node.x, node.y) for node in drawn.values()}) == 4


def test_nobody_reports_to_himself_not_even_through_others(world: World, sale: Opportunity) -> None:
    head = actions.add(opportunity=sale, contact=contact(world, "Head"), by=world.alice)
    below = actions.add(opportunity=sale, contact=contact(world, "Below"), reports_to=head, by=world.alice)
    with pytest.raises(actions.CommitteeRefused) as refused:
        actions.change(member=head, changes={"reports_to": below}, by=world.alice)
    assert refused.value.field == "reports_to"


def test_a_contact_of_another_customer_is_not_in_the_committee(world: World, sale: Opportunity) -> None:
    other = Customer.objects.create(kind="organisation", name="Other", owner=world.alice)
    stranger = Contact.objects.create(customer=other, name="Stranger")
    with pytest.raises(actions.CommitteeRefused):
        actions.add(opportunity=sale, contact=stranger, by=world.alice)


def test_a_standing_is_said_again_and_not_twice(world: World, sale: Opportunity) -> None:
    rival = Competitor.objects.create(name="Rival Ltd.")
    actions.meet(opportunity=sale, competitor=rival, standing="ahead", by=world.alice)
    actions.meet(opportunity=sale, competitor=rival, standing="behind", by=world.alice)
    assert [one.standing for one in queries.rivals(sale)] == ["behind"]


def test_the_parts_of_the_revenue_make_a_hundred_and_overlays_count_apart(world: World, sale: Opportunity) -> None:
    parts = [Part(world.bob, 30), Part(world.maria, 20), Part(world.sam, 80, is_overlay=True)]
    selling_teams.divide(opportunity=sale, parts=parts, by=world.alice)
    # The owner has what is left: 100 - 30 - 20 = 50.
    assert dict(queries.splits(sale)) == {world.alice.pk: 50, world.bob.pk: 30, world.maria.pk: 20}
    with pytest.raises(SplitRefused):
        selling_teams.divide(opportunity=sale, parts=[Part(world.bob, 60), Part(world.maria, 50)], by=world.alice)
    with pytest.raises(SplitRefused) as refused:
        selling_teams.divide(opportunity=sale, parts=[Part(world.alice, 60), Part(world.bob, 30)], by=world.alice)
    assert "90" in refused.value.message
    selling_teams.divide(opportunity=sale, parts=[Part(world.alice, 70), Part(world.bob, 30)], by=world.alice)
    assert dict(queries.splits(sale)) == {world.alice.pk: 70, world.bob.pk: 30}


def test_members_are_put_in_and_changed_on_the_page(world: World, alice: Client, sale: Opportunity) -> None:
    one = contact(world, "Wang Fang")
    given = {"contact": str(one.pk), "role": "decides", "stance": "supports", "influence": "5", "strength": "3"}
    assert alice.post(f"/opportunities/{sale.pk}/committee/new/", given, headers=HTMX).status_code == 204
    panel = alice.get(f"/opportunities/{sale.pk}/committee/", headers=HTMX).content.decode()
    assert "Wang Fang: decides, for us" in panel
    member = CommitteeMember.objects.get()
    address = f"/opportunities/{sale.pk}/committee/{member.pk}/"
    assert alice.post(address, {**given, "stance": "against"}, headers=HTMX).status_code == 204
    member.refresh_from_db()
    assert member.stance == "against"
    assert alice.post(f"{address}removal/", headers=HTMX).status_code == 204
    assert not CommitteeMember.objects.exists()


def test_credit_is_divided_on_the_page(world: World, alice: Client, sale: Opportunity) -> None:
    address = f"/opportunities/{sale.pk}/team/edit/"
    assert alice.get(address, headers=HTMX).status_code == 200
    wrong = alice.post(address, {"user_0": str(world.bob.pk), "credit_0": "130"}, headers=HTMX)
    assert wrong.status_code == 422
    given = {"user_0": str(world.bob.pk), "credit_0": "40", "part_0": "Presales"}
    assert alice.post(address, given, headers=HTMX).status_code == 204
    panel = alice.get(f"/opportunities/{sale.pk}/team/", headers=HTMX).content.decode()
    assert "60%" in panel and "40%" in panel


@pytest.mark.parametrize("path", ["committee/", "committee/new/", "rivals/", "rivals/new/", "team/", "team/edit/"])
def test_a_stranger_gets_404_of_the_people(world: World, sale: Opportunity, path: str) -> None:
    client = Client()
    client.force_login(world.charlie)
    assert client.get(f"/opportunities/{sale.pk}/{path}").status_code == 404


def test_who_only_reads_sees_the_people_and_changes_nothing(world: World, sale: Opportunity) -> None:
    client = Client()
    client.force_login(world.ann)
    assert client.get(f"/opportunities/{sale.pk}/committee/").status_code == 200
    assert client.get(f"/opportunities/{sale.pk}/committee/new/").status_code == 403
    assert client.post(f"/opportunities/{sale.pk}/team/edit/", {}).status_code == 403


def test_panels_ask_few_statements(
    world: World, alice: Client, sale: Opportunity, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        actions.add(opportunity=sale, contact=contact(world, f"Person {number}"), by=world.alice)
    alice.get("/theme/")
    with django_assert_max_num_queries(15):
        alice.get(f"/opportunities/{sale.pk}/committee/", headers=HTMX)
