"""A task about an opportunity is its next step: what is planned there is said on the opportunity as well."""

from django.utils import timezone

from kehu.foundation.audit.writing import writing
from kehu.interactions.models import Task
from kehu.sales.models import Opportunity

KEY = "opportunity"


def follow(task: Task) -> None:
    """The next step of the opportunity that the task is about: this task while it is open and nothing is planned, then
    the open one that is due next. What somebody wrote by hand stays. May run twice.
    """
    if task.related_key != KEY or task.related_id is None:
        return
    with writing(by=None):
        row = Opportunity.objects.select_for_update().filter(pk=task.related_id, deleted_at=None).first()
        if row is None or not row.is_open:
            return
        ours = row.next_step == task.title[:300]
        if row.next_step and not ours:
            return
        following = _following(row)
        step = following.title[:300] if following else ""
        day = timezone.localdate(following.due_at) if following and following.due_at else None
        if (row.next_step, row.next_step_on) != (step, day):
            row.next_step, row.next_step_on = step, day
            row.save(update_fields=["next_step", "next_step_on"])


def _following(row: Opportunity) -> Task | None:
    rows = Task.objects.filter(related_key=KEY, related_id=row.pk, state=Task.State.OPEN)
    return rows.order_by("due_at", "pk").first()
