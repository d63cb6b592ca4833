"""Days that differ from the working week: holidays, and make-up working days (调休)."""

from django.db import models

from kehu.foundation.database.records import Record


class CalendarDay(Record):
    day = models.DateField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    is_working = models.BooleanField(default=False)

    class Meta:
        ordering = ["day"]
