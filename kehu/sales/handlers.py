"""What sales does when something happened elsewhere."""

from typing import Any

from django.utils import timezone

from kehu.customers.events import CustomersAssigned
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.events import ChangeSetUndone
from kehu.foundation.events.bus import handles
from kehu.foundation.search.index import reindex
from kehu.interactions.events import (
    TaskCancelled,
    TaskCompleted,
    TaskCreated,
    TaskReopened,
    TaskRescheduled,
    TasksCancelled,
    TasksCompleted,
    TasksCreated,
    VisitCancelled,
    VisitHeld,
    VisitPlanned,
    VisitRescheduled,
)
from kehu.interactions.models import Task, Visit
from kehu.sales.actions import next_steps
from kehu.sales.queries.pools import KINDS
from kehu.sales.storing import holdings


@handles(CustomersAssigned)
def follow_customers(event: CustomersAssigned) -> None:
    """Customers changed hands, perhaps by other ways than pools: who held them when stays told to the end."""
    with writing(by=None):
        holdings.follow(kind=KINDS["customer"], ids=event.customer_ids, at=timezone.now())
        reindex(KINDS["customer"].pooled_key, event.customer_ids)


def follow_task(event: Any) -> None:
    """What is planned about a lead or an opportunity is its next step."""
    next_steps.follow(Task.objects.filter(pk=event.task_id))


def follow_tasks(event: Any) -> None:
    next_steps.follow(Task.objects.filter(pk__in=[*event.task_ids, *getattr(event, "next_ids", [])]))


def follow_visit(event: Any) -> None:
    """A visit that is planned counts as what is done next."""
    visit = Visit.objects.filter(pk=event.visit_id).first()
    if visit is not None:
        next_steps.follow_visit(visit)


@handles(ChangeSetUndone)
def follow_undone(event: ChangeSetUndone) -> None:
    """Tasks that were taken back are no next steps any more."""
    next_steps.follow_gone(event.reversal_id)


for _event in (TaskCreated, TaskRescheduled, TaskReopened, TaskCompleted, TaskCancelled):
    handles(_event)(follow_task)
for _batch in (TasksCompleted, TasksCreated, TasksCancelled):
    handles(_batch)(follow_tasks)
for _visited in (VisitPlanned, VisitRescheduled, VisitHeld, VisitCancelled):
    handles(_visited)(follow_visit)
