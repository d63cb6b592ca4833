"""When a user is busy for reasons that are none of Kehu's business."""

from django.db import models
from django.db.models import F, Q

from kehu.calendar_sync.models.links import CalendarLink
from kehu.calendar_sync.models.ownership import Mine
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record


class BusyTime(Record):
    """One occurrence of an entry that is no visit. `title` is filled only where its owner wished it, and shown to him
    alone. A whole day begins and ends at midnight on his clock.
    """

    link = models.ForeignKey(CalendarLink, on_delete=models.CASCADE, related_name="busy_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    title = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Mine("link__connection__user")
    audit_secret = ("title",)

    class Meta:
        constraints = [
            models.CheckConstraint(name="busy_time_ends_after_start", condition=Q(ends_at__gte=F("starts_at")))
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="busy_time_span")]
