"""Golden sums, each worked out by hand: credits, months in the company's time zone, currencies, roll-up, judgements."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehu.forecasting import periods
from kehu.forecasting.actions import judgements, quotas
from kehu.forecasting.actions.quotas import Cell
from kehu.forecasting.figures import Figures, total
from kehu.forecasting.periods import MONTH, QUARTER, Period
from kehu.forecasting.queries.credited import by_person_and_month
from kehu.forecasting.queries.forecast import Forecast
from kehu.forecasting.queries.people import People, seen_by
from kehu.forecasting.tests.deals import deal
from kehu.foundation.access.models import User
from kehu.foundation.company.models import Company, ExchangeRate
from kehu.sales.actions import opportunities
from kehu.sales.models import Opportunity, SellingTeamMember
from tests.world import World

D = Decimal

NOV, DEC, JAN = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def sums(people: list[User] | None = None) -> dict[tuple[UUID, date], Figures]:
    return by_person_and_month(NOV, JAN, None if people is None else [one.pk for one in people])


def publish(world: World, amounts: dict[tuple[User, date], str]) -> None:
    plan = quotas.begin(fiscal_year=2026, by=world.ada)
    cells = [Cell("person", str(user.pk), month, D(amount)) for (user, month), amount in amounts.items()]
    quotas.enter(plan=plan, cells=cells, by=world.ada)
    quotas.publish(plan=plan, by=world.ada)


def test_a_month_adds_up_by_category_and_weight(world: World) -> None:
    # open in November: 1000 at 75% commit, 400 at 50% best case, 300 at 10% pipeline, 999 left out; won 250
    #   weighted: 750 + 200 + 30 = 980, the one left out does not count
    several = (("1000", "commit", 75), ("400", "best_case", 50), ("300", "pipeline", 10), ("999", "omitted", 5))
    for amount, category, probability in several:
        deal(
            world.alice, amount, customer=world.acme, expected=date(2026, 11, 20), category=category,
            probability=probability,
        )  # fmt: skip
    deal(world.alice, "250", customer=world.acme, won=date(2026, 11, 3))
    deal(world.alice, "77", customer=world.acme, expected=date(2026, 12, 1))
    one = sums()[world.alice.pk, NOV]
    assert (one.won, one.commit, one.best_case, one.pipeline, one.omitted) == (D(250), D(1000), D(400), D(300), D(999))
    assert (one.weighted, one.expected) == (D(980), D(1230))
    assert (one.won_count, one.open_count) == (1, 4)


def test_credit_is_shared_out_and_the_owner_has_the_rest_to_the_cent(world: World) -> None:
    # 100.01 won by Alice with Bob 33%, Charlie 33%: 33.0033 → 33.00 each, Alice 100.01 − 66.00 = 34.01
    split = {world.bob: 33, world.charlie: 33}
    deal(world.alice, "100.01", customer=world.acme, won=date(2026, 11, 3), shared=split)
    found = sums()
    shares = [found[one.pk, NOV].won for one in (world.alice, world.bob, world.charlie)]
    assert shares == [D("34.01"), D("33.00"), D("33.00")]
    assert sum(shares) == D("100.01")


def test_who_helps_without_credit_counts_nothing_and_who_gave_all_away_has_nothing(world: World) -> None:
    deal(world.alice, "500", customer=world.acme, won=date(2026, 11, 3), shared={world.bob: 100, world.charlie: 0})
    found = sums()
    assert found[world.bob.pk, NOV].won == D(500)
    assert (world.alice.pk, NOV) not in found
    assert (world.charlie.pk, NOV) not in found


def test_what_is_credited_on_top_is_in_no_sum(world: World) -> None:
    made = deal(world.alice, "500", customer=world.acme, won=date(2026, 11, 3))
    SellingTeamMember.objects.create(opportunity=made, user=world.bob, credit=50, is_overlay=True)
    assert {key: one.won for key, one in sums().items()} == {(world.alice.pk, NOV): D(500)}


def test_credit_of_the_open_part_is_weighted_too(world: World) -> None:
    # 1000 at 50%: weighted 500; Bob 40%: 400 and 200; Alice the rest: 600 and 300
    deal(
        world.alice, "1000", customer=world.acme, expected=date(2026, 12, 24), category="commit", probability=50,
        shared={world.bob: 40},
    )  # fmt: skip
    found = sums()
    assert (found[world.bob.pk, DEC].commit, found[world.bob.pk, DEC].weighted) == (D(400), D(200))
    assert (found[world.alice.pk, DEC].commit, found[world.alice.pk, DEC].weighted) == (D(600), D(300))


def test_a_month_begins_at_midnight_where_the_company_is(world: World) -> None:
    # 16:30 UTC on 30 November is half past midnight on 1 December in Shanghai
    deal(world.alice, "10", customer=world.acme, won=datetime(2026, 11, 30, 16, 30, tzinfo=UTC))
    deal(world.alice, "7", customer=world.acme, won=datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    found = sums()
    assert (found[world.alice.pk, NOV].won, found[world.alice.pk, DEC].won) == (D(7), D(10))


def test_foreign_money_counts_by_the_rate_of_its_day(world: World) -> None:
    # 1000 USD at 7.2 is 7200, at 25% weighted 1800; the rate that comes tomorrow changes nothing of it
    today = timezone.localdate()
    ExchangeRate.objects.create(currency="USD", since=date(2026, 1, 1), rate=D("7.2"))
    ExchangeRate.objects.create(currency="USD", since=date(today.year + 1, 1, 1), rate=D(9))
    made = opportunities.create(
        name="Dollars", customer=world.acme, by=world.alice, amount=D(1000), currency="USD", expected_close=today,
        probability=25,
    )  # fmt: skip
    month = today.replace(day=1)
    one = by_person_and_month(month, periods.plus(month, 1), [world.alice.pk])[world.alice.pk, month]
    assert (one.pipeline, one.weighted, made.currency) == (D(7200), D(1800), "USD")


def test_what_is_in_the_trash_or_lost_counts_nowhere(world: World) -> None:
    gone = {"deleted_at": timezone.now(), "deleted_by": world.alice}
    deal(world.alice, "10", customer=world.acme, expected=NOV, **gone)
    deal(world.alice, "10", customer=world.acme, expected=NOV, state="lost")
    assert sums() == {}


def test_only_people_asked_for_are_told(world: World) -> None:
    deal(world.alice, "10", customer=world.acme, expected=NOV, shared={world.bob: 50})
    assert set(sums([world.bob])) == {(world.bob.pk, NOV)}


@pytest.fixture
def tree(world: World) -> World:
    """Maria leads Alice, who leads Bob; Charlie is in Maria's reach by department and stands alone."""
    User.objects.filter(pk=world.alice.pk).update(manager=world.maria)
    User.objects.filter(pk=world.bob.pk).update(manager=world.alice)
    return world


def november(user: User) -> Forecast:
    return Forecast(seen_by(User.objects.get(pk=user.pk)), Period(MONTH, NOV), date(2026, 11, 15))


def test_the_forecast_rolls_up_the_tree(tree: World) -> None:
    # Bob: won 100 + commit 50 = 150. Alice: 200 + Bob's 150 = 350. Maria: 30 + 350 = 380
    deal(tree.bob, "100", customer=tree.acme, won=date(2026, 11, 2))
    deal(tree.bob, "50", customer=tree.acme, expected=date(2026, 11, 20), category="commit")
    deal(tree.alice, "200", customer=tree.acme, won=date(2026, 11, 2))
    deal(tree.maria, "30", customer=tree.acme, expected=date(2026, 11, 20), category="commit")
    seen = november(tree.maria)
    assert [seen.expected(one.pk, NOV) for one in (tree.bob, tree.alice, tree.maria)] == [D(150), D(350), D(380)]
    assert seen.line(tree.alice.pk).own.won == D(200)
    assert seen.line(tree.alice.pk).figures.won == D(300)


def test_attainment_of_a_manager_is_that_of_all_below(tree: World) -> None:
    # quotas 400 and 600, won 100 and 200: 300 / 1000 = 30%
    publish(tree, {(tree.bob, NOV): "400", (tree.alice, NOV): "600"})
    deal(tree.bob, "100", customer=tree.acme, won=date(2026, 11, 2))
    deal(tree.alice, "200", customer=tree.acme, won=date(2026, 11, 2))
    line = november(tree.maria).line(tree.alice.pk)
    assert (line.quota, line.own_quota) == (D(1000), D(600))
    assert line.attainment.rate == D("0.3")


def test_a_judgement_stands_over_the_sum_and_goes_up(tree: World) -> None:
    # Bob comes to 150; he says 180; Alice says 120 of him, which counts: 200 + 120 = 320; she says 300 of herself
    deal(tree.bob, "150", customer=tree.acme, won=date(2026, 11, 2))
    deal(tree.alice, "200", customer=tree.acme, won=date(2026, 11, 2))
    User.objects.filter(pk=tree.alice.pk).update(department=tree.north)
    bob, alice, maria = (User.objects.get(pk=one.pk) for one in (tree.bob, tree.alice, tree.maria))
    judgements.say(user=bob, month=NOV, amount=D(180), by=bob)
    assert november(maria).expected(bob.pk, NOV) == D(180)
    first = judgements.say(user=bob, month=NOV, amount=D(120), by=alice, note="The plant will slip")
    assert first.computed == D(150)
    assert november(maria).expected(alice.pk, NOV) == D(320)
    judgements.say(user=alice, month=NOV, amount=D(300), by=alice)
    seen = november(maria)
    assert seen.expected(maria.pk, NOV) == D(300)
    assert seen.line(alice.pk).computed == D(350)
    judgements.say(user=alice, month=NOV, amount=None, by=alice)
    assert november(maria).expected(alice.pk, NOV) == D(320)


def test_the_quarter_is_the_sum_of_its_months_judged_or_not(tree: World) -> None:
    # October 0, November judged 500, December 80 committed: 580
    deal(tree.bob, "80", customer=tree.acme, expected=date(2026, 12, 5), category="commit")
    bob = User.objects.get(pk=tree.bob.pk)
    judgements.say(user=bob, month=NOV, amount=D(500), by=bob)
    seen = Forecast(seen_by(bob), Period(QUARTER, date(2026, 10, 1)), date(2026, 11, 15))
    assert seen.line(bob.pk).forecast == D(580)


def test_who_judges_others_says_why_and_strangers_cannot(tree: World) -> None:
    alice = User.objects.get(pk=tree.alice.pk)
    with pytest.raises(judgements.JudgementRefused) as refused:
        judgements.say(user=tree.bob, month=NOV, amount=D(1), by=alice)
    assert refused.value.field == "note"
    with pytest.raises(judgements.JudgementRefused):
        judgements.say(user=tree.charlie, month=NOV, amount=D(1), by=alice, note="x")
    with pytest.raises(judgements.JudgementRefused):
        judgements.say(user=tree.alice, month=NOV, amount=D(1), by=User.objects.get(pk=tree.bob.pk), note="x")


def test_a_ring_of_superiors_loses_nobody_and_ends(world: World) -> None:
    User.objects.filter(pk=world.alice.pk).update(manager=world.bob)
    User.objects.filter(pk=world.bob.pk).update(manager=world.alice)
    people = seen_by(world.ada)
    everybody = {one for root in people.roots() for one in people.under(root)}
    assert everybody == set(people.known)


FISCAL = [
    (1, date(2026, 11, 15), "2026", "2026-Q4"),
    (4, date(2026, 11, 15), "2026/27", "2026-Q3"),
    (7, date(2027, 2, 1), "2026/27", "2026-Q3"),
]


@pytest.mark.parametrize(("start", "day", "label", "quarter"), FISCAL)
def test_the_fiscal_year_may_begin_in_any_month(world: World, start: int, day: date, label: str, quarter: str) -> None:
    Company.objects.current()
    Company.objects.update(fiscal_year_start=start)
    Company.objects.forget()
    assert periods.year_label(periods.fiscal_year_of(day)) == label
    found = periods.holding(QUARTER, day)
    assert found.key == quarter
    assert periods.of_key(quarter) == found
    assert found.first <= day < found.after
    Company.objects.update(fiscal_year_start=1)
    Company.objects.forget()


CREDITS = st.lists(st.integers(0, 60), min_size=2, max_size=2)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.decimals(0, 10**7, places=2), CREDITS, st.booleans()), min_size=1, max_size=5))
def test_whatever_is_shared_the_persons_add_up_to_the_whole(world: World, deals: list[Any]) -> None:
    Opportunity.objects.update(deleted_at=timezone.now(), deleted_by=world.alice)
    whole = D(0)
    for amount, (one, two), won in deals:
        when = {"won": date(2026, 11, 9)} if won else {"expected": date(2026, 11, 9)}
        deal(
            world.alice,
            str(amount),
            customer=world.acme,
            shared={world.bob: min(one, 100 - two), world.charlie: two},
            **when,
        )
        whole += amount
    figures = total(sums().values())
    assert figures.won + figures.open == whole
    assert isinstance(seen_by(world.ada), People)
