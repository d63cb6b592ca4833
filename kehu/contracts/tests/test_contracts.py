from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kehu.contracts.actions import amendments, contracts, milestones, plans, renewals, states
from kehu.contracts.actions.checks import ContractRefused, InForce
from kehu.contracts.actions.contracts import Line
from kehu.contracts.actions.plans import PlanRefused, Row
from kehu.contracts.events import OrderHandedOver
from kehu.contracts.models import Contract
from kehu.contracts.queries.versions import differences
from kehu.contracts.tests.drawn_up import TODAY, came, drafted, plan, signed
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.company.models import ExchangeRate
from kehu.foundation.events.bus import restore
from kehu.foundation.events.models import Event
from kehu.foundation.refusals import Outdated
from kehu.foundation.search.query import search
from kehu.sales.actions import opportunities
from tests.world import World

D = Decimal


def handed_over(contract: Contract) -> list[dict[str, object]]:
    """The orders of the contract as the bus keeps them."""
    rows = Event.objects.filter(name="OrderHandedOver", payload__contract_id=str(contract.pk)).order_by("id")
    return list(rows.values_list("payload", flat=True))


def test_a_contract_gets_the_next_number_of_the_year_and_its_first_version(world: World) -> None:
    year = timezone.localdate().year
    first, second = drafted(world), drafted(world)
    assert [first.number, second.number] == [f"C{year}-00001", f"C{year}-00002"]
    assert (first.state, first.owner, first.currency, first.amount_home) == ("draft", world.alice, "CNY", D(1000))
    assert (first.their_party, first.versions.get().number) == ("Acme Telecom", 1)
    assert first.state_changes.get().to_state == "draft"


def test_a_number_given_by_hand_is_kept_and_passed_over(world: World) -> None:
    year = timezone.localdate().year
    assert drafted(world, number=f"C{year}-00001").number == f"C{year}-00001"
    assert drafted(world).number == f"C{year}-00002"
    with pytest.raises(ContractRefused) as refused:
        drafted(world, number=f"C{year}-00002")
    assert refused.value.field == "number"


def test_the_amount_follows_from_the_lines(world: World) -> None:
    # 3 × 100.00 = 300.00 less 10 % = 270.00, tax 13 % = 35.10; 1 × 99.99, tax 6 % = 5.9994 → 6.00
    lines = [
        Line("Router", D(3), D(100), discount=D(10), tax_rate=D(13)), Line("Service", D(1), D("99.99"), tax_rate=D(6)),
    ]  # fmt: skip
    made = drafted(world, 0, lines=lines)
    # 270.00 + 35.10 + 99.99 + 6.00 = 411.09; the tax is 41.10
    assert (made.amount, made.tax_amount) == (D("411.09"), D("41.10"))
    with pytest.raises(ContractRefused):
        contracts.update(contract=made, changes={"amount": D(5)}, by=world.alice)


def test_it_is_drawn_up_from_an_opportunity(world: World) -> None:
    opportunity = opportunities.create(name="Line", customer=world.acme, amount=D(70), by=world.alice)
    made = contracts.from_opportunity(opportunity=opportunity, by=world.alice)
    assert (made.name, made.customer, made.amount, made.opportunity) == ("Line", world.acme, D(70), opportunity)


def test_signing_freezes_the_terms_and_hands_the_order_over(world: World) -> None:
    made = drafted(world, 0, lines=[Line("Router", D(2), D(100), code="R1", tax_rate=D(13))], external_number="SO-9")
    active = states.activate(contract=made, signed_on=TODAY, by=world.alice)
    assert (active.state, active.versions.get().state) == ("active", "in_force")
    assert [(one.name, one.amount) for one in plan(active)] == [("Payment in full", D(226))]
    (order,) = handed_over(made)
    fact = restore("OrderHandedOver", order)
    assert isinstance(fact, OrderHandedOver)
    assert (fact.amount, fact.tax, fact.external_number, fact.contract_id) == ("226.00", "26.00", "SO-9", made.pk)
    assert (fact.lines[0]["code"], fact.lines[0]["net"], fact.instalments[0]["amount"]) == ("R1", "200.00", "226.00")
    assert states.activate(contract=made, by=world.alice).state == "active"
    assert len(handed_over(made)) == 1
    with pytest.raises(InForce):
        contracts.update(contract=made, changes={"ends_on": TODAY}, by=world.alice)
    assert contracts.update(contract=made, changes={"name": "Other"}, by=world.alice).name == "Other"


def test_each_change_of_state_is_a_row_with_its_reason(world: World) -> None:
    made = signed(world)
    with pytest.raises(states.NotNow):
        states.suspend(contract=made, reason=" ", by=world.alice)
    states.suspend(contract=made, reason="not paid", by=world.alice)
    states.resume(contract=made, by=world.alice)
    over = states.terminate(contract=made, reason="bankrupt", by=world.maria, waive_open=True)
    assert (over.state, over.state_reason, over.outstanding) == ("terminated", "bankrupt", D(0))
    told = [(one.to_state, one.reason) for one in over.state_changes.order_by("at", "id")]
    assert told == [
        ("draft", ""), ("active", ""), ("suspended", "not paid"), ("active", ""), ("terminated", "bankrupt"),
    ]  # fmt: skip
    assert {one.state for one in plan(over)} == {"waived"}
    with pytest.raises(states.NotNow):
        states.resume(contract=over, by=world.maria)


def test_waiving_what_is_open_needs_the_right_to(world: World) -> None:
    with pytest.raises(PermissionMissing):
        states.terminate(contract=signed(world), reason="x", by=world.alice, waive_open=True)
    assert Contract.objects.get().state == "active"


def test_a_plan_adds_up_or_is_refused(world: World) -> None:
    made = drafted(world, 1000)
    with pytest.raises(PlanRefused) as refused:
        plans.write(contract=made, rows=[Row("A", TODAY, D(400)), Row("B", TODAY, percent=D(50))], by=world.alice)
    assert "100" in refused.value.message
    rows = [Row("A", TODAY, D(400)), Row("B", TODAY, percent=D(50)), Row("C")]
    assert [one.amount for one in plans.write(contract=made, rows=rows, by=world.alice)] == [D(400), D(500), D(100)]
    made.refresh_from_db()
    assert made.outstanding == D(1000)


def test_plans_are_generated_by_pattern(world: World) -> None:
    made = drafted(world, 1000, starts_on=date(2026, 1, 31), ends_on=date(2026, 12, 31))
    monthly = plans.proposed(contract=made, pattern="monthly", first_on=date(2026, 1, 31))
    # From 31 January to 31 December twelve months begin; 1,000 / 12 = 83.33…, four cents over
    assert [one.amount for one in monthly] == [D("83.34")] * 4 + [D("83.33")] * 8
    assert [one.due_on for one in monthly][:3] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    quarterly = plans.proposed(contract=made, pattern="quarterly", first_on=date(2026, 1, 31))
    assert [one.amount for one in quarterly] == [D(250)] * 4
    with pytest.raises(PlanRefused):
        plans.proposed(contract=made, pattern="parts", parts=[D(60), D(30)], first_on=TODAY)
    made_again = plans.generate(
        contract=made, pattern="parts", parts=[D(60), D(30), D(10)], first_on=TODAY, by=world.alice
    )
    assert [(one.amount, one.percent) for one in made_again] == [(D(600), D(60)), (D(300), D(30)), (D(100), D(10))]


def test_a_row_with_money_on_it_stays_in_the_plan(world: World) -> None:
    made = signed(world, 1000)
    first, second, third = plan(made)
    came(world, 300, intended=first)
    with pytest.raises(PlanRefused):
        plans.write(contract=made, rows=[Row("All", TODAY, D(1000))], by=world.alice)
    with pytest.raises(PlanRefused):
        plans.write(contract=made, rows=[Row("Less", TODAY, D(299), id=first.pk), Row("Rest", TODAY)], by=world.alice)
    rows = [Row("First", TODAY, D(300), id=first.pk), Row("Rest", TODAY, id=second.pk)]
    assert [one.amount for one in plans.write(contract=made, rows=rows, by=world.alice)] == [D(300), D(700)]
    assert not made.instalments.filter(pk=third.pk).exists()


def test_an_instalment_falls_due_with_its_milestone(world: World) -> None:
    made = drafted(world, 1000)
    accepted = milestones.create(contract=made, name="Accepted", due_on=TODAY + timedelta(days=5), by=world.alice)
    (one,) = plans.write(
        contract=made, rows=[Row("All", milestone=accepted, days_after=30, percent=D(100))], by=world.alice
    )
    assert one.due_on == TODAY + timedelta(days=35)
    milestones.reach(milestone=accepted, on=TODAY - timedelta(days=3), by=world.alice)
    one.refresh_from_db()
    assert one.due_on == TODAY + timedelta(days=27)
    with pytest.raises(milestones.MilestoneRefused):
        milestones.remove(milestone=accepted, by=world.alice)
    reopened = milestones.reopen(milestone=accepted, by=world.alice)
    assert (reopened.done_on, reopened.done_by) == (None, None)


def test_an_amendment_stands_beside_the_contract_until_it_is_signed(world: World) -> None:
    made = signed(world, 1000)
    came(world, 300, intended=plan(made)[0])
    version = amendments.draft(
        contract=made, title="More", changes={"amount": D(1490), "ends_on": date(2030, 1, 1)}, by=world.alice
    )
    made.refresh_from_db()
    assert (made.amount, version.number, version.state) == (D(1000), 2, "draft")
    told = {one.label: (one.old, one.new) for one in differences(version)}
    assert "1,490" in told["amount"][1] and told["ends on"][0] == ""
    now = amendments.enact(version=version, by=world.alice)
    assert (now.amount, now.ends_on) == (D(1490), date(2030, 1, 1))
    # 1,490 − 300 = 1,190 in the proportion 600 : 100 = 1,020 : 170
    assert [(one.amount, one.outstanding) for one in plan(now)] == [
        (D(300), D(0)), (D(1020), D(1020)), (D(170), D(170)),
    ]  # fmt: skip
    assert [one.state for one in now.versions.order_by("number")] == ["replaced", "in_force"]
    assert [one["amended"] for one in handed_over(made)] == [False, True]
    assert amendments.enact(version=version, by=world.alice).amount == D(1490)


def test_no_amendment_makes_it_worth_less_than_what_came_in(world: World) -> None:
    made = signed(world, 1000)
    came(world, 300, intended=plan(made)[0])
    version = amendments.draft(contract=made, title="Less", changes={"amount": D(299)}, by=world.alice)
    with pytest.raises(PlanRefused):
        amendments.enact(version=version, by=world.alice)
    made.refresh_from_db()
    assert (made.amount, version.__class__.objects.get(pk=version.pk).state) == (D(1000), "draft")


def test_an_amendment_of_lines_tells_what_changed(world: World) -> None:
    made = states.activate(contract=drafted(world, 0, lines=[Line("Router", D(2), D(100), code="R1")]), by=world.alice)
    version = amendments.draft(
        contract=made, title="", lines=[Line("Router", D(3), D(100), code="R1"), Line("Setup", D(1), D(50))],
        by=world.alice,
    )  # fmt: skip
    told = [(one.label, one.old[:1], one.new[:1]) for one in differences(version)]
    assert told[0][0] == "amount" and told[1:] == [("Router", "2", "3"), ("Setup", "", "1")]
    assert amendments.enact(version=version, by=world.alice).amount == D(350)


def test_the_renewal_opportunity_is_made_once(world: World) -> None:
    made = signed(world, 1000, ends_on=TODAY + timedelta(days=100), notice_days=40)
    first = renewals.open_opportunity(contract=made, by=world.alice)
    assert (first.amount, first.owner, first.expected_close) == (D(1000), world.alice, TODAY + timedelta(days=60))
    assert renewals.open_opportunity(contract=made, by=world.alice) == first


def test_foreign_money_is_booked_at_the_rate_of_the_day_of_signing(world: World) -> None:
    ExchangeRate.objects.create(currency="USD", since=TODAY - timedelta(days=20), rate=D("7.10"))
    ExchangeRate.objects.create(currency="USD", since=TODAY - timedelta(days=5), rate=D("7.20"))
    made = drafted(world, 1000, currency="usd", signed_on=TODAY - timedelta(days=10))
    assert (made.rate, made.amount_home) == (D("7.10"), D(7100))


def test_who_changed_it_first_wins_and_the_second_is_told(world: World) -> None:
    made = drafted(world)
    contracts.update(contract=made, changes={"name": "First"}, by=world.alice, expected_version=made.version)
    with pytest.raises(Outdated):
        contracts.update(contract=made, changes={"name": "Second"}, by=world.alice, expected_version=made.version)
    with pytest.raises(Outdated):
        plans.write(contract=made, rows=[Row("All")], by=world.alice, expected_version=made.version)


def test_a_stranger_sees_nothing_and_changes_nothing(world: World) -> None:
    made = signed(world)
    assert not Contract.objects.visible_to(world.charlie).exists()
    with pytest.raises(PermissionDenied):
        contracts.update(contract=made, changes={"name": "Mine"}, by=world.charlie)
    with pytest.raises(PermissionMissing):
        contracts.update(contract=made, changes={"owner": world.bob}, by=world.alice)
    assert contracts.update(contract=made, changes={"owner": world.bob}, by=world.maria).owner == world.bob


def test_it_is_found_by_number_and_name(world: World) -> None:
    made = drafted(world, name="光纤改造")
    assert [hit.record_id for hit in search(world.alice, "gxgz")] == [made.pk]
    assert [hit.record_id for hit in search(world.alice, made.number)] == [made.pk]
