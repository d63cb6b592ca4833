"""Visits: planned, then held or cancelled."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.interactions.models.ownership import Work


class Visit(Record):
    """A visit that was held has written the `interaction` that stands in the timeline."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled visit")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False, related_name="visits")
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="visits",
        verbose_name=_("visitor"),
    )  # fmt: skip
    purpose = models.CharField(_("purpose"), max_length=300)
    planned_start = models.DateTimeField(_("start"))
    planned_end = models.DateTimeField(_("end"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    off_metres = models.PositiveIntegerField(
        _("metres from the address"), null=True, blank=True, editable=False,
        help_text="how far from the customer's address the visitor was; empty if either place is not known",
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, db_index=False,
        related_name="+",
    )  # fmt: skip
    minutes = models.TextField(_("minutes"), blank=True, help_text="what was said and agreed")
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    interaction = models.OneToOneField(
        "interactions.Interaction", null=True, blank=True, editable=False, on_delete=models.SET_NULL,
        related_name="visit",
    )  # fmt: skip
    custom = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Work("visit", owner="visitor", also=("attendees__user",))
    audit_subject = "customer_id"

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_has_a_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(name="visit_ends_after_start", condition=Q(planned_end__gte=F("planned_start"))),
            models.CheckConstraint(
                name="visit_closed_by_someone_or_planned",
                condition=Q(state="planned", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="planned") & Q(closed_at__isnull=False, closed_by__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["visitor", "planned_start", "id"], name="visit_of_visitor"),
            models.Index(fields=["customer", "state", "planned_start", "id"], name="visit_of_customer"),
            # Who is referred to by fields of the company's own; rows without any are left out.
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="visit_custom"),
            models.Index(fields=["planned_start", "id"], condition=Q(state="planned"), name="visit_planned"),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED


class VisitAttendee(Record):
    """Someone who comes along: a colleague or a contact of the customer."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.ForeignKey("customers.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("visit")
    audit_subject = "visit_id"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_attendee_is_one", condition=Q(user__isnull=True) ^ Q(contact__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["visit", "user", "contact"], name="visit_attendee_once", nulls_distinct=False
            ),
        ]
