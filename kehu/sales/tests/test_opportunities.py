from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from kehu.customers.models import Customer
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.changes.actions.record_changes import change_each
from kehu.foundation.changes.actions.undoing import undo
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.company.models import Company, ExchangeRate
from kehu.foundation.refusals import Outdated
from kehu.foundation.search.query import search
from kehu.foundation.search.sorting import sort_key
from kehu.sales.actions import opportunities as actions
from kehu.sales.actions.gates import StageClosed
from kehu.sales.models import CloseReason, Closure, Opportunity, SellingTeamMember, Stage
from tests.world import World

HTMX = {"HX-Request": "true"}
TODAY = timezone.localdate()


def stage(key: str) -> Stage:
    return Stage.objects.get(key=key, pipeline__key="sales")


def opened(world: World, **given: object) -> Opportunity:
    return actions.create(**{"name": "Fibre for the plant", "customer": world.acme, "by": world.alice, **given})


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    client.force_login(world.alice)
    return client


def test_an_opportunity_begins_in_the_first_stage_with_its_probability(world: World) -> None:
    made = opened(world, amount=Decimal(1000))
    assert (made.stage.key, made.probability, made.owner, made.currency) == ("found", 10, world.alice, "CNY")
    assert (made.amount_home, made.weighted_home) == (Decimal(1000), Decimal(100))
    assert made.stage_changes.count() == 1


def test_a_stage_gate_names_what_is_missing_and_opens_when_it_is_given(world: World) -> None:
    made = opened(world)
    with pytest.raises(StageClosed) as closed:
        actions.advance(opportunity=made, stage=stage("qualified"), by=world.alice)
    assert closed.value.missing == ["amount", "expected_close"]
    assert "Amount, Expected to close" in closed.value.message

    given = {"amount": Decimal(500), "expected_close": TODAY + timedelta(days=20)}
    moved = actions.advance(opportunity=made, stage=stage("qualified"), given=given, by=world.alice)
    assert (moved.stage.key, moved.probability, moved.amount) == ("qualified", 25, Decimal(500))


def test_closing_as_lost_needs_a_reason(world: World) -> None:
    made = opened(world)
    with pytest.raises(actions.OpportunityRefused) as refused:
        actions.close(opportunity=made, outcome="lost", by=world.alice)
    assert refused.value.field == "reason"
    reason = CloseReason.objects.filter(outcome="lost").first()
    lost = actions.close(opportunity=made, outcome="lost", reason=reason, note=" too dear ", by=world.alice)
    assert (lost.state, lost.probability, lost.closure.reason, lost.closure.note) == ("lost", 0, reason, "too dear")


def test_a_reason_of_the_other_outcome_is_refused(world: World) -> None:
    won = CloseReason.objects.filter(outcome="won").first()
    with pytest.raises(actions.OpportunityRefused):
        actions.close(opportunity=opened(world), outcome="lost", reason=won, by=world.alice)


def test_reopening_puts_it_back_where_it_was_closed_from(world: World) -> None:
    made = opened(world, amount=Decimal(9), expected_close=TODAY)
    actions.advance(opportunity=made, stage=stage("qualified"), by=world.alice)
    actions.close(opportunity=made, outcome="won", by=world.alice)
    again = actions.reopen(opportunity=made, by=world.alice)
    assert (again.state, again.stage.key, again.probability) == ("open", "qualified", 25)
    assert not Closure.objects.exists()
    assert again.stage_changes.count() == 4


def test_what_is_closed_is_not_moved(world: World) -> None:
    made = actions.close(opportunity=opened(world), outcome="won", by=world.alice)
    with pytest.raises(actions.NotOpen):
        actions.advance(opportunity=made, stage=stage("found"), by=world.alice)


def test_an_own_probability_stays_when_the_stage_changes(world: World) -> None:
    made = opened(world, amount=Decimal(100), expected_close=TODAY)
    actions.update(opportunity=made, changes={"probability": 60}, by=world.alice)
    moved = actions.advance(opportunity=made, stage=stage("qualified"), by=world.alice)
    assert (moved.probability, moved.weighted_home) == (60, Decimal(60))


def test_putting_the_day_off_counts_and_bringing_it_forward_does_not(world: World) -> None:
    made = opened(world, expected_close=TODAY)
    later = actions.update(opportunity=made, changes={"expected_close": TODAY + timedelta(days=9)}, by=world.alice)
    assert later.slips == 1
    sooner = actions.update(opportunity=made, changes={"expected_close": TODAY}, by=world.alice)
    assert sooner.slips == 1


def test_foreign_money_counts_at_the_rate_of_the_day(world: World) -> None:
    Company.objects.forget()
    with pytest.raises(actions.OpportunityRefused) as refused:
        opened(world, amount=Decimal(10), currency="USD")
    assert refused.value.field == "currency"
    ExchangeRate.objects.create(currency="USD", since=TODAY - timedelta(days=5), rate=Decimal("7.2"))
    assert opened(world, amount=Decimal(10), currency="usd").amount_home == Decimal(72)


def test_who_changed_it_first_wins_and_the_second_is_told(world: World) -> None:
    made = opened(world)
    actions.update(opportunity=made, changes={"name": "First"}, by=world.alice, expected_version=made.version)
    with pytest.raises(Outdated):
        actions.update(opportunity=made, changes={"name": "Second"}, by=world.alice, expected_version=made.version)


def test_it_is_given_away_only_by_who_may_assign(world: World) -> None:
    made = opened(world)
    with pytest.raises(PermissionMissing):
        actions.assign(opportunity=made, owner=world.bob, by=world.alice)
    assert actions.assign(opportunity=made, owner=world.bob, by=world.maria).owner == world.bob


def test_a_stranger_sees_nothing_and_a_member_of_the_selling_team_sees_it(world: World) -> None:
    made = opened(world)
    assert not Opportunity.objects.visible_to(world.charlie).exists()
    with pytest.raises(PermissionDenied):
        actions.update(opportunity=made, changes={"name": "Mine"}, by=world.charlie)
    SellingTeamMember.objects.create(opportunity=made, user=world.charlie, credit=30)
    assert Opportunity.objects.visible_to(world.charlie).get() == made


def test_a_customer_out_of_sight_cannot_be_sold_to(world: World) -> None:
    hidden = Customer.objects.create(kind="organisation", name="Hidden", owner=world.charlie)
    with pytest.raises(actions.OpportunityRefused) as refused:
        actions.update(opportunity=opened(world), changes={"customer": hidden}, by=world.alice)
    assert refused.value.field == "customer"


def test_it_is_found_by_its_name(world: World) -> None:
    made = opened(world, name="光纤改造")
    assert [hit.record_id for hit in search(world.alice, "gxgz")] == [made.pk]


def test_taking_back_a_change_brings_amounts_and_the_order_of_names_back(world: World) -> None:
    made = opened(world, name="Alpha", amount=Decimal(1000))
    changed = change_each(
        object_key="opportunity", by=world.alice, title="pasted",
        edits=[Edit(made.pk, {"name": "Zulu", "amount": "50"})],
    )  # fmt: skip
    undo(change_set=changed, by=world.alice)
    made.refresh_from_db()
    assert (made.name, made.amount_home, made.weighted_home) == ("Alpha", Decimal(1000), Decimal(100))
    assert made.sort_name == sort_key("Alpha")


def test_the_category_of_the_forecast_follows_the_stage_unless_it_has_its_own(world: World) -> None:
    made = opened(world, amount=Decimal(100), expected_close=TODAY, contact=None)
    assert (made.category, made.category_is_own) == ("pipeline", False)
    chosen = actions.update(opportunity=made, changes={"category": "commit"}, by=world.alice)
    moved = actions.advance(opportunity=chosen, stage=stage("qualified"), by=world.alice)
    assert (moved.category, moved.category_is_own) == ("commit", True)
    given_back = actions.update(opportunity=moved, changes={"category": ""}, by=world.alice)
    assert (given_back.category, given_back.category_is_own) == ("pipeline", False)


def test_an_opportunity_begins_with_the_category_of_its_stage(world: World) -> None:
    Stage.objects.filter(key="found").update(category="best_case")
    assert opened(world).category == "best_case"
