"""What is sold in an opportunity."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class OpportunityLine(Record):
    """`price` is that of one, in the currency of the opportunity, as the books said when the line was written or as
    somebody entered it (`price_is_own`); None where no book has one. `amount` is what the line comes to, before taxes.
    """

    opportunity = models.ForeignKey("sales.Opportunity", on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="opportunity_lines")
    variant = models.ForeignKey(
        "catalog.Variant", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunity_lines"
    )
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4, default=Decimal(1))
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=6, null=True, blank=True)
    price_is_own = models.BooleanField(default=False)
    discount = models.DecimalField(_("discount in percent"), max_digits=7, decimal_places=4, default=Decimal(0))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=Decimal(0))
    position = models.PositiveSmallIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="opportunity_line_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="opportunity_line_discount_percent", condition=Q(discount__gte=0, discount__lte=100)
            ),
            models.CheckConstraint(
                name="opportunity_line_price_not_negative", condition=Q(price__isnull=True) | Q(price__gte=0)
            ),
        ]
