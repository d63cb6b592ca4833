"""Visit plans: whom somebody goes to see on a day or in a week, in which order."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class VisitPlan(Record):
    """`title` says what the visits are for. The way of a day begins at `start`; for HERE at `start_latitude`,
    `start_longitude` (WGS 84), where the visitor was when he had it ordered. `stop_count` and `held_count` follow the
    stops. `origin` is the bulk change that made it.
    """

    class Start(models.TextChoices):
        OFFICE = "office", _("at the office")
        HERE = "here", _("where the visitor was")
        FIRST = "first", _("at the first stop")

    title = models.CharField(_("purpose"), max_length=200)
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="visit_plans",
        verbose_name=_("visitor"),
    )  # fmt: skip
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    start = models.CharField(max_length=10, choices=Start.choices, default=Start.OFFICE)
    start_latitude = models.FloatField(null=True, blank=True)
    start_longitude = models.FloatField(null=True, blank=True)
    stop_count = models.PositiveSmallIntegerField(_("number of stops"), default=0, editable=False)
    held_count = models.PositiveSmallIntegerField(_("held visits"), default=0, editable=False)
    origin = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("visit", owner="visitor")
    audit_derived = ("stop_count", "held_count")

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_plan_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="visit_plan_ends_after_start", condition=Q(last_day__gte=F("first_day"))),
        ]
        indexes = [
            models.Index(fields=["visitor", "-first_day", "-id"], name="visit_plan_of_visitor"),
            models.Index(fields=["-first_day", "-id"], name="visit_plan_latest"),
        ]

    def __str__(self) -> str:
        return self.title


class VisitStop(Record):
    """One customer of a plan, `position` counts within the day. `fixed_at` is an appointment: it keeps its time
    whatever the order. `visit` stands in the calendar for it.
    """

    plan = models.ForeignKey(VisitPlan, on_delete=models.CASCADE, related_name="stops")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="visit_stops")
    day = models.DateField(_("day"))
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    fixed_at = models.TimeField(_("agreed time"), null=True, blank=True)
    visit = models.OneToOneField(
        "interactions.Visit", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="stop"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("plan")
    audit_subject = "plan_id"
    audit_label = _("stop")
    audit_title = ("customer", "day")

    class Meta:
        ordering = ["day", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "customer", "day"], name="visit_stop_once_a_day"),
            models.CheckConstraint(name="visit_stop_lasts", condition=Q(minutes__range=(5, 720))),
        ]
