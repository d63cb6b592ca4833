"""Categories of expenses, their rates, and tiers of cities."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from kehu.compensation.models import CityTier, ExpenseCategory, ExpenseRate
from kehu.compensation.permissions import ExpenseVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal


class RuleRefused(Refusal):
    """The rule cannot be like this."""


def set_category(
    *, name: str, by: User, category: ExpenseCategory | None = None, kind: str = "amount", icon: str = "receipt",
    receipt_above: Decimal | None = None, is_active: bool = True,
) -> ExpenseCategory:  # fmt: skip
    """A new category, or another wording of one there is."""
    by.require(ExpenseVerb.CONFIGURE)
    name = name.strip()
    if not name:
        raise RuleRefused(_("Give the category a name."), field="name")
    row = category or ExpenseCategory()
    if ExpenseCategory.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise RuleRefused(_("There is a category of this name already."), field="name")
    with writing(by=by):
        row.is_builtin = row.is_builtin and row.name == name
        row.name, row.kind, row.icon = name, kind, icon.strip() or "receipt"
        row.receipt_above, row.is_active = receipt_above, is_active
        row.save()
    return row


def set_rate(
    *, category: ExpenseCategory, since: date, by: User, tier: int | None = None, most: Decimal | None = None,
    per_km: Decimal | None = None,
) -> ExpenseRate:  # fmt: skip
    """What holds from a day on; said again for the same day, it is replaced."""
    by.require(ExpenseVerb.CONFIGURE)
    if most is None and per_km is None:
        raise RuleRefused(_("Say how much."), field="most")
    if category.is_distance != (per_km is not None):
        field = "per_km" if category.is_distance else "most"
        raise RuleRefused(_("Drives have a rate for a kilometre, everything else a limit a day."), field=field)
    with writing(by=by):
        made, _created = ExpenseRate.objects.update_or_create(
            category=category, tier=tier, since=since, defaults={"most": most, "per_km": per_km}
        )
    return made


def remove_rate(*, rate: ExpenseRate, by: User) -> None:
    by.require(ExpenseVerb.CONFIGURE)
    with writing(by=by):
        rate.delete()


def set_city(*, city: str, tier: int, by: User) -> CityTier:
    by.require(ExpenseVerb.CONFIGURE)
    with writing(by=by):
        made, _created = CityTier.objects.update_or_create(city=city.strip(), defaults={"tier": tier})
    return made


def remove_city(*, city: CityTier, by: User) -> None:
    by.require(ExpenseVerb.CONFIGURE)
    with writing(by=by):
        city.delete()
