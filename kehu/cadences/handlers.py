"""What cadences do when something happened elsewhere: look again at the enrolments that it may end or bring on.

What became of them is read from facts (`actions/settling.py`), so these may run twice, late, or not at all: the sweep
finds what they miss.
"""

from typing import Any

from django.db.models import Q

from kehu.cadences.actions import enrolling, settling
from kehu.cadences.queries import stopping
from kehu.coverage.events import HandedOver
from kehu.customers.events import ConsentWithdrawn, CustomerChanged, CustomersChanged
from kehu.foundation.changes.events import RecordsTrashed
from kehu.foundation.events.bus import handles
from kehu.interactions.events import (
    InteractionLogged,
    InteractionsLogged,
    TaskCancelled,
    TaskCompleted,
    TaskReopened,
    TaskRescheduled,
    TasksCompleted,
    VisitPlanned,
)
from kehu.sales.events import (
    LeadAssigned,
    LeadCaptured,
    LeadConverted,
    LeadMoved,
    LeadsImported,
    LeadsMerged,
    LeadTouched,
    OpportunityAssigned,
    OpportunityLost,
    OpportunityWon,
)


def of_customer(event: Any) -> None:
    settling.settle(Q(opportunity__customer=event.customer_id))


def of_customers(event: Any) -> None:
    settling.settle(Q(opportunity__customer__in=event.customer_ids))


def of_changed_customers(event: Any) -> None:
    if "do_not_contact" in event.fields:
        ids = getattr(event, "customer_ids", None) or [event.customer_id]
        settling.settle(Q(opportunity__customer__in=ids))


def of_lead(event: Any) -> None:
    settling.settle(Q(lead=event.lead_id))


def of_opportunity(event: Any) -> None:
    settling.settle(Q(opportunity=event.opportunity_id))


def of_task(event: Any) -> None:
    settling.settle(Q(taken__task=event.task_id))


for _event in (InteractionLogged, VisitPlanned, ConsentWithdrawn):
    handles(_event)(of_customer)
handles(InteractionsLogged)(of_customers)
for _changed in (CustomerChanged, CustomersChanged):
    handles(_changed)(of_changed_customers)
for _of_lead in (LeadTouched, LeadMoved, LeadConverted, LeadAssigned):
    handles(_of_lead)(of_lead)
for _of_sale in (OpportunityWon, OpportunityLost, OpportunityAssigned):
    handles(_of_sale)(of_opportunity)
for _of_task in (TaskCompleted, TaskCancelled, TaskRescheduled):
    handles(_of_task)(of_task)


@handles(TasksCompleted)
def of_tasks(event: TasksCompleted) -> None:
    settling.settle(Q(taken__task__in=event.task_ids))


@handles(TaskReopened)
def of_reopened(event: TaskReopened) -> None:
    settling.reopened([event.task_id])


@handles(LeadsMerged)
def of_merged(event: LeadsMerged) -> None:
    settling.settle(Q(lead__in=[event.survivor_id, event.loser_id]))


@handles(RecordsTrashed)
def of_trashed(event: RecordsTrashed) -> None:
    if event.object_key in ("lead", "opportunity"):
        settling.settle(Q(**{f"{event.object_key}__in": event.record_ids}))


@handles(HandedOver)
def of_handed_over(event: HandedOver) -> None:
    """What was handed over goes on with its heir, whatever its cadence says of other changes of owner."""
    settling.settle(stopping.mismatched(), new_owner_too=False)


@handles(LeadCaptured)
def of_new_lead(event: LeadCaptured) -> None:
    enrolling.take_new(leads=[event.lead_id])


@handles(LeadsImported)
def of_new_leads(event: LeadsImported) -> None:
    enrolling.take_new(leads=event.lead_ids)


@handles(LeadAssigned)
def of_given_lead(event: LeadAssigned) -> None:
    """A lead that came without an owner has one now."""
    if event.former_id is None:
        enrolling.take_new(leads=[event.lead_id])
