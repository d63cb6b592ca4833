from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from kehu.customers.models import Contact
from kehu.sales.actions import committees, opportunities
from kehu.sales.models import CloseReason, Opportunity, Stage
from kehu.sales.queries.chances import chance_of
from tests.world import World


def closed(world: World, *, won: int, lost: int, amount: int = 1000, reach: bool = True) -> None:
    reason = CloseReason.objects.filter(outcome="lost").first()
    stage = Stage.objects.get(key="qualified")
    for number in range(won + lost):
        one = opportunities.create(
            name=f"Sale {number}", customer=world.acme, amount=Decimal(amount), expected_close=timezone.localdate(),
            at=timezone.now() - timedelta(days=50), by=world.alice,
        )  # fmt: skip
        if reach:
            opportunities.advance(opportunity=one, stage=stage, by=world.alice)
        if number < won:
            opportunities.close(opportunity=one, outcome="won", by=world.alice)
        else:
            opportunities.close(opportunity=one, outcome="lost", reason=reason, by=world.alice)


def test_the_chance_is_worked_out_as_written_down(world: World, django_assert_num_queries: Any) -> None:
    closed(world, won=8, lost=2, amount=100_000)  # reached the stage, but of another size
    closed(world, won=2, lost=8, amount=100_000, reach=False)
    one = opportunities.create(
        name="New", customer=world.acme, amount=Decimal(10), expected_close=timezone.localdate(), by=world.maria
    )
    one = opportunities.advance(opportunity=one, stage=Stage.objects.get(key="qualified"), by=world.maria)
    one = Opportunity.objects.select_related("stage", "owner").get(pk=one.pk)
    with django_assert_num_queries(1):
        found = chance_of(one)
    # Usual 10/20 = 0.5. Reached: (8 + 10 * 0.5) / (10 + 10) = 0.65; odds 1 * (0.65 / 0.35) / 1 = 1.857: 65 %.
    assert (found.percent, found.closings) == (65, 20)
    (reached,) = found.groups
    assert (reached.count, reached.won, reached.lifts) == (10, 8, 1)


def test_little_history_says_nothing(world: World) -> None:
    closed(world, won=1, lost=1)
    one = opportunities.create(name="New", customer=world.acme, by=world.alice)
    assert chance_of(one).percent is None
    client = Client()
    client.force_login(world.alice)
    text = client.get(f"/opportunities/{one.pk}/chance/").content.decode()
    assert "too little to say anything" in text


def test_the_customer_shows_who_is_in_which_committee(world: World) -> None:
    one = opportunities.create(name="Fibre", customer=world.acme, amount=Decimal(7), by=world.alice)
    person = Contact.objects.create(customer=world.acme, name="Wang Fang")
    committees.add(opportunity=one, contact=person, role="champion", by=world.alice)
    client = Client()
    client.force_login(world.alice)
    assert "committees/" in client.get(f"/customers/{world.acme.pk}/").content.decode()
    text = client.get(f"/customers/{world.acme.pk}/committees/").content.decode()
    assert "Wang Fang" in text and "Fibre" in text and "champion" in text
    stranger = Client()
    stranger.force_login(world.charlie)
    assert stranger.get(f"/customers/{world.acme.pk}/committees/").status_code == 404
