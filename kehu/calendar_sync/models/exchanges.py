"""What went to and fro, for its user to read. No content: titles are read from the records when they are shown."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.calendar_sync.models.connections import CalendarConnection
from kehu.calendar_sync.models.ownership import Mine
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record


class CalendarExchange(Record):
    """`fields` names what was changed, `detail` is a code or number that goes with the act."""

    class Act(models.TextChoices):
        WRITTEN = "written", _("Written to the calendar")
        CHANGED_THERE = "changed_there", _("Changed in the calendar")
        REMOVED_THERE = "removed_there", _("Removed from the calendar")
        PLANNED = "planned", _("Planned as a visit, because the entry is about a customer of yours")
        CHANGED_HERE = "changed_here", _("Changed in Kehu, as it was in the calendar")
        CANCELLED_HERE = "cancelled_here", _("Cancelled in Kehu, because it was deleted in the calendar")
        RESTORED = "restored", _("Written to the calendar again: it was deleted there, but changed in Kehu")
        CONFLICT_HERE = (
            "conflict_here",
            _("Changed on both sides. Kehu was later; what the calendar said is in the history"),
        )
        CONFLICT_THERE = (
            "conflict_there",
            _("Changed on both sides. The calendar was later; what Kehu said is in the history"),
        )
        NOT_TAKEN = "not_taken", _("The calendar did not accept this. It is tried again when it is changed")
        NOT_APPLIED = "not_applied", _("Changed in the calendar, but it could not be changed in Kehu")
        UNREADABLE = "unreadable", _("An entry of the calendar cannot be read and is left alone")

    connection = models.ForeignKey(
        CalendarConnection, on_delete=models.CASCADE, related_name="exchanges", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=20, choices=Act.choices)
    kind = models.CharField(max_length=10, blank=True)
    record_id = models.UUIDField(null=True, blank=True)
    fields = models.JSONField(default=list)
    detail = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Mine("connection__user")

    class Meta:
        indexes = [models.Index(fields=["connection", "-at", "-id"], name="calendar_exchange_recent")]

    @property
    def is_problem(self) -> bool:
        return self.act in {self.Act.NOT_TAKEN, self.Act.NOT_APPLIED, self.Act.UNREADABLE}
