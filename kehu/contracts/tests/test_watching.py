from datetime import timedelta
from decimal import Decimal
from typing import Any

from kehu.contracts.actions import amendments, contracts, milestones, states, watching
from kehu.contracts.models import DunningStep
from kehu.contracts.queries.approval_facts import AMENDMENT, SIGNING
from kehu.contracts.tests.drawn_up import TODAY, came, drafted, plan, signed
from kehu.foundation.access.models import User
from kehu.foundation.approvals.actions import decisions, requests
from kehu.foundation.approvals.models import Request, Rule, RuleStep
from kehu.foundation.notices.models import Notice
from kehu.interactions.models import Task
from tests.world import World

D = Decimal


def day(number: int) -> Any:
    return TODAY + timedelta(days=number)


def titles() -> list[str]:
    return list(Task.objects.order_by("created_at", "pk").values_list("title", flat=True))


def test_what_is_due_soon_is_told_once(world: World) -> None:
    signed(world, 1000, (100,), first_on=day(5))
    assert watching.watch()["due"] == 1
    assert watching.watch()["due"] == 0
    told = Notice.objects.get(user=world.alice, kind="reminder")
    assert "1,000" in told.text


def test_each_level_of_dunning_is_reached_once_and_the_manager_hears_of_the_third(world: World) -> None:
    User.objects.filter(pk=world.alice.pk).update(manager=world.maria)
    contract = signed(world, 1000, (100,), first_on=day(-1))
    (one,) = plan(contract)
    assert [watching.watch()["dunned"], watching.watch()["dunned"]] == [1, 0]
    assert titles()[0].startswith("Kind word for “Instalment 1”")
    assert watching.watch(today=day(14))["dunned"] == 1  # 15 days late: the second level
    assert not Notice.objects.filter(user=world.maria).exists()
    assert watching.watch(today=day(29))["dunned"] == 1
    assert Notice.objects.filter(user=world.maria).count() == 1
    assert [step.level for step in DunningStep.objects.order_by("created_at")] == [1, 2, 3]
    assert Task.objects.filter(related_key="contract", related_id=contract.pk, priority=1).count() == 2
    came(world, 1000, intended=one)
    one.refresh_from_db()
    assert (one.level, watching.watch(today=day(90))["dunned"]) == (0, 0)


def test_a_late_milestone_is_told_to_who_is_responsible(world: World) -> None:
    contract = signed(world, 10, (100,))
    milestones.create(contract=contract, name="Accepted", due_on=day(-1), responsible=world.bob, by=world.alice)
    assert watching.watch()["milestones"] == 1
    assert "Accepted" in Notice.objects.get(user=world.bob).text


def test_the_owner_decides_before_notice_is_due(world: World) -> None:
    contract = signed(world, 10, (100,), ends_on=day(60), notice_days=40, alert_days=60)
    assert [watching.watch(today=day(-1))["alerted"], watching.watch()["alerted"]] == [0, 1]
    assert watching.watch()["alerted"] == 0
    task = Task.objects.get(title__startswith="Renew ")
    assert (task.assignee, task.due_at.date(), task.customer) == (world.alice, day(20), world.acme)  # type: ignore[union-attr]
    assert str(contract.number) in task.title


def test_a_contract_that_renews_goes_on_and_another_ends(world: World) -> None:
    first = signed(world, 10, (100,), starts_on=day(-365), ends_on=day(-1), renews=True, renewal_months=12)
    second = signed(world, 10, (100,), starts_on=day(-365), ends_on=day(-1))
    third = signed(world, 10, (100,), starts_on=day(-365), ends_on=day(-1), renews=True)
    contracts.update(contract=third, changes={"notice_given_on": day(-40)}, by=world.alice)
    assert watching.watch()["over"] == 3
    for one in (first, second, third):
        one.refresh_from_db()
    assert [one.state for one in (first, second, third)] == ["active", "ended", "ended"]
    assert (first.ends_on - TODAY).days in (364, 365)
    assert [one.state for one in first.versions.order_by("number")] == ["replaced", "in_force"]
    assert watching.watch()["over"] == 0


def rule(subject: str, who: User) -> None:
    made = Rule.objects.create(subject=subject, name="Large ones", position=0, conditions=[])
    RuleStep.objects.create(rule=made, position=0, by="users", users=[who.pk])


def test_signing_waits_for_approval_and_comes_into_force_with_it(world: World) -> None:
    rule(SIGNING, world.maria)
    contract = states.activate(contract=drafted(world, 500), by=world.alice)
    assert (contract.state, contract.versions.get().state) == ("in_approval", "draft")
    assert states.activate(contract=contract, by=world.alice).state == "in_approval"
    decisions.approve(request=Request.objects.get(), by=world.maria)
    contract.refresh_from_db()
    assert (contract.state, contract.versions.get().state) == ("active", "in_force")


def test_what_was_rejected_or_withdrawn_is_a_draft_again(world: World) -> None:
    rule(SIGNING, world.maria)
    contract = states.activate(contract=drafted(world, 500), by=world.alice)
    decisions.reject(request=Request.objects.get(), by=world.maria, note="too cheap")
    contract.refresh_from_db()
    assert contract.state == "draft"
    states.activate(contract=contract, by=world.alice)
    requests.withdraw(request=Request.objects.get(state="waiting"), by=world.alice)
    contract.refresh_from_db()
    assert contract.state == "draft"


def test_an_amendment_waits_for_approval_too(world: World) -> None:
    contract = signed(world, 500)
    rule(AMENDMENT, world.maria)
    version = amendments.draft(contract=contract, title="Less", changes={"amount": D(400)}, by=world.alice)
    amendments.enact(version=version, by=world.alice)
    contract.refresh_from_db()
    assert contract.amount == D(500)
    request = Request.objects.get(state="waiting")
    assert (request.facts["less"], request.facts["amount"]) == ("100", "400")
    decisions.approve(request=request, by=world.maria)
    contract.refresh_from_db()
    assert contract.amount == D(400)
