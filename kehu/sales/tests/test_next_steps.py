"""What is planned is what is done next: tasks about leads and opportunities, and visits to the customer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.interactions.actions import tasks, visits
from kehu.interactions.models import Task, Visit
from kehu.sales.actions import leads, next_steps, opportunities
from kehu.sales.models import Lead, Opportunity
from tests.world import World

SOON = timezone.now() + timedelta(days=2)


@pytest.fixture
def sale(world: World) -> Opportunity:
    return opportunities.create(name="Fibre", customer=world.acme, by=world.alice)


def visit_of(world: World, visitor: User, colleagues: tuple[User, ...] = ()) -> Visit:
    visit = visits.plan(
        customer=world.acme, purpose="Measure the hall", planned_start=SOON, visitor=visitor, colleagues=colleagues,
        by=world.ada,
    )  # fmt: skip
    next_steps.follow_visit(visit)
    return visit


def said(record: Lead | Opportunity) -> str:
    record.refresh_from_db()
    return record.next_step


def test_a_visit_by_who_sells_there_is_the_next_step_until_it_was_held(world: World, sale: Opportunity) -> None:
    visit = visit_of(world, world.alice)
    assert said(sale) == "Measure the hall" and sale.next_step_on == timezone.localdate(SOON)
    visits.hold(visit=visit, by=world.alice)
    next_steps.follow_visit(Visit.objects.get())
    assert said(sale) == ""


def test_a_visit_of_somebody_else_is_not(world: World, sale: Opportunity) -> None:
    visit_of(world, world.sam)
    assert said(sale) == ""
    visit_of(world, world.sam, colleagues=(world.alice,))
    assert said(sale) == "Measure the hall"


def test_what_comes_first_is_next_be_it_a_task_or_a_visit(world: World, sale: Opportunity) -> None:
    visit = visit_of(world, world.alice)
    earlier = tasks.create(
        title="Call before", due_at=SOON - timedelta(days=1), related_key="opportunity", related_id=sale.pk,
        by=world.alice,
    )  # fmt: skip
    next_steps.settle("opportunity", sale.pk, {"Measure the hall", "Call before"})
    assert said(sale) == "Call before"
    tasks.complete(task=earlier, by=world.alice)
    next_steps.follow(Task.objects.all())
    assert said(sale) == "Measure the hall"
    visits.cancel(visit=visit, by=world.alice)
    next_steps.follow_visit(Visit.objects.get())
    assert said(sale) == ""


def test_a_task_about_a_lead_is_its_next_step(world: World) -> None:
    lead = leads.capture(name="Li", by=world.alice)
    task = tasks.create(title="Call Li", due_at=SOON, related_key="lead", related_id=lead.pk, by=world.alice)
    next_steps.follow([task])
    assert said(lead) == "Call Li" and lead.next_step_on == timezone.localdate(SOON)
    tasks.complete(task=task, by=world.alice)
    next_steps.follow(Task.objects.all())
    assert said(lead) == ""


def test_who_got_in_touch_goes_along_into_the_timeline(world: World) -> None:
    lead = leads.capture(name="Li", company="Li & Co", by=world.alice)
    leads.touch(lead=lead, kind="email", body="Please call", direction="in", by=world.alice)
    with pytest.raises(leads.LeadRefused):
        leads.touch(lead=lead, kind="email", body="x", direction="up", by=world.alice)
    assert lead.touches.get().direction == "in"
