"""The company that works with this installation: its name, habits and mail server."""

import time
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
        company = self.first()
        if company is None:  # read back: the defaults are texts until the database has made times of them
            company = self.get(pk=self.create().pk)
        self._kept = (time.monotonic(), company)
        return company

    def forget(self) -> None:
        """Read the row again at the next call."""
        self._kept = None


class MapDatum(models.TextChoices):
    """Which degrees a server of map tiles draws by. Maps of mainland China are shifted by law (GCJ-02)."""

    WGS84 = "wgs84", _("WGS 84 (all the world)")
    GCJ02 = "gcj02", _("GCJ-02 (maps of mainland China)")


class MapApp(models.TextChoices):
    """What shows the way on a phone."""

    GEO = "geo", _("what the phone is set to")
    AMAP = "amap", _("Amap")
    BAIDU = "baidu", _("Baidu Maps")
    APPLE = "apple", _("Apple Maps")
    GOOGLE = "google", _("Google Maps")


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
    map_tiles = models.CharField(max_length=300, blank=True, help_text="address with {z}, {x}, {y}; empty: no tiles")
    map_attribution = models.CharField(max_length=200, blank=True)
    map_datum = models.CharField(max_length=10, choices=MapDatum.choices, default=MapDatum.WGS84)
    map_app = models.CharField(max_length=10, choices=MapApp.choices, default=MapApp.GEO)
    office_address = models.CharField(max_length=200, blank=True)
    office_latitude = models.FloatField(null=True, blank=True, help_text="degrees, WGS 84")
    office_longitude = models.FloatField(null=True, blank=True)
    outbound_fenced = models.BooleanField(default=False, help_text="nothing leaves until a person releases it")
    demo_loaded = models.BooleanField(default=False)

    objects = CompanyManager()
    audit_secret = ("mail_password",)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fiscal_year_start_month", condition=Q(fiscal_year_start__range=(1, 12))),
            models.CheckConstraint(
                name="office_lies_on_earth",
                condition=Q(office_latitude__isnull=True, office_longitude__isnull=True)
                | Q(office_latitude__range=(-90, 90), office_longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
