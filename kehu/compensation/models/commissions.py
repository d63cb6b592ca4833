"""Commission: plans in dated versions, who is on which, who is credited with which deal, and closed statements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Open, Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class CommissionPlan(Record):
    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("commission_plan")

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(name="commission_plan_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class PlanVersion(Record):
    """The terms of a plan from the day `since` on; they are never changed, another version follows.

    `tiers` are [{"from": money or percent of the quota, "rate": percent}, …], `accelerators` [{"from": percent of the
    quota, "factor": …}, …], `category_rates` {category of product: percent} in place of the tiers.
    """

    class Basis(models.TextChoices):
        WON = "won", _("when a deal is won")
        MARGIN = "margin", _("when a deal is won, on its margin")
        SIGNED = "signed", _("when a contract is signed")
        RECEIVED = "received", _("when the money has come")

    class Mode(models.TextChoices):
        MARGINAL = "marginal", _("each part at the rate of its tier")
        WHOLE = "whole", _("everything at the rate of the highest tier reached")

    class Measure(models.TextChoices):
        AMOUNT = "amount", _("amounts")
        ATTAINMENT = "attainment", _("percents of the quota")

    class Window(models.TextChoices):
        MONTH = "month", _("each month")
        QUARTER = "quarter", _("each quarter")
        YEAR = "year", _("each year")

    plan = models.ForeignKey(CommissionPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    since = models.DateField(_("in force from"))
    basis = models.CharField(_("earned"), max_length=10, choices=Basis.choices, default=Basis.WON)
    mode = models.CharField(_("rates"), max_length=10, choices=Mode.choices, default=Mode.MARGINAL)
    measure = models.CharField(_("tiers begin at"), max_length=12, choices=Measure.choices, default=Measure.AMOUNT)
    window = models.CharField(_("counted anew"), max_length=10, choices=Window.choices, default=Window.MONTH)
    tiers = models.JSONField(default=list)
    accelerators = models.JSONField(default=list, blank=True)
    category_rates = models.JSONField(default=dict, blank=True)
    cap = models.DecimalField(_("most a month"), max_digits=14, decimal_places=2, null=True, blank=True)
    draw = models.DecimalField(_("advance a month"), max_digits=14, decimal_places=2, null=True, blank=True)
    draw_recovers = models.BooleanField(_("advances are taken back later"), default=True)
    clawback_days = models.PositiveSmallIntegerField(_("days in which it is clawed back"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("plan")
    audit_subject = "plan_id"

    class Meta:
        ordering = ["plan", "-since", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "since"], name="plan_version_once_a_day"),
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number"),
            models.CheckConstraint(name="plan_cap_not_negative", condition=Q(cap__isnull=True) | Q(cap__gte=0)),
            models.CheckConstraint(name="plan_draw_positive", condition=Q(draw__isnull=True) | Q(draw__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"


class PlanMember(Record):
    """Somebody is paid by the plan for deals of the days from `since` to `until`, both included."""

    plan = models.ForeignKey(CommissionPlan, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("commission", owner="user")
    audit_subject = "plan_id"

    class Meta:
        ordering = ["plan", "user", "since"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "user", "since"], name="plan_member_once"),
            models.CheckConstraint(
                name="plan_member_ends_after_start", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
        ]
        indexes = [models.Index(fields=["user", "since"], name="plan_member_of")]


class DealCredit(Record):
    """Who was credited with a deal when it was won, and with how much of it; what changes hands later does not move it.
    `ended_at` is when the deal was reopened, lost again or thrown away.
    """

    opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="deal_credits"
    )
    deal = models.UUIDField(help_text="the opportunity, also when it is deleted for ever")
    title = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(max_digits=6, decimal_places=3, help_text="percent")
    on_top = models.BooleanField(default=False, help_text="takes nothing from the others")
    amount_home = models.DecimalField(max_digits=18, decimal_places=2, default=0, help_text="of the whole deal, then")
    won_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("commission", owner="user")
    audit_subject = "opportunity_id"

    class Meta:
        ordering = ["won_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "user", "won_at", "on_top"], name="deal_credit_once"),
            models.CheckConstraint(name="deal_credit_percent", condition=Q(share__gte=0, share__lte=100)),
        ]
        indexes = [models.Index(fields=["user", "won_at"], name="deal_credit_of")]


class CommissionStatement(Record):
    """A month of a person as it was closed. It is never written again; what turns out otherwise stands in a later
    month. `seal` is the SHA-256 of its lines.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="its first day")
    total = models.DecimalField(max_digits=14, decimal_places=2)
    payout = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    seal = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("commission", owner="user")

    class Meta:
        ordering = ["-month", "user", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "month"], name="commission_statement_once")]
        indexes = [models.Index(fields=["-month", "user", "id"], name="commission_statement_month")]

    def __str__(self) -> str:
        return f"{self.user} {self.month:%Y-%m}"


class CommissionLine(Record):
    """A line of a closed statement; `trace` holds the numbers it was made from (see `arithmetic/commission.py`)."""

    class Kind(models.TextChoices):
        EARNING = "earning", pgettext_lazy("commission", "earned")
        ADJUSTMENT = "adjustment", pgettext_lazy("commission", "adjustment")
        CLAWBACK = "clawback", pgettext_lazy("commission", "clawback")
        CAP = "cap", pgettext_lazy("commission", "cap")
        DRAW = "draw", pgettext_lazy("commission", "advance")
        CARRIED = "carried", pgettext_lazy("commission", "carried over")

    statement = models.ForeignKey(CommissionStatement, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=120)
    origin = models.DateField(help_text="the month it was earned in")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    base = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    plan = models.ForeignKey(CommissionPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(PlanVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="commission_lines"
    )
    title = models.CharField(max_length=200, blank=True)
    trace = models.JSONField(default=dict)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("statement")
    audit_subject = "statement_id"

    class Meta:
        ordering = ["statement", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["statement", "position"], name="commission_line_place")]
