"""What the tiers are owed, and where each account stands that is owed something."""

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Entitlement(Record):
    """What customers of a tier are owed: `value` of the entitlement `key` (see `entitlements.KEYS` for its type)."""

    tier = models.CharField(_("tier"), max_length=10, choices=Customer.Tier.choices)
    key = models.SlugField(max_length=40)
    value: Any = models.JSONField()

    objects = VisibleQuerySet.as_manager()
    ownership = Open("key_account")

    class Meta:
        ordering = ["tier", "key"]
        constraints = [models.UniqueConstraint(fields=["tier", "key"], name="entitlement_once")]


class KeyAccount(Record):
    """An organisation whose tier is owed something. Derived: `points` by the rule in force when it was last applied,
    `last_visit_on` the last visit held, `visit_due_on` by when the next is owed (None: none is). `plan_year` is the
    latest year there is a plan for.
    """

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, related_name="key_account")
    points = models.PositiveIntegerField(_("points"), null=True, blank=True)
    last_visit_on = models.DateField(_("last visit"), null=True, blank=True)
    visit_due_on = models.DateField(_("visit due"), null=True, blank=True)
    plan_year = models.PositiveSmallIntegerField(_("planned for"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_derived = ("points", "last_visit_on", "visit_due_on", "plan_year")

    class Meta:
        indexes = [
            models.Index(F("visit_due_on").asc(nulls_last=True), "id", name="key_account_visit_due"),
            models.Index(F("points").asc(nulls_last=True), "id", name="key_account_points"),
        ]

    def __str__(self) -> str:
        return str(self.customer)

    @property
    def name(self) -> str:
        return str(self.customer.name)
