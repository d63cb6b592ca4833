"""The rule by which organisations have their tier: points for what they bring and may bring, and from how many on."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.customers.models import Customer
from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.key_accounts.points import Step, Thresholds


class TierRule(Record):
    """A version of the rule. One at most is being prepared, one at most is in force; those that were stay. A tier holds
    from so many points on; below the last there is none. `with_group`: what its subsidiaries bring counts for the one
    above them as well. `tried_at` is when its effect was last worked out as it stands now; since `paused_at` it is not
    applied, as somebody took back what it did.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("tier rule", "being prepared")
        IN_FORCE = "in_force", pgettext_lazy("tier rule", "in force")
        PAST = "past", pgettext_lazy("tier rule", "no longer in force")

    number = models.PositiveIntegerField(_("version"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    key_from = models.PositiveSmallIntegerField(_("key account from"), default=70)
    a_from = models.PositiveSmallIntegerField(_("tier A from"), default=45)
    b_from = models.PositiveSmallIntegerField(_("tier B from"), default=25)
    c_from = models.PositiveSmallIntegerField(_("tier C from"), default=5)
    with_group = models.BooleanField(_("subsidiaries count for the one above"), default=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    since = models.DateTimeField(_("in force since"), null=True, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    run = models.ForeignKey(
        "jobs.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("key_account")
    audit_derived = ("tried_at", "run_id")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="draft"), name="tier_rule_one_draft"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="in_force"), name="tier_rule_one_in_force"),
            models.CheckConstraint(
                name="tier_rule_thresholds_fall",
                condition=Q(key_from__gt=F("a_from"), a_from__gt=F("b_from"), b_from__gt=F("c_from"), c_from__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def thresholds(self) -> Thresholds:
        """From how many points on, the highest tier first."""
        tier = Customer.Tier
        return ((tier.KEY, self.key_from), (tier.A, self.a_from), (tier.B, self.b_from), (tier.C, self.c_from))

    @property
    def ladder(self) -> list[Step]:
        return [Step(one.measure, one.at_least, one.points) for one in self.steps.all()]


class TierStep(Record):
    """From `at_least` of a measure on there are so many points; of several steps the highest reached counts."""

    rule = models.ForeignKey(TierRule, on_delete=models.CASCADE, related_name="steps")
    measure = models.CharField(_("measure"), max_length=40)
    at_least = models.DecimalField(_("from this number on"), max_digits=18, decimal_places=2, default=Decimal(0))
    points = models.PositiveSmallIntegerField(_("points"))

    objects = VisibleQuerySet.as_manager()
    ownership = Open("key_account")

    class Meta:
        ordering = ["measure", "-at_least", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "measure", "at_least"], name="tier_step_once"),
            models.CheckConstraint(name="tier_step_points", condition=Q(points__gt=0, points__lte=1000)),
        ]


class TierEffect(Record):
    """What a rule makes of a customer: his tier goes from `from_tier` to `to_tier`, with so many points, by these
    `numbers` (as texts, by measure). `by_rule` is the tier that the points give: where a person has set another, it is
    kept. Made anew whenever the rule is tried or applied.
    """

    class Outcome(models.TextChoices):
        CHANGES = "changes", pgettext_lazy("effect of a rule", "changes")
        STAYS = "stays", pgettext_lazy("effect of a rule", "stays as it is")
        KEPT = "kept", pgettext_lazy("effect of a rule", "kept, a person set it")

    rule = models.ForeignKey(TierRule, on_delete=models.CASCADE, related_name="effects")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="tier_effects")
    from_tier = models.CharField(_("tier now"), max_length=10, choices=Customer.Tier.choices, blank=True)
    to_tier = models.CharField(_("tier then"), max_length=10, choices=Customer.Tier.choices, blank=True)
    by_rule = models.CharField(_("tier by the rule"), max_length=10, choices=Customer.Tier.choices, blank=True)
    outcome = models.CharField(_("effect"), max_length=10, choices=Outcome.choices)
    points = models.PositiveIntegerField(_("points"))
    numbers: Any = models.JSONField(default=dict)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "customer"], name="tier_effect_once")]
        indexes = [
            models.Index(fields=["rule", "from_tier", "to_tier", "-points", "id"], name="tier_effect_move"),
            models.Index(fields=["points", "id"], name="tier_effect_points"),
        ]

    @property
    def name(self) -> str:
        return str(self.customer.name)
