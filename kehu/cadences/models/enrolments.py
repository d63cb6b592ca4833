"""An enrolment: one lead or opportunity on its way through a cadence."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record

if TYPE_CHECKING:
    from kehu.sales.models import Lead, Opportunity

LIVE = ("active", "paused")


class Enrolment(Record):
    """Either `lead` or `opportunity` is set; `name` is what it was called then. `step` is the one that is waited for,
    or at which it ended; `due_at` is when its task is due. While paused it waits until `paused_until`, or for somebody.
    """

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("cadences", "under way")
        PAUSED = "paused", pgettext_lazy("cadences", "paused")
        FINISHED = "finished", pgettext_lazy("cadences", "gone through")
        STOPPED = "stopped", pgettext_lazy("cadences", "stopped")

    class Reason(models.TextChoices):
        REPLIED = "replied", pgettext_lazy("cadences", "answered")
        MEETING = "meeting", pgettext_lazy("cadences", "a visit is planned")
        CONVERTED = "converted", pgettext_lazy("cadences", "became a customer")
        WON = "won", pgettext_lazy("cadences", "won")
        LOST = "lost", pgettext_lazy("cadences", "lost")
        DISCARDED = "discarded", pgettext_lazy("cadences", "discarded")
        CONSENT = "consent", pgettext_lazy("cadences", "may not be contacted any more")
        OWNER = "owner", pgettext_lazy("cadences", "has another owner")
        NOBODY = "nobody", pgettext_lazy("cadences", "belongs to nobody")
        GONE = "gone", pgettext_lazy("cadences", "is in the trash")
        BY_HAND = "by_hand", pgettext_lazy("cadences", "stopped by hand")

    cadence = models.ForeignKey("cadences.Cadence", on_delete=models.PROTECT, related_name="enrolments")
    lead = models.ForeignKey(
        "sales.Lead", null=True, blank=True, on_delete=models.CASCADE, related_name="enrolments", db_index=False
    )
    opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.CASCADE, related_name="enrolments", db_index=False
    )
    name = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE, editable=False)
    stop_reason = models.CharField(max_length=10, choices=Reason.choices, blank=True, editable=False)
    step = models.ForeignKey(
        "cadences.CadenceStep", null=True, blank=True, on_delete=models.PROTECT, related_name="waiting"
    )
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_until = models.DateField(null=True, blank=True)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("cadence_enrolment")
    audit_derived = ("due_at",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enrolment_is_of_one_record", condition=Q(lead__isnull=True) ^ Q(opportunity__isnull=True)
            ),
            models.CheckConstraint(
                name="enrolment_stopped_for_a_reason",
                condition=Q(state="stopped") & ~Q(stop_reason="") | ~Q(state="stopped") & Q(stop_reason=""),
            ),
            models.CheckConstraint(
                name="enrolment_ends_when_it_is_over",
                condition=Q(state__in=LIVE, ended_at__isnull=True) | ~Q(state__in=LIVE) & Q(ended_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["lead"], condition=Q(state__in=LIVE), name="enrolment_of_lead_once"),
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(state__in=LIVE), name="enrolment_of_opportunity_once"
            ),
        ]
        indexes = [
            models.Index(F("due_at").asc(nulls_last=True), "id", name="enrolment_due"),
            models.Index(fields=["-started_at", "-id"], name="enrolment_started"),
            models.Index(fields=["owner", "state", "due_at"], name="enrolment_of_owner"),
            models.Index(fields=["lead"], condition=Q(lead__isnull=False), name="enrolment_of_lead"),
            models.Index(
                fields=["opportunity"], condition=Q(opportunity__isnull=False), name="enrolment_of_opportunity"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def record(self) -> "Lead | Opportunity":
        found = self.lead or self.opportunity
        assert found is not None  # by constraint
        return found

    @property
    def object_key(self) -> str:
        return "lead" if self.lead_id else "opportunity"


class StepTaken(Record):
    """A step that an enrolment has come to. Once for each step, so that no step makes two tasks however often it is
    tried. `at` is when it was closed.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("cadence steps", "to be done")
        DONE = "done", pgettext_lazy("cadence steps", "done")
        SKIPPED = "skipped", pgettext_lazy("cadence steps", "skipped")
        LEFT_OUT = "left_out", pgettext_lazy("cadence steps", "left out, as its condition did not hold")
        STOPPED = "stopped", pgettext_lazy("cadence steps", "stopped")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="taken", db_index=False)
    step = models.ForeignKey("cadences.CadenceStep", on_delete=models.PROTECT, related_name="taken")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    task = models.OneToOneField(
        "interactions.Task", null=True, blank=True, on_delete=models.SET_NULL, related_name="cadence_step"
    )
    at = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("enrolment")
    audit_subject = "enrolment_id"

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="step_taken_once")]

    def __str__(self) -> str:
        return str(self.step)
