"""The company that works with this installation: its name, habits and mail server."""

import time
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kehu.foundation.database.records import Record


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


class CompanyManager(models.Manager["Company"]):
    """The one row is asked for on nearly every page, so each process keeps it for a few seconds."""

    SECONDS: ClassVar[float] = 5.0
    _kept: "tuple[float, Company] | None" = None

    def current(self) -> "Company":
        if self._kept and time.monotonic() - self._kept[0] < self.SECONDS:
            return self._kept[1]
        company = self.first() or self.create()
        self._kept = (time.monotonic(), company)
        return company

    def forget(self) -> None:
        """Read the row again at the next call."""
        self._kept = None


class Company(Record):
    name = models.CharField(max_length=120, default="Kehu")
    logo = models.CharField(max_length=200, blank=True, help_text="path in the file storage")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(max_length=60, default="Asia/Shanghai")
    phone_region = models.CharField(max_length=2, default="CN")
    currency = models.CharField(max_length=3, default="CNY")
    fiscal_year_start = models.PositiveSmallIntegerField(default=1, help_text="month, 1 to 12")
    working_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=monday_to_friday, help_text="1 is Monday")
    working_from = models.TimeField(default="09:00")
    working_until = models.TimeField(default="18:00")
    trash_days = models.PositiveSmallIntegerField(default=90, help_text="then it is deleted for ever; 0 never")
    mail_host = models.CharField(max_length=200, blank=True)
    mail_port = models.PositiveIntegerField(default=587)
    mail_user = models.CharField(max_length=200, blank=True)
    mail_password = models.CharField(max_length=200, blank=True)
    mail_security = models.CharField(max_length=10, default="starttls")
    mail_from = models.CharField(max_length=254, blank=True)
    outbound_fenced = models.BooleanField(default=False, help_text="nothing leaves until a person releases it")
    demo_loaded = models.BooleanField(default=False)

    objects = CompanyManager()
    audit_secret = ("mail_password",)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fiscal_year_start_month", condition=models.Q(fiscal_year_start__range=(1, 12)))
        ]

    def __str__(self) -> str:
        return self.name
