"""Categories of expenses that are there from the start.

Created when there are none, after each migration; what exists is the company's and is left as it is.
"""

from decimal import Decimal

from django.utils.translation import gettext_noop as _

from kehu.compensation.models import ExpenseCategory

# Name, icon, kind, receipt needed above.
CATEGORIES = (
    (_("Meals with customers"), "tools-kitchen-2", "amount", Decimal(0)),
    (_("Travel"), "train", "amount", Decimal(0)),
    (_("Taxi"), "car", "amount", Decimal(50)),
    (_("Hotel"), "bed", "amount", Decimal(0)),
    (_("Own car"), "steering-wheel", "distance", None),
    (_("Gifts"), "gift", "amount", Decimal(0)),
    (_("Other expenses"), "receipt", "amount", Decimal(0)),
)


def ensure_defaults() -> None:
    if not ExpenseCategory.objects.exists():
        ExpenseCategory.objects.bulk_create(
            ExpenseCategory(
                name=name, icon=icon, kind=kind, receipt_above=above, position=10 * (place + 1), is_builtin=True
            )
            for place, (name, icon, kind, above) in enumerate(CATEGORIES)
        )
