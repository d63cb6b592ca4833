"""The account plan: what we want with a key account in a year, whom we need for it, and how it goes."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.sales.models import CommitteeMember
from kehu.sales.models.committees import MOST

PEOPLE = settings.AUTH_USER_MODEL
REVIEWED_EVERY_MONTHS = 3


class AccountPlan(Record):
    """For one customer and year; it speaks of his whole group. `next_review_on` is when it is looked at again; the
    owner of the plan was reminded of `reminded_for`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("account plan", "being written")
        AGREED = "agreed", pgettext_lazy("account plan", "agreed")
        CLOSED = "closed", pgettext_lazy("account plan", "closed")

    name = models.CharField(_("name"), max_length=240, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="account_plans")
    year = models.PositiveSmallIntegerField(_("year"))
    owner = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="account_plans")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    summary = models.TextField(_("where we stand and what we want"), blank=True)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_derived = ("reminded_for",)
    audit_subject = "customer_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "year"], name="account_plan_once_a_year"),
            models.CheckConstraint(name="account_plan_year", condition=Q(year__gte=2000, year__lte=2200)),
        ]
        indexes = [
            models.Index(fields=["-year", "-id"], name="account_plan_recent"),
            models.Index(F("next_review_on").asc(nulls_last=True), "id", name="account_plan_review"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanGoal(Record):
    """What is to be reached: `target` of a measure of the year. The `actual` of a goal in words is entered by hand,
    that of any other is added up whenever somebody looks.
    """

    class Measure(models.TextChoices):
        RECEIPTS = "receipts", _("Receipts of the year")
        SIGNED = "signed", _("Contracts signed in the year")
        WON = "won", _("Opportunities won in the year")
        PIPELINE = "pipeline", _("Weighted open pipeline")
        VISITS = "visits", _("Visits held in the year")
        OTHER = "other", _("Entered by hand")

    MONEY = (Measure.RECEIPTS, Measure.SIGNED, Measure.WON, Measure.PIPELINE)

    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="goals")
    title = models.CharField(_("goal"), max_length=200)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices, default=Measure.OTHER)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=2, default=Decimal(0))
    actual = models.DecimalField(_("actual"), max_digits=18, decimal_places=2, default=Decimal(0))
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("plan")
    audit_subject = "plan_id"

    class Meta:
        ordering = ["position", "created_at", "id"]
        constraints = [
            models.CheckConstraint(name="plan_goal_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="plan_goal_not_negative", condition=Q(target__gte=0, actual__gte=0)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_money(self) -> bool:
        return self.measure in self.MONEY


class Stakeholder(Record):
    """A contact of the group who counts: what he does in a decision, how he stands to us, how much his word counts
    (0 is not known, to 5), who of us covers him, and to which other stakeholder he reports.
    """

    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="stakeholders")
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="stakes")
    role = models.CharField(
        _("role"), max_length=12, choices=CommitteeMember.Role.choices, default=CommitteeMember.Role.INFLUENCES
    )
    stance = models.CharField(
        _("attitude"), max_length=10, choices=CommitteeMember.Stance.choices, default=CommitteeMember.Stance.UNKNOWN
    )
    influence = models.PositiveSmallIntegerField(_("influence"), default=0, validators=[MaxValueValidator(MOST)])
    covered_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("plan")
    audit_subject = "plan_id"

    class Meta:
        ordering = ["-influence", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "contact"], name="stakeholder_once"),
            models.CheckConstraint(name="stakeholder_of_five", condition=Q(influence__lte=MOST)),
            models.CheckConstraint(
                name="stakeholder_reports_to_another", condition=Q(reports_to__isnull=True) | ~Q(reports_to=F("id"))
            ),
        ]


class PlanReview(Record):
    """The plan as it was on a day: `goals` and `numbers` as they stood (texts), what was said and agreed. Never changed
    afterwards.
    """

    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="reviews")
    day = models.DateField(_("held on"), default=timezone.localdate)
    notes = models.TextField(_("what was said and agreed"), blank=True)
    goals: Any = models.JSONField(default=list)
    numbers: Any = models.JSONField(default=dict)
    by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("plan")
    audit_subject = "plan_id"

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["plan", "-day", "-id"], name="plan_review_of")]
