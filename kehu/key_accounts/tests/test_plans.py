from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kehu.customers.models import Contact
from kehu.foundation.notices.models import Notice
from kehu.interactions.actions import tasks
from kehu.key_accounts.actions import plans, reviews, stakeholders
from kehu.key_accounts.models import AccountPlan, PlanGoal, Stakeholder
from kehu.key_accounts.queries.plans import PlanView, actual
from kehu.key_accounts.tests.conftest import Group, receipt
from kehu.sales.queries.committees import picture
from tests.world import World

YEAR = date.today().year


@pytest.fixture
def plan(world: World, group: Group) -> AccountPlan:
    return plans.begin(customer=group.holding, year=YEAR, by=world.alice)


def test_a_plan_belongs_to_one_customer_and_year(world: World, plan: AccountPlan, group: Group) -> None:
    assert (plan.owner, plan.name) == (world.alice, f"Holding {YEAR}")
    with pytest.raises(plans.PlanRefused) as refused:
        plans.begin(customer=group.holding, year=YEAR, by=world.ada)
    assert refused.value.field == "year"


def test_who_may_not_edit_the_customer_may_not_plan_for_him(world: World, plan: AccountPlan, group: Group) -> None:
    for user in (world.ann, world.charlie):
        with pytest.raises(PermissionDenied):
            plans.begin(customer=group.holding, year=YEAR + 1, by=user)
        with pytest.raises(PermissionDenied):
            plans.set_goal(plan=plan, title="x", by=user)


def test_goals_of_the_year_before_come_along_without_what_was_reached(
    world: World, plan: AccountPlan, group: Group
) -> None:
    plans.set_goal(plan=plan, title="Win the board", target=Decimal(3), actual=Decimal(2), unit="seats", by=world.alice)
    following = plans.begin(customer=group.holding, year=YEAR + 1, by=world.alice)
    goal = following.goals.get()
    assert (goal.title, goal.target, goal.actual, goal.unit) == ("Win the board", 3, 0, "seats")


def test_what_was_reached_is_added_up_over_the_group_of_what_one_sees(
    world: World, plan: AccountPlan, group: Group
) -> None:
    """In 2020: Holding 500 and 250, North 100; Yard 40 is Charlie's and not for Alice's eyes; 2019 does not count."""
    when = timezone.localdate() - date(2020, 6, 1)
    for number, (customer, amount) in enumerate(
        ((group.holding, 500), (group.holding, 250), (group.north, 100), (group.yard, 40))
    ):
        receipt(customer, amount, when.days, f"G{number}")
    receipt(group.holding, 7000, when.days + 200, "G9")
    assert actual("receipts", group.ids, 2020, world.alice)[0] == 850
    assert actual("receipts", group.ids, 2020, world.ada)[0] == 890


def test_a_goal_says_how_far_it_is(world: World, plan: AccountPlan) -> None:
    plans.set_goal(plan=plan, title="Pipeline", measure="pipeline", target=Decimal(40_000), by=world.alice)
    plans.set_goal(plan=plan, title="Talks", target=Decimal(4), actual=Decimal(1), by=world.alice)
    first, second = PlanView(plan, world.alice).standings
    assert (first.actual, first.share) == (20_000, Decimal("0.5"))  # 50,000 × 40 % = 20,000 of 40,000
    assert (second.actual, second.share) == (1, Decimal("0.25"))


def test_the_map_takes_contacts_of_the_group_and_knows_its_lines(world: World, plan: AccountPlan, group: Group) -> None:
    boss = Contact.objects.create(customer=group.holding, name="Boss")
    clerk = Contact.objects.create(customer=group.north, name="Clerk")
    stranger = Contact.objects.create(customer=world.acme, name="Stranger")
    top = stakeholders.place(plan=plan, contact=boss, role="decides", influence=5, by=world.alice)
    below = stakeholders.place(plan=plan, contact=clerk, reports_to=top, covered_by=world.bob, by=world.alice)
    view = PlanView(plan, world.alice)
    assert [(above.name, under.name) for above, under in picture(view.stakeholders).lines] == [("Boss", "Clerk")]
    assert view.uncovered == 1
    with pytest.raises(stakeholders.StakeholderRefused):
        stakeholders.place(plan=plan, contact=stranger, by=world.alice)
    with pytest.raises(stakeholders.StakeholderRefused):
        stakeholders.place(plan=plan, contact=boss, reports_to=below, by=world.alice)
    stakeholders.remove(stakeholder=top, by=world.alice)
    assert Stakeholder.objects.get(contact=clerk).reports_to is None


def test_people_of_customers_out_of_sight_are_not_shown(world: World, plan: AccountPlan, group: Group) -> None:
    boss = Contact.objects.create(customer=group.yard, name="Boss")  # Charlie's customer
    clerk = Contact.objects.create(customer=group.north, name="Clerk")
    top = stakeholders.place(plan=plan, contact=boss, by=world.ada)
    stakeholders.place(plan=plan, contact=clerk, reports_to=top, by=world.ada)
    view = PlanView(plan, world.alice)
    assert [(one.contact.name, one.reports_to) for one in view.stakeholders] == [("Clerk", None)]
    assert view.hidden_stakeholders == 1
    assert PlanView(plan, world.ada).hidden_stakeholders == 0


def test_a_review_keeps_the_plan_as_it_stood(world: World, plan: AccountPlan, group: Group) -> None:
    goal = plans.set_goal(plan=plan, title="Pipeline", measure="pipeline", target=Decimal(40_000), by=world.alice)
    held = reviews.hold(plan=plan, notes="Agreed on the second line.", by=world.alice)
    PlanGoal.objects.filter(pk=goal.pk).update(target=Decimal(1))
    assert Decimal(held.goals[0]["actual"]) == 20_000
    assert Decimal(held.goals[0]["target"]) == 40_000
    assert Decimal(held.numbers["pipeline"]) == 50_000  # Yard is not for Alice's eyes
    plan.refresh_from_db()
    assert plan.next_review_on == timezone.localdate() + timedelta(days=91)


@pytest.mark.parametrize(("day", "following"), [(1, 30), (0, 0), (-5, -5)])
def test_a_review_lies_behind_and_the_next_one_ahead(world: World, plan: AccountPlan, day: int, following: int) -> None:
    today = timezone.localdate()
    with pytest.raises(reviews.ReviewRefused):
        reviews.hold(
            plan=plan, notes="x", day=today + timedelta(days=day), next_review_on=today + timedelta(days=following),
            by=world.alice,
        )  # fmt: skip


def test_its_owner_is_reminded_of_the_review_once(world: World, plan: AccountPlan) -> None:
    plans.update(plan=plan, changes={"next_review_on": timezone.localdate()}, by=world.alice)
    assert (reviews.remind(), reviews.remind()) == (1, 0)
    notice = Notice.objects.get(user=world.alice, kind="reminder")
    assert (notice.text, notice.url) == (f"The plan “Holding {YEAR}” is to be reviewed.", f"/account-plans/{plan.pk}/")


def test_an_action_is_a_task_of_the_customer(world: World, plan: AccountPlan, group: Group) -> None:
    task = tasks.create(
        title="Invite the board", customer=group.holding, related_key="account_plan", related_id=plan.pk, by=world.alice
    )
    assert PlanView(plan, world.alice).actions == [task]
    assert task.customer == group.holding


def test_an_outdated_version_is_refused(world: World, plan: AccountPlan) -> None:
    from kehu.foundation.refusals import Outdated

    changes: dict[str, Any] = {"summary": "x"}
    with pytest.raises(Outdated):
        plans.update(plan=plan, changes=changes, by=world.alice, expected_version=plan.version + 1)
