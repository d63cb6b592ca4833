"""Many tasks at once, for imports: no notice goes to anybody, and what is there already is left alone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.interactions.actions import activity
from kehu.interactions.models import Task
from kehu.interactions.permissions import TaskVerb


def create_many(*, tasks: Sequence[Task], by: User, change_set: UUID | None = None) -> list[UUID | None]:
    """Write a batch of unsaved tasks in one transaction; None for one that is there already (same title, customer, due
    time and assignee). The caller has found the customers through `visible_to(by)`.
    """
    by.require(TaskVerb.CREATE)
    with writing(by=by, change_set=change_set):
        same = Task.objects.filter(title__in={one.title for one in tasks})
        known: set[tuple[Any, ...]] = set(same.values_list("title", "customer_id", "due_at", "assignee_id"))
        fresh: list[Task] = []
        ids: list[UUID | None] = []
        for task in tasks:
            key = (task.title, task.customer_id, task.due_at, task.assignee_id)
            ids.append(None if key in known else task.pk)
            if key not in known:
                known.add(key)
                fresh.append(task)
                if not task.is_open and task.closed_at is None:
                    task.closed_at, task.closed_by = timezone.now(), by
        Task.objects.bulk_create(fresh, batch_size=500)
        activity.refresh_work(customer_ids={one.customer_id for one in fresh if one.customer_id})
    return ids
