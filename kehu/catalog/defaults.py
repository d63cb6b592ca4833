"""The units, tax classes, standard price book and rules that are there from the start.

Created when missing, after each migration; what exists is the company's and is left as it is.
"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from kehu.catalog.models import PriceBook, PricingRules, TaxClass, TaxRate, Unit
from kehu.foundation.company.models import Company
from kehu.foundation.search.sorting import sort_key


def pgettext(_context: str, name: str) -> str:
    """Marks a name for translation; as a unit a word may mean something else."""
    return name


# Key, name, base, how many of the base, decimals of quantities.
UNITS: tuple[tuple[str, str, str, str, int], ...] = (
    ("piece", pgettext("unit", "piece"), "", "1", 0),
    ("dozen", pgettext("unit", "dozen"), "piece", "12", 0),
    ("set", pgettext("unit", "set"), "", "1", 0),
    ("hour", pgettext("unit", "hour"), "", "1", 2),
    ("day", pgettext("unit", "working day"), "hour", "8", 2),
    ("month", pgettext("unit", "month"), "", "1", 0),
    ("quarter", pgettext("unit", "quarter"), "month", "3", 0),
    ("year", pgettext("unit", "year"), "month", "12", 0),
    ("kilogram", pgettext("unit", "kilogram"), "", "1", 3),
    ("tonne", pgettext("unit", "tonne"), "kilogram", "1000", 3),
    ("metre", pgettext("unit", "metre"), "", "1", 2),
    ("kilometre", pgettext("unit", "kilometre"), "metre", "1000", 3),
    ("gigabyte", pgettext("unit", "gigabyte"), "", "1", 2),
    ("terabyte", pgettext("unit", "terabyte"), "gigabyte", "1024", 2),
    ("message", pgettext("unit", "message"), "", "1", 0),
)
# VAT as it stands in China since 2019-04-01.
TAX_CLASSES: tuple[tuple[str, str, str], ...] = (
    ("goods", _("Goods, general rate"), "13"),
    ("telecom_basic", _("Basic telecom services"), "9"),
    ("services", _("Services and value-added telecom"), "6"),
    ("small", _("Simplified levy"), "3"),
    ("exempt", _("Exempt or export"), "0"),
)
RATES_SINCE = date(2019, 4, 1)
STANDARD = _("Standard prices")


def ensure_defaults() -> None:
    if not Unit.objects.exists():
        made: dict[str, Unit] = {}
        for place, (key, name, base, factor, decimals) in enumerate(UNITS):
            made[key] = Unit.objects.create(
                key=key, name=name, base=made.get(base), factor=Decimal(factor), decimals=decimals,
                position=10 * (place + 1), is_builtin=True,
            )  # fmt: skip
    if not TaxClass.objects.exists():
        for place, (key, name, percent) in enumerate(TAX_CLASSES):
            one = TaxClass.objects.create(
                key=key, name=name, position=10 * (place + 1), is_default=place == 0, is_builtin=True
            )
            TaxRate.objects.create(tax_class=one, since=RATES_SINCE, percent=Decimal(percent))
    if not PricingRules.objects.exists():
        PricingRules.objects.create()
    if not PriceBook.objects.filter(is_standard=True).exists():
        company = Company.objects.order_by("created_at").first()
        PriceBook.objects.create(
            name=STANDARD, sort_name=sort_key(STANDARD), is_standard=True,
            currency=company.currency if company else "CNY",
        )  # fmt: skip
