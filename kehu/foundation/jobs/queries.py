"""What runs in the background, and what has failed for good."""

from typing import Any

from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from kehu.foundation.access.models import User
from kehu.foundation.jobs.models import Run
from kehu.foundation.jobs.permissions import JobVerb

PAGE = 50


def runs_visible_to(user: User) -> QuerySet[Run]:
    """One's own long work; all of it for those who manage jobs. Newest first."""
    runs = Run.objects.select_related("started_by").order_by("-started_at", "-pk")
    return runs if user.may(JobVerb.MANAGE) else runs.filter(started_by=user)


def dead_letters(before: int | None = None) -> list[Any]:
    """Jobs whose last attempt failed, newest first, fifty from below `before`."""
    failed = ProcrastinateJob.objects.filter(status="failed").order_by("-id")
    return list((failed.filter(id__lt=before) if before else failed)[:PAGE])


def waiting_count(most: int = 10_000) -> int:
    """How many jobs wait or run, counted up to `most`."""
    return int(ProcrastinateJob.objects.filter(status__in=["todo", "doing"])[:most].count())
