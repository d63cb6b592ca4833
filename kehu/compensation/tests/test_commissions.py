from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kehu.compensation.actions import closing, crediting, plans
from kehu.compensation.actions.plans import PlanRefused
from kehu.compensation.models import CommissionLine, CommissionPlan, CommissionStatement, DealCredit
from kehu.compensation.queries import sealing, statements
from kehu.compensation.queries.statements import Shown
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.sales.actions import opportunities
from kehu.sales.models import Opportunity, SellingTeamMember
from tests.world import World

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def shown(user: User, month: date) -> Shown:
    return statements.month([user.pk], month)[user.pk]


def told(user: User, month: date) -> list[tuple[str, Decimal]]:
    return [(one.kind, one.amount) for one in shown(user, month).lines]


def reopen(deal: Opportunity, world: World) -> None:
    opportunities.reopen(opportunity=deal, by=world.alice)
    crediting.follow(opportunity_id=deal.pk)


def test_a_won_deal_earns_by_the_plan(world: World, plan: CommissionPlan, win: Any) -> None:
    win(60000, date(2026, 1, 10))
    # 50,000 × 3 % + 10,000 × 5 % = 2,000
    assert told(world.alice, JAN) == [("earning", Decimal(2000))]
    assert statements.month([world.bob.pk], JAN) == {}


def test_a_deal_won_together_is_split_to_the_cent(world: World, plan: CommissionPlan, win: Any) -> None:
    plans.put_on(plan=plan, user=world.bob, since=JAN, by=world.ada)
    deal = opportunities.create(name="Together", customer=world.acme, amount=Decimal("100.01"), by=world.alice)
    SellingTeamMember.objects.create(opportunity=deal, user=world.bob, credit=50)
    opportunities.close(opportunity=deal, outcome="won", by=world.alice, at=datetime(2026, 1, 5, 4, tzinfo=UTC))
    crediting.follow(opportunity_id=deal.pk)
    bases = [one.base for user in (world.alice, world.bob) for one in shown(user, JAN).lines]
    assert sum(base for base in bases if base) == Decimal("100.01")
    assert sorted(str(base) for base in bases) == ["50.00", "50.01"]


def test_who_takes_a_customer_over_does_not_take_the_commission(world: World, plan: CommissionPlan, win: Any) -> None:
    deal = win(10000, date(2026, 1, 10))
    opportunities.assign(opportunity=deal, owner=world.charlie, by=world.ada)
    assert told(world.alice, JAN) == [("earning", Decimal(300))]


def test_a_deal_that_nobody_wrote_down_counts_all_the_same(world: World, plan: CommissionPlan, win: Any) -> None:
    win(10000, date(2026, 1, 10))
    before = told(world.alice, JAN)
    DealCredit.objects.all().delete()
    assert told(world.alice, JAN) == before


def test_writing_it_down_twice_changes_nothing(world: World, win: Any) -> None:
    deal = win(10000, date(2026, 1, 10))
    kept = list(DealCredit.objects.values())
    crediting.follow(opportunity_id=deal.pk)
    assert list(DealCredit.objects.values()) == kept


def test_the_day_of_a_deal_is_that_of_the_company(world: World, plan: CommissionPlan) -> None:
    deal = opportunities.create(name="Late", customer=world.acme, amount=Decimal(10000), by=world.alice)
    # 31 January 20:00 in London is 1 February in China
    opportunities.close(opportunity=deal, outcome="won", by=world.alice, at=datetime(2026, 1, 31, 20, tzinfo=UTC))
    with timezone.override("America/New_York"):
        assert told(world.alice, JAN) == []
        assert told(world.alice, FEB) == [("earning", Decimal(300))]


def test_a_closed_month_stays_and_what_falls_later_is_clawed_back(world: World, plan: CommissionPlan, win: Any) -> None:
    deal = win(10000, date(2026, 1, 10))
    [kept] = closing.close_month(month=JAN, by=world.maria)
    assert (kept.user, kept.payout, kept.seal) == (world.alice, Decimal(300), sealing.of_statement(
        kept, shown(world.alice, JAN).lines))  # fmt: skip
    reopen(deal, world)
    assert told(world.alice, JAN) == [("earning", Decimal(300))]
    assert told(world.alice, FEB) == [("clawback", Decimal(-300))]
    assert shown(world.alice, FEB).payout == 0
    assert told(world.alice, MAR) == [("carried", Decimal(-300))]


def test_closing_again_changes_nothing_and_closes_months_in_order(world: World, plan: CommissionPlan, win: Any) -> None:
    win(10000, date(2026, 1, 10))
    win(20000, date(2026, 2, 10))
    made = closing.close_month(month=FEB, by=world.maria)
    assert [one.month for one in made] == [JAN, FEB]
    assert closing.close_month(month=FEB, by=world.maria) == []
    assert CommissionStatement.objects.count() == 2
    assert CommissionLine.objects.count() == 2


def test_a_deal_thrown_away_is_clawed_back(world: World, plan: CommissionPlan, win: Any) -> None:
    deal = win(10000, date(2026, 1, 10))
    closing.close_month(month=JAN, by=world.maria)
    Opportunity.objects.filter(pk=deal.pk).update(deleted_at=timezone.now(), deleted_by=world.alice)
    assert told(world.alice, FEB) == [("clawback", Decimal(-300))]


def test_a_corrected_amount_becomes_a_difference(world: World, plan: CommissionPlan, win: Any) -> None:
    deal = win(10000, date(2026, 1, 10))
    closing.close_month(month=JAN, by=world.maria)
    opportunities.update(opportunity=deal, changes={"amount": Decimal(12000)}, by=world.alice)
    # 12,000 × 3 % = 360, of which 300 were said
    assert told(world.alice, FEB) == [("adjustment", Decimal(60))]


def test_new_terms_hold_from_their_day(world: World, plan: CommissionPlan, win: Any) -> None:
    win(10000, date(2026, 1, 10))
    win(10000, date(2026, 2, 10))
    version = plans.add_version(plan=plan, since=FEB, by=world.ada, tiers=[{"from": 0, "rate": "4.5"}])
    assert told(world.alice, JAN) == [("earning", Decimal(300))]
    assert told(world.alice, FEB) == [("earning", Decimal(450))]
    closing.close_month(month=FEB, by=world.maria)
    with pytest.raises(PlanRefused):
        plans.remove_version(version=version, by=world.ada)


def test_who_left_the_plan_earns_nothing_any_more(world: World, plan: CommissionPlan, win: Any) -> None:
    plans.take_off(member=plan.members.get(), until=date(2026, 1, 31), by=world.ada)
    win(10000, date(2026, 1, 31))
    win(10000, date(2026, 2, 1))
    assert told(world.alice, JAN) == [("earning", Decimal(300))]
    assert told(world.alice, FEB) == []


def test_a_month_that_runs_is_not_closed(world: World, plan: CommissionPlan) -> None:
    with pytest.raises(closing.NotOver):
        closing.close_month(month=timezone.localdate(), by=world.maria)
    with pytest.raises(PermissionMissing):
        closing.close_month(month=JAN, by=world.alice)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"tiers": []}, "tiers"),
        ({"tiers": [{"from": 0, "rate": -1}]}, "tiers"),
        ({"tiers": [{"from": 0, "rate": 1}, {"from": "0.0", "rate": 2}]}, "tiers"),
        ({"tiers": [{"from": "x", "rate": 1}]}, "tiers"),
        ({"tiers": [{"from": 0, "rate": 1}], "basis": "luck"}, "basis"),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    world: World, plan: CommissionPlan, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(PlanRefused) as refused:
        plans.add_version(plan=plan, since=MAR, by=world.ada, **terms)
    assert refused.value.field == field


def test_nobody_is_on_a_plan_twice_at_once(world: World, plan: CommissionPlan) -> None:
    with pytest.raises(PlanRefused):
        plans.put_on(plan=plan, user=world.alice, since=FEB, by=world.ada)


def test_a_month_of_many_people_takes_a_handful_of_statements(
    world: World, plan: CommissionPlan, win: Any, django_assert_max_num_queries: Any
) -> None:
    plans.put_on(plan=plan, user=world.bob, since=JAN, by=world.ada)
    win(10000, date(2026, 1, 10))
    closing.close_month(month=JAN, by=world.maria)
    with django_assert_max_num_queries(11):
        statements.month([world.alice.pk, world.bob.pk, world.charlie.pk], MAR)
