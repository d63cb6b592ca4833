"""Reminding people of their tasks."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from kehu.foundation.audit.writing import writing
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.interactions.models import Task

BATCH = 500


def remind_due(*, at: datetime | None = None) -> int:
    """Give each open task whose reminder has come one notice, however often this runs. Returns how many."""
    now = at or timezone.now()
    told = 0
    while True:
        with writing(by=None):
            rows = Task.objects.filter(state=Task.State.OPEN, remind_at__lte=now, reminded_at__isnull=True)
            batch = list(rows.select_related("assignee").select_for_update(of=("self",), skip_locked=True)[:BATCH])
            for task in batch:
                told += notices.tell(
                    users=[task.assignee],
                    kind=Notice.Kind.REMINDER,
                    message=gettext_noop("Reminder: %(title)s"),
                    params={"title": task.title},
                    url=registry.address("task", task.pk),
                    key=f"task-{task.pk}-{task.remind_at:%Y%m%d%H%M}",
                )
            Task.objects.filter(pk__in=[task.pk for task in batch]).update(reminded_at=now)
        if len(batch) < BATCH:
            return told
