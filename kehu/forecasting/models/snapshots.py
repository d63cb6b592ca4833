"""Snapshots: the forecast as it stood on a Monday, so that what was said can be held against what came."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kehu.foundation.access.visibility import Open, Owned, VisibleQuerySet
from kehu.foundation.database.records import Record


class Snapshot(Record):
    """`taken_on` is a day of the company's calendar; one a day at most, and the job takes one a week."""

    taken_on = models.DateField(unique=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("forecast")

    class Meta:
        ordering = ["-taken_on"]

    def __str__(self) -> str:
        return self.taken_on.isoformat()


class SnapshotLine(Record):
    """One person and month of a snapshot, in the company's currency. `won` to `weighted` are his own share of sales;
    `forecast` is what was expected of him with everybody below him, judgements counted. A trigger (migration 0001)
    refuses changes: what was said stays said.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="lines")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    won = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    commit = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    best_case = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    pipeline = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    weighted = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    quota = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    forecast = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("forecast", owner="user")
    audit_subject = "snapshot_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "user", "month"], name="snapshot_line_once"),
            models.CheckConstraint(name="snapshot_first_of_month", condition=Q(month__day=1)),
        ]
        indexes = [models.Index(fields=["month", "user"], name="snapshot_line_of")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
