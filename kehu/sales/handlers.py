"""What sales does when something happened elsewhere."""

from typing import Any

from django.utils import timezone

from kehu.customers.events import CustomersAssigned
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import handles
from kehu.foundation.search.index import reindex
from kehu.interactions.events import TaskCancelled, TaskCompleted, TaskCreated, TaskReopened, TaskRescheduled
from kehu.interactions.models import Task
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
    """What is planned about an opportunity is its next step."""
    task = Task.objects.filter(pk=event.task_id).first()
    if task is not None:
        next_steps.follow(task)


handles(TaskCreated)(follow_task)
handles(TaskRescheduled)(follow_task)
handles(TaskReopened)(follow_task)
handles(TaskCompleted)(follow_task)
handles(TaskCancelled)(follow_task)
