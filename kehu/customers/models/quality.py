"""How good the data is: what is wrong with each customer, and the figures of each day."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record

FIELDS = {
    "phone": _("Phone"), "email": _("E-mail"), "owner": _("Owner"), "city": _("City"), "industry": _("Industry"),
    "consent": _("Consent"), "tier": _("Tier"), "lifecycle_stage": _("Lifecycle stage"), "source": _("Source"),
    "language": _("Language"), "contact": _("Contact person"), "address": _("Address"),
}  # fmt: skip
DEFAULT_FIELDS = ["phone", "email", "city", "industry", "consent"]
STALE_DAYS = {"key": 30, "a": 60, "b": 120, "c": 240, "": 365}


def default_fields() -> list[str]:
    return list(DEFAULT_FIELDS)


def default_days() -> dict[str, int]:
    return dict(STALE_DAYS)


class QualityPolicy(Record):
    """One row: which fields have to be filled, and after how many days a customer of a tier counts as forgotten."""

    fields = ArrayField(models.CharField(max_length=40), default=default_fields)
    stale_days = models.JSONField(default=default_days, help_text="days by tier; the empty tier is for the others")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")
    audit_label = _("data-quality policy")

    def __str__(self) -> str:
        return str(self.audit_label)


class CustomerQuality(models.Model):
    """Derived, one row per customer outside the trash: what is wrong with his record. `score` is the share of the
    checks he passes, in percent.
    """

    customer = models.OneToOneField(
        "customers.Customer", primary_key=True, on_delete=models.CASCADE, related_name="quality"
    )
    missing = ArrayField(models.CharField(max_length=40), default=list)
    unreachable = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)
    orphaned = models.BooleanField(default=False)
    duplicate = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(default=100)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")

    class Meta:
        indexes = [
            GinIndex(fields=["missing"], condition=~Q(missing=[]), name="quality_missing"),
            models.Index(fields=["customer"], condition=Q(unreachable=True), name="quality_unreachable"),
            models.Index(fields=["customer"], condition=Q(stale=True), name="quality_stale"),
            models.Index(fields=["customer"], condition=Q(orphaned=True), name="quality_orphaned"),
            models.Index(fields=["customer"], condition=Q(duplicate=True), name="quality_duplicate"),
        ]


class QualityFigures(models.Model):
    """The figures of one day: of the company, of a department with those below it, or of an owner (empty: nobody's).

    `issues` maps an issue (`phone` … of the policy's fields, `unreachable`, `stale`, `orphaned`, `duplicate`) to how
    many customers have it.
    """

    class Level(models.TextChoices):
        COMPANY = "company", _("company")
        DEPARTMENT = "department", _("department")
        OWNER = "owner", _("owner")

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    level = models.CharField(max_length=10, choices=Level.choices)
    department = models.ForeignKey("access.Department", null=True, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    customers = models.PositiveIntegerField()
    score = models.FloatField()
    issues = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "level", "department", "owner"], name="quality_figures_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["level", "department", "owner", "day"], name="quality_over_time")]

    def count_of(self, issue: str) -> Any:
        return self.issues.get(issue, 0)
