"""Which rate of tax holds on a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from kehu.catalog.models import PricingRules, TaxClass, TaxRate


def rate_on(tax_class: TaxClass | UUID | None, day: date | None = None) -> Decimal:
    """In percent; 0 for no class, and before the first rate of a class."""
    key = tax_class.pk if isinstance(tax_class, TaxClass) else tax_class
    return rates_on([key], day).get(key, Decimal(0)) if key else Decimal(0)


def rates_on(tax_classes: Iterable[UUID | None], day: date | None = None) -> dict[UUID, Decimal]:
    """The same of several classes in one statement; a class without a rate by then is left out."""
    wanted = {one for one in tax_classes if one}
    if not wanted:
        return {}
    rows = TaxRate.objects.filter(tax_class__in=wanted, since__lte=day or timezone.localdate())
    return dict(rows.order_by("tax_class", "-since").distinct("tax_class").values_list("tax_class", "percent"))


def default_class() -> TaxClass | None:
    """What new products are taxed as."""
    return TaxClass.objects.filter(is_default=True, is_active=True).first()


def rules() -> PricingRules:
    """How the company rounds."""
    return PricingRules.objects.first() or PricingRules()
