"""Each step becomes one task of the owner when the one before is done, until something ends it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from kehu.cadences.actions import cadences, enrolling, enrolments, pausing, settling
from kehu.cadences.models import Cadence, CadenceStep, Enrolment, StepTaken
from kehu.customers.actions import consents
from kehu.customers.models import Contact
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import Team
from kehu.foundation.changes.actions import bulk_rehearsing, bulk_running, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.lists import conditions
from kehu.interactions.actions import interactions, tasks, visits
from kehu.interactions.models import Task
from kehu.sales.actions import leads, next_steps, opportunities
from kehu.sales.models import Lead, Opportunity
from tests.world import World

Look = Callable[[], int]


def task_of(row: Enrolment) -> Task:
    """The task of the step that is to be done."""
    return Task.objects.get(cadence_step__enrolment=row, cadence_step__state="open")


def fresh(row: Enrolment) -> Enrolment:
    return Enrolment.objects.get(pk=row.pk)


def ended(row: Enrolment) -> tuple[str, str]:
    found = fresh(row)
    return found.state, found.stop_reason


def test_the_first_step_is_a_task_of_the_owner_with_its_text(world: World, cadence: Cadence, lead: Lead) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    task = task_of(row)
    assert (task.title, task.notes) == ("Call Li Na", "Ask Li & Co about a line.")
    assert (task.assignee, task.related_key, task.related_id) == (world.alice, "lead", lead.pk)
    assert task.all_day and fresh(row).due_at == task.due_at


def test_what_is_done_brings_the_next_until_it_is_gone_through(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    for title in ("Call Li Na", "Write to Li Na", "Call again"):
        task = task_of(row)
        assert task.title == title
        tasks.complete(task=task, by=world.alice)
        look()
        look()
    assert ended(row) == ("finished", "")
    assert Task.objects.count() == 3
    assert set(StepTaken.objects.values_list("state", flat=True)) == {"done"}


def test_one_that_is_called_off_or_skipped_is_left_and_the_next_comes(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    tasks.cancel(task=task_of(row), by=world.alice)
    look()
    assert task_of(row).title == "Write to Li Na"
    enrolments.skip(enrolment=row, by=world.alice)
    assert task_of(row).title == "Call again"
    assert Task.objects.filter(state="cancelled").count() == 2


def test_a_task_that_is_moved_moves_the_step_and_one_reopened_takes_the_next_back(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    later = timezone.now() + timedelta(days=9)
    first = tasks.postpone(task=task_of(row), due_at=later, by=world.alice)
    look()
    assert fresh(row).due_at == first.due_at
    tasks.complete(task=first, by=world.alice)
    look()
    assert task_of(row).title == "Write to Li Na"
    tasks.reopen(task=first, by=world.alice)
    settling.reopened([first.pk])
    settling.reopened([first.pk])
    assert task_of(row).pk == first.pk and Task.objects.count() == 1


def test_a_pause_calls_its_task_off_and_the_same_task_is_open_afterwards(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    task = task_of(row)
    with pytest.raises(pausing.EnrolmentRefused):
        pausing.pause(enrolment=row, until=timezone.localdate(), by=world.alice)
    pausing.pause(enrolment=row, until=timezone.localdate() + timedelta(days=3), by=world.alice)
    look()
    task.refresh_from_db()
    assert task.state == "cancelled" and ended(row) == ("paused", "")
    Enrolment.objects.update(paused_until=timezone.localdate())
    look()
    task.refresh_from_db()
    assert task.is_open and ended(row) == ("active", "") and Task.objects.count() == 1
    with pytest.raises(pausing.EnrolmentRefused):
        pausing.resume(enrolment=row, by=world.alice)


def test_a_step_whose_condition_does_not_hold_is_left_out_and_its_days_go_by(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    mail = CadenceStep.objects.get(kind="mail")
    cadences.change_step(step=mail, changes={"conditions": "city=Luoyang"}, by=world.maria)
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    tasks.complete(task=task_of(row), by=world.alice)
    look()
    assert task_of(row).title == "Call again"
    assert StepTaken.objects.get(step=mail).state == "left_out"
    with pytest.raises(conditions.ConditionsRefused, match="no filter"):
        cadences.change_step(step=mail, changes={"conditions": "nothing=1"}, by=world.maria)


def test_steps_that_are_ordered_anew_or_taken_out_hold_for_who_is_under_way(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    call, mail, again = CadenceStep.objects.order_by("position")
    cadences.order_steps(cadence=cadence, order=[call.pk, again.pk, mail.pk], by=world.maria)
    tasks.complete(task=task_of(row), by=world.alice)
    look()
    assert task_of(row).title == "Call again"
    cadences.remove_step(step=mail, by=world.maria)
    cadences.remove_step(step=again, by=world.maria)
    assert list(CadenceStep.objects.filter(is_removed=False)) == [call]
    tasks.complete(task=task_of(row), by=world.alice)
    look()
    assert ended(row) == ("finished", "")


def answers(world: World, lead: Lead) -> None:
    leads.touch(lead=lead, kind="email", body="Yes please", direction="in", by=world.alice)


def meets(world: World, lead: Lead) -> None:
    leads.touch(lead=lead, kind="meeting", body="We met", by=world.alice)


def discards(world: World, lead: Lead) -> None:
    leads.discard(lead=lead, reason="no_need", by=world.alice)


def is_given_away(world: World, lead: Lead) -> None:
    Lead.objects.filter(pk=lead.pk).update(owner=None)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(answers, "replied"), (meets, "meeting"), (discards, "discarded"), (is_given_away, "nobody")],
)
def test_what_ends_a_cadence_of_a_lead_calls_its_task_off_and_says_why(
    world: World, cadence: Cadence, lead: Lead, look: Look, happens: Any, reason: str
) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    task = task_of(row)
    happens(world, lead)
    look()
    look()
    task.refresh_from_db()
    assert ended(row) == ("stopped", reason)
    assert task.state == "cancelled" and "For lead" in task.closing_note


def test_our_own_calls_and_what_was_said_before_end_nothing(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    leads.touch(lead=lead, kind="email", body="Hello", direction="in", by=world.alice)
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    leads.touch(lead=lead, kind="call", body="Nobody there", by=world.alice)
    look()
    assert ended(row) == ("active", "")


def test_an_answer_of_the_customer_ends_that_of_an_opportunity(
    world: World, for_sales: Cadence, sale: Opportunity, look: Look
) -> None:
    row = enrolling.enrol(cadence=for_sales, record=sale, by=world.alice)
    assert task_of(row).customer == world.acme
    interactions.log(customer=world.acme, kind="call", direction="out", body="x", by=world.alice)
    interactions.log(customer=world.acme, kind="note", body="x", by=world.alice)
    look()
    assert ended(row) == ("active", "")
    interactions.log(customer=world.acme, kind="email", direction="in", body="x", by=world.alice)
    look()
    assert ended(row) == ("stopped", "replied")


def test_an_answer_of_another_contact_ends_nothing(
    world: World, for_sales: Cadence, sale: Opportunity, look: Look
) -> None:
    mine, other = (Contact.objects.create(customer=world.acme, name=name) for name in ("Wang", "Zhao"))
    Opportunity.objects.filter(pk=sale.pk).update(contact=mine)
    row = enrolling.enrol(cadence=for_sales, record=Opportunity.objects.get(), by=world.alice)
    interactions.log(customer=world.acme, contact=other, kind="email", direction="in", body="x", by=world.alice)
    look()
    assert ended(row) == ("active", "")
    interactions.log(customer=world.acme, contact=mine, kind="email", direction="in", body="x", by=world.alice)
    look()
    assert ended(row) == ("stopped", "replied")


def plans_a_visit(world: World, sale: Opportunity) -> None:
    visits.plan(
        customer=world.acme, purpose="Look", planned_start=timezone.now() + timedelta(days=1), by=world.alice
    )  # fmt: skip


def wins(world: World, sale: Opportunity) -> None:
    opportunities.close(opportunity=sale, outcome="won", by=world.alice)


def withdraws(world: World, sale: Opportunity) -> None:
    consents.withdraw(customer=world.acme, channel="email", purpose="marketing", source="letter", by=world.alice)


def is_trashed(world: World, sale: Opportunity) -> None:
    Opportunity.objects.filter(pk=sale.pk).update(deleted_at=timezone.now(), deleted_by=world.alice)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(plans_a_visit, "meeting"), (wins, "won"), (withdraws, "consent"), (is_trashed, "gone")],
)
def test_what_ends_a_cadence_of_an_opportunity(
    world: World, for_sales: Cadence, sale: Opportunity, look: Look, happens: Any, reason: str
) -> None:
    row = enrolling.enrol(cadence=for_sales, record=sale, by=world.alice)
    happens(world, sale)
    look()
    assert ended(row) == ("stopped", reason)


def test_a_cadence_may_go_on_when_a_visit_is_planned(
    world: World, for_sales: Cadence, sale: Opportunity, look: Look
) -> None:
    cadences.change(cadence=for_sales, changes={"stops_on_meeting": False}, by=world.maria)
    row = enrolling.enrol(cadence=for_sales, record=sale, by=world.alice)
    plans_a_visit(world, sale)
    look()
    assert ended(row) == ("active", "")


def test_with_another_owner_the_steps_are_his_or_it_ends(
    world: World, cadence: Cadence, lead: Lead, look: Look
) -> None:
    row = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    leads.assign(lead=lead, owner=world.bob, by=world.maria)
    look()
    assert fresh(row).owner == world.bob and task_of(row).assignee == world.bob
    cadences.change(cadence=cadence, changes={"new_owner": "stop"}, by=world.maria)
    leads.assign(lead=Lead.objects.get(), owner=world.alice, by=world.maria)
    look()
    assert ended(row) == ("stopped", "owner")


def test_who_cannot_go_in_is_refused_with_the_reason(world: World, cadence: Cadence, lead: Lead) -> None:
    enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    nobodys, closed = (leads.capture(name=name, by=world.alice) for name in ("Nobody", "Closed"))
    Lead.objects.filter(pk=nobodys.pk).update(owner=None)
    leads.discard(lead=closed, reason="no_need", by=world.alice)
    done = enrolling.enrol_many(cadence=cadence, ids=[lead.pk, nobodys.pk, closed.pk], by=world.ada)
    said = {pk: one.message for pk, one in done.refused.items()}
    assert "already" in said[lead.pk] and "nobody" in said[nobodys.pk] and "closed" in said[closed.pk]
    assert done.changed == []


def test_who_may_not_be_contacted_stays_out(world: World, for_sales: Cadence, sale: Opportunity) -> None:
    withdraws(world, sale)
    with pytest.raises(pausing.EnrolmentRefused, match="consent"):
        enrolling.enrol(cadence=for_sales, record=sale, by=world.alice)
    type(world.acme).objects.update(do_not_contact=True)
    with pytest.raises(pausing.EnrolmentRefused, match="not to be contacted"):
        enrolling.enrol(cadence=for_sales, record=sale, by=world.alice)


def test_rights_teams_and_use_are_asked(world: World, cadence: Cadence, lead: Lead) -> None:
    with pytest.raises(PermissionMissing):
        enrolling.enrol(cadence=cadence, record=lead, by=world.sam)
    with pytest.raises(PermissionMissing):
        cadences.write(name="x", by=world.alice)
    other = Team.objects.create(name="Elsewhere")
    cadences.change(cadence=cadence, changes={"teams": [other.pk]}, by=world.maria)
    cadence.refresh_from_db()
    with pytest.raises(pausing.EnrolmentRefused, match="teams"):
        enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    cadences.change(cadence=cadence, changes={"teams": [], "is_active": False}, by=world.maria)
    cadence.refresh_from_db()
    with pytest.raises(pausing.EnrolmentRefused, match="not in use"):
        enrolling.enrol(cadence=cadence, record=lead, by=world.alice)


def test_new_leads_that_fit_go_in_once(world: World, cadence: Cadence) -> None:
    cadences.change(cadence=cadence, changes={"takes_new": True, "conditions": "source=fair"}, by=world.maria)
    fair = leads.capture(name="Fair", source="fair", by=world.alice)
    call = leads.capture(name="Call", source="call", by=world.alice)
    for _again in range(2):
        enrolling.take_new(leads=[fair.pk, call.pk])
    assert [one.lead_id for one in Enrolment.objects.all()] == [fair.pk]
    enrolments.stop(enrolment=Enrolment.objects.get(), by=world.alice)
    enrolling.take_new(leads=[fair.pk])
    assert Enrolment.objects.count() == 1


def ticked(ids: list[UUID]) -> Selection:
    return Selection.of_ids("lead", ids)


def test_many_go_in_after_a_preview_and_can_be_taken_back(world: World, cadence: Cadence, lead: Lead) -> None:
    more = [leads.capture(name=f"Lead {number}", by=world.alice).pk for number in range(4)]
    enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    given = {"cadence": str(cadence.pk), "start": None}
    seen = bulk_rehearsing.rehearse(selection=ticked([lead.pk, *more]), verb="enrol", given=given, by=world.alice)
    assert (seen.changed, [one.number for one in seen.reasons]) == (4, [1])
    assert Enrolment.objects.count() == 1
    made = bulk_running.begin(selection=ticked([lead.pk, *more]), verb="enrol", given=given, by=world.alice)
    assert Enrolment.objects.count() == 5 and Task.objects.count() == 5
    next_steps.follow(Task.objects.all())
    assert Lead.objects.filter(next_step="").count() == 0
    undoing.undo(change_set=made, by=world.alice)
    assert Enrolment.objects.count() == 1 and Task.objects.count() == 1
    made.refresh_from_db()
    next_steps.follow_gone(ChangeSet.objects.exclude(pk=made.pk).get().pk)
    assert Lead.objects.filter(next_step="").count() == 4


def test_a_batch_takes_few_statements(world: World, cadence: Cadence, django_assert_max_num_queries: Any) -> None:
    ids = [leads.capture(name=f"Lead {number}", by=world.alice).pk for number in range(30)]
    with django_assert_max_num_queries(40):
        done = enrolling.enrol_many(cadence=cadence, ids=ids, by=world.alice)
    assert len(done.changed) == 30 and Task.objects.count() == 30
