"""How much of the list price somebody may give away by himself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class DiscountLimit(Record):
    """For a role and a tier of customers; without a role for everybody, without a tier for all customers. With a
    `least_margin` quotes that leave less than this percent need approval, too. How several go together is said in
    `queries/limits.py`.
    """

    role = models.ForeignKey("access.Role", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    tier = models.CharField(_("tier"), max_length=10, choices=Customer.Tier.choices, blank=True)
    percent = models.DecimalField(_("discount up to (percent)"), max_digits=5, decimal_places=2)
    least_margin = models.DecimalField(
        _("margin of at least (percent)"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("quote")

    class Meta:
        ordering = ["role__name", "tier", "id"]
        constraints = [
            models.UniqueConstraint(fields=["role", "tier"], nulls_distinct=False, name="discount_limit_once"),
            models.CheckConstraint(name="discount_limit_percent", condition=Q(percent__gte=0, percent__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} %"
