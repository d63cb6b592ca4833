"""How the company works out the sums of its documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class PricingRules(Record):
    """One row. `tax_rounding`: whether the tax of each line is rounded, or the tax of each rate on the whole document.
    `prices_include_tax` is what a new price book begins with.
    """

    class Rounding(models.TextChoices):
        LINE = "line", _("on each line")
        DOCUMENT = "document", _("on the whole document")

    tax_rounding = models.CharField(
        _("tax is rounded"), max_length=10, choices=Rounding.choices, default=Rounding.DOCUMENT
    )
    prices_include_tax = models.BooleanField(_("prices include tax"), default=False)
    only_one = models.BooleanField(default=True, editable=False, unique=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("product")

    class Meta:
        constraints = [models.CheckConstraint(name="pricing_rules_one_row", condition=models.Q(only_one=True))]
