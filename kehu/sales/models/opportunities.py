"""The opportunity: a sale that may come, and how it went from stage to stage."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable
from kehu.sales.models.pipelines import Category


def in_selling_team(user: UUID) -> Q:
    return Q(pk__in=SellingTeamMember.objects.filter(user=user).values("opportunity_id"))


class Opportunity(Record, Trashable):
    """`amount` is in `currency`; `amount_home` the same in the company's currency at the rate of the day it was set, so
    that sums can be made; `weighted_home` is that times the probability. `probability` in percent follows the stage
    unless `probability_is_own`, and `category` likewise. With `amount_from_lines` the amount is what its products come
    to. `stage_since` is when the stage was entered, `slips` how often the expected day was put off. `external_id` is
    what `external_system`, from which it was imported, calls it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    Category = Category

    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="opportunities")
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )
    pipeline = models.ForeignKey("sales.Pipeline", on_delete=models.PROTECT, related_name="opportunities")
    stage = models.ForeignKey("sales.Stage", on_delete=models.PROTECT, related_name="opportunities")
    stage_since = models.DateTimeField(_("in stage since"), default=timezone.now, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    amount_home = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False)
    weighted_home = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False)
    probability = models.PositiveSmallIntegerField(_("probability"), default=0)
    probability_is_own = models.BooleanField(default=False, editable=False)
    category = models.CharField(
        _("forecast category"), max_length=20, choices=Category.choices, default=Category.PIPELINE
    )
    category_is_own = models.BooleanField(default=False, editable=False)
    amount_from_lines = models.BooleanField(default=False, editable=False)
    expected_close = models.DateField(_("expected to close"), null=True, blank=True)
    slips = models.PositiveSmallIntegerField(_("times put off"), default=0, editable=False)
    source = models.CharField(_("source"), max_length=80, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    external_system = models.CharField(max_length=40, blank=True, editable=False, db_collation="C")
    external_id = models.CharField(_("external id"), max_length=120, blank=True, editable=False, db_collation="C")
    custom = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("opportunity", also=in_selling_team)
    audit_derived = ("sort_name",)

    class Meta:
        constraints = [
            models.CheckConstraint(name="opportunity_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="opportunity_probability_percent", condition=Q(probability__lte=100)),
            models.CheckConstraint(
                name="opportunity_amount_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="opportunity_deleted_by_someone",
                condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["external_system", "external_id"],
                condition=~Q(external_id=""),
                name="opportunity_external_id_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="opportunity_updated"
            ),
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="opportunity_name"),
            models.Index(
                F("expected_close").asc(nulls_last=True), "id", condition=Q(deleted_at__isnull=True),
                name="opportunity_expected",
            ),
            models.Index(
                F("amount").asc(nulls_last=True), "id", condition=Q(deleted_at__isnull=True), name="opportunity_amount"
            ),
            models.Index(
                fields=["stage", "-updated_at", "-id"], condition=Q(deleted_at__isnull=True),
                name="opportunity_of_stage",
            ),
            models.Index(fields=["owner", "state", "expected_close"], name="opportunity_of_owner"),
            models.Index(fields=["customer", "state"], name="opportunity_of_customer"),
            models.Index(
                fields=["next_step_on", "id"], condition=Q(state="open", deleted_at__isnull=True),
                name="opportunity_next_step",
            ),
            # Who is referred to by fields of the company's own; rows without any are left out.
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="opportunity_custom"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def days_in_stage(self) -> int:
        return (timezone.now() - self.stage_since).days

    def is_overdue(self, today: date) -> bool:
        """Open, and the expected day or that of the next step has passed."""
        days = [day for day in (self.expected_close, self.next_step_on) if day]
        return self.is_open and any(day < today for day in days)


class StageChange(Record):
    """The opportunity entered a stage: when, by whom, and what it promised then. `from_stage` is empty at the opening.
    From these rows the pipeline of any past day is told.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = models.ForeignKey("sales.Stage", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey("sales.Stage", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount_home = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    expected_close = models.DateField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["opportunity", "-at", "-id"], name="stage_change_of"),
            models.Index(fields=["to_stage", "-at"], name="stage_change_to"),
        ]


class Closure(Record):
    """How an opportunity ended. Reopening deletes the row; the history keeps it."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="closure")
    outcome = models.CharField(max_length=10, choices=[("won", _("won")), ("lost", _("lost"))])
    reason = models.ForeignKey("sales.CloseReason", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    competitor = models.ForeignKey(
        "sales.Competitor", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    closed_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    days_to_close = models.PositiveIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closure_lost_has_a_reason", condition=~Q(outcome="lost") | Q(reason__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["outcome", "-closed_at"], name="closure_when")]


class SellingTeamMember(Record):
    """Somebody who sells together with the owner; `credit` is his part of the result in percent. What the members have
    together of the revenue is at most 100, the rest is the owner's; an overlay (`is_overlay`: a specialist, a partner
    manager) is credited on top and takes nothing from anybody.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="selling_team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=80, blank=True)
    credit = models.PositiveSmallIntegerField(_("credit"), default=0)
    is_overlay = models.BooleanField(_("on top"), default=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "user"], name="selling_team_member_once"),
            models.CheckConstraint(name="selling_credit_percent", condition=Q(credit__lte=100)),
        ]
