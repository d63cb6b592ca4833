"""Appraisal: templates in dated versions, readings entered by hand, closed sheets, their disputes and corrections."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Open, Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class AppraisalTemplate(Record):
    """By what people of a role are appraised; the template without a role is for whoever has none of his own."""

    class Period(models.TextChoices):
        MONTH = "month", _("each month")
        QUARTER = "quarter", _("each quarter")

    name = models.CharField(_("name"), max_length=120, unique=True)
    role = models.ForeignKey("access.Role", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(_("period"), max_length=10, choices=Period.choices, default=Period.MONTH)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("appraisal_template")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["role"], name="appraisal_template_of_role", nulls_distinct=False),
            models.CheckConstraint(name="appraisal_template_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(Record):
    """What counts, from the day `since` on; never changed, another version follows.

    `kpis` are [{"metric": key, "weight": percent, "curve": "linear", "floor", "cap", "low", "high"} or {…, "curve":
    "steps", "falling": bool, "steps": [[value, points], …]}, …]; weights make 100 together. `grades` are [{"from":
    points, "name": …}, …].
    """

    template = models.ForeignKey(AppraisalTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    since = models.DateField(_("in force from"))
    kpis = models.JSONField(default=list)
    grades = models.JSONField(default=list, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("template")
    audit_subject = "template_id"

    class Meta:
        ordering = ["template", "-since", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "since"], name="template_version_once_a_day"),
            models.UniqueConstraint(fields=["template", "number"], name="template_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.number}"


class HandReading(Record):
    """A measure that somebody entered for a person and a period, and why. Without a value the measure does not apply
    to him in this period, and its weight is spread over the others.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    metric = models.CharField(max_length=60)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    why = models.CharField(_("why"), max_length=500)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("appraisal", owner="user")
    audit_subject = "user_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "starts_on", "metric"], name="hand_reading_once"),
            models.CheckConstraint(name="hand_reading_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="hand_reading_by_another", condition=~Q(entered_by=models.F("user"))
            ),
        ]  # fmt: skip


class AppraisalSheet(Record):
    """The sheet of a person and a period as it was closed. `inputs` are its rows with all numbers they came from, and
    `seal` their SHA-256. Corrections follow in rows of their own; `current_score` is what holds after them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField(default=list)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    grade = models.CharField(max_length=40, blank=True)
    current_score = models.DecimalField(max_digits=6, decimal_places=2)
    current_grade = models.CharField(max_length=40, blank=True)
    seal = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("appraisal", owner="user")

    class Meta:
        ordering = ["-starts_on", "user", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "starts_on"], name="appraisal_sheet_once"),
            models.CheckConstraint(
                name="appraisal_sheet_ends_after_start", condition=Q(ends_on__gte=models.F("starts_on"))
            ),
        ]
        indexes = [models.Index(fields=["-starts_on", "user", "id"], name="appraisal_sheet_period")]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on:%Y-%m}"


class Dispute(Record):
    """The person does not agree with a closed sheet: about one measure, or the whole (`metric` is empty)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "open")
        UPHELD = "upheld", pgettext_lazy("dispute", "corrected")
        REJECTED = "rejected", pgettext_lazy("dispute", "rejected")

    sheet = models.ForeignKey(AppraisalSheet, on_delete=models.CASCADE, related_name="disputes")
    metric = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("sheet")
    audit_subject = "sheet_id"

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "metric"], condition=Q(state="open"), name="dispute_open_once"
            ),
            models.CheckConstraint(
                name="dispute_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("opened_by")),
            ),
        ]  # fmt: skip


class DisputeMessage(Record):
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("dispute")
    audit_subject = "dispute_id"

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="dispute_message_says_something", condition=~Q(body=""))]


class SheetCorrection(Record):
    """A closed sheet was corrected in one measure: the value, its score and the sum, before and after. `seal` covers
    this correction and the seal before it.
    """

    sheet = models.ForeignKey(AppraisalSheet, on_delete=models.CASCADE, related_name="corrections")
    dispute = models.ForeignKey(Dispute, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    metric = models.CharField(max_length=60)
    value_before = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    value_after = models.DecimalField(max_digits=18, decimal_places=4)
    score_before = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    score_after = models.DecimalField(max_digits=6, decimal_places=2)
    sum_before = models.DecimalField(max_digits=6, decimal_places=2)
    sum_after = models.DecimalField(max_digits=6, decimal_places=2)
    why = models.TextField()
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("sheet")
    audit_subject = "sheet_id"

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_correction_number"),
            models.CheckConstraint(name="sheet_correction_says_why", condition=~Q(why="")),
        ]
