"""Expenses: what somebody paid for the company, and gets back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class ExpenseCategory(Record):
    """What money is spent on. A line needs a receipt when it is worth more than `receipt_above` in the company's
    currency; empty, it never does. What is counted by distance is worth kilometres times the rate of the day.
    """

    class Kind(models.TextChoices):
        AMOUNT = "amount", _("an amount")
        DISTANCE = "distance", _("a distance")

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.AMOUNT)
    icon = models.CharField(max_length=40, default="receipt")
    receipt_above = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("expense_claim")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="expense_category_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return gettext(self.name) if self.is_builtin else self.name

    @property
    def is_distance(self) -> bool:
        return self.kind == self.Kind.DISTANCE


class ExpenseRate(Record):
    """From `since` on: `most` is what a person may spend a day on the category in cities of the tier (none: in all that
    have no rate of their own), `per_km` what a kilometre is worth. Both in the company's currency.
    """

    category = models.ForeignKey(ExpenseCategory, on_delete=models.CASCADE, related_name="rates")
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField()
    most = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    per_km = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("expense_claim")
    audit_subject = "category_id"

    class Meta:
        ordering = ["category__position", "tier", "-since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "tier", "since"], name="expense_rate_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="expense_rate_says_something", condition=Q(most__gte=0) | Q(per_km__gte=0)
            ),
        ]  # fmt: skip


class CityTier(Record):
    """Cities that are dearer than others. A city that is not here has the tier 3."""

    OTHERS = 3

    city = models.CharField(max_length=80, unique=True)
    tier = models.PositiveSmallIntegerField(default=1)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("expense_claim")

    class Meta:
        ordering = ["tier", "city", "id"]
        constraints = [models.CheckConstraint(name="city_tier_one_to_three", condition=Q(tier__range=(1, 3)))]

    def __str__(self) -> str:
        return self.city


class ExpenseClaim(Record):
    """What one person claims together. It is written as a draft, handed in, approved or sent back, and paid.
    `total_home` is the sum of its lines in the company's currency.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("expenses", "draft")
        SUBMITTED = "submitted", pgettext_lazy("expenses", "handed in")
        RETURNED = "returned", pgettext_lazy("expenses", "sent back")
        APPROVED = "approved", pgettext_lazy("expenses", "approved")
        PAID = "paid", pgettext_lazy("expenses", "paid")

    title = models.CharField(_("title"), max_length=200)
    claimant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expense_claims")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    total_home = models.DecimalField(max_digits=14, decimal_places=2, default=0, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    decision_note = models.TextField(blank=True)
    paid_on = models.DateField(null=True, blank=True, editable=False)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    payment_reference = models.CharField(max_length=80, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("expense_claim", owner="claimant")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="expense_claim_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="expense_claim_paid_on_a_day", condition=~Q(state="paid") | Q(paid_on__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="expense_claim_updated"),
            models.Index(fields=["claimant", "state", "-id"], name="expense_claim_of"),
            models.Index(fields=["state", "submitted_at", "id"], name="expense_claim_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> object:
        return self.claimant

    @property
    def may_be_written(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)


class ExpenseLine(Record):
    """One thing paid for, on a day. `amount` is in `currency`, `amount_home` the same in the company's at the `rate` of
    that day. `over_home` is what lies beyond the limit of the day. Drives have a distance and no receipt.
    """

    claim = models.ForeignKey(ExpenseClaim, on_delete=models.CASCADE, related_name="lines")
    day = models.DateField(_("day"), default=timezone.localdate)
    category = models.ForeignKey(ExpenseCategory, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(_("what for"), max_length=300, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8, default=1, editable=False)
    amount_home = models.DecimalField(max_digits=14, decimal_places=2, default=0, editable=False)
    over_home = models.DecimalField(max_digits=14, decimal_places=2, default=0, editable=False)
    over_reason = models.CharField(_("why more than usual"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    distance_km = models.DecimalField(_("kilometres"), max_digits=8, decimal_places=1, null=True, blank=True)
    route = models.CharField(_("from and to"), max_length=200, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="expenses"
    )
    opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="expenses"
    )
    visit = models.ForeignKey(
        "interactions.Visit", null=True, blank=True, on_delete=models.SET_NULL, related_name="expenses"
    )
    receipt = models.ForeignKey(
        "files.Attachment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # fmt: skip

    objects = VisibleQuerySet.as_manager()
    ownership = Through("claim")
    audit_subject = "claim_id"

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(name="expense_line_is_worth_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="expense_line_distance_positive", condition=Q(distance_km__isnull=True) | Q(distance_km__gt=0)
            ),
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="expense_line_day"),
            models.Index(fields=["claim", "day", "id"], name="expense_line_of_claim"),
        ]

    def __str__(self) -> str:
        return self.description or str(self.category)
