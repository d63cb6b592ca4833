"""What the company sets up of its catalog: categories, units, tax classes with their rates, rules of rounding."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from kehu.catalog.actions.products import checked_names
from kehu.catalog.models import Category, PricingRules, TaxClass, TaxRate, Unit
from kehu.catalog.permissions import ProductVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

KEY = re.compile(r"[^a-z0-9]+")


class WordRefused(Refusal):
    """It cannot be like this."""


class WordInUse(Refusal):
    """Products need it; it can be renamed or put out of use."""


def save_category(
    *, name: str, by: User, parent: Category | None = None, names: dict[str, str] | None = None,
    position: int | None = None, category: Category | None = None,
) -> Category:  # fmt: skip
    """Make a category or change one; what stands below moves along. Raises WordRefused for a loop or a name twice."""
    row = category or Category()
    if parent and category and parent.path.startswith(category.path):
        raise WordRefused(_("A category does not stand below itself."), field="parent")
    former = row.path
    row.name, row.parent = _wording(name), parent
    row.names = checked_names(names if names is not None else row.names)
    row.position = row.position if position is None else position
    row.path = f"{parent.path if parent else ''}{row.pk}/"
    _save(row, by, _("There is already a category with this name here."))
    if former and former != row.path:
        with writing(by=by):
            for below in Category.objects.filter(path__startswith=former).exclude(pk=row.pk):
                below.path = row.path + below.path.removeprefix(former)
                below.save()
    return row


def save_unit(
    *, name: str, by: User, base: Unit | None = None, factor: Decimal = Decimal(1), decimals: int = 0,
    is_active: bool = True, unit: Unit | None = None,
) -> Unit:  # fmt: skip
    """Make a unit or change one. Its base must have none itself; with a base of its own it may be no base of others."""
    row = unit or Unit(key=_key(name, Unit), position=_last(Unit))
    if base and (base.base_id or base.pk == row.pk):
        raise WordRefused(_("The base of a unit has no base itself."), field="base")
    if base and unit and unit.multiples.exists():
        raise WordRefused(_("Other units are counted in this one."), field="base")
    if factor <= 0:
        raise WordRefused(_("Say how many of the other unit one is."), field="factor")
    row.base, row.factor = base, factor if base else Decimal(1)
    row.decimals, row.is_active = decimals, is_active
    _name(row, name)
    return _save(row, by, _("There is already a unit with this key."))  # type: ignore[no-any-return]


def save_tax_class(
    *, name: str, by: User, percent: Decimal | None = None, since: date | None = None, is_default: bool = False,
    is_active: bool = True, tax_class: TaxClass | None = None,
) -> TaxClass:  # fmt: skip
    """Make a tax class or change one; `percent` with `since` adds a rate from that day on."""
    by.require(ProductVerb.CONFIGURE)
    row = tax_class or TaxClass(key=_key(name, TaxClass), position=_last(TaxClass))
    if percent is not None and not 0 <= percent <= 1000:
        raise WordRefused(_("A rate is not negative."), field="percent")
    if percent is not None and since is None:
        raise WordRefused(_("Say from which day on it holds."), field="since")
    _name(row, name)
    row.is_active = is_active or is_default
    with writing(by=by):
        if is_default and not row.is_default:
            TaxClass.objects.filter(is_default=True).update(is_default=False)
        row.is_default = row.is_default or is_default
        _save(row, by, _("There is already a tax class with this key."))
        if percent is not None:
            TaxRate.objects.update_or_create(tax_class=row, since=since, defaults={"percent": percent})
    return row


def remove_rate(*, rate: TaxRate, by: User) -> None:
    """Take a dated rate away; the one before it holds on. What was worked out with it stays as it is."""
    by.require(ProductVerb.CONFIGURE)
    with writing(by=by):
        rate.delete()


def set_rules(*, tax_rounding: str, prices_include_tax: bool, by: User) -> PricingRules:
    """How documents are rounded from now on."""
    by.require(ProductVerb.CONFIGURE)
    if tax_rounding not in PricingRules.Rounding.values:
        raise WordRefused(_("This is none of the choices."), field="tax_rounding")
    with writing(by=by):
        row = PricingRules.objects.first() or PricingRules()
        row.tax_rounding, row.prices_include_tax = tax_rounding, prices_include_tax
        row.save()
    return row


def remove(*, word: Category | Unit | TaxClass, by: User) -> None:
    """Only what nothing needs. Raises WordInUse."""
    by.require(ProductVerb.CONFIGURE)
    if isinstance(word, TaxClass) and word.is_default:
        raise WordInUse(_("New products get this tax class; make another one the default first."))
    try:
        with transaction.atomic(), writing(by=by):
            word.delete()
    except models.ProtectedError as used:
        raise WordInUse(_("Products need it. It can be renamed or put out of use, but not removed.")) from used


def _name(row: Any, name: str) -> None:
    """A built-in word keeps speaking every language until somebody gives it another name."""
    if row.is_builtin and name in (row.name, row.label):
        return
    row.name, row.is_builtin = _wording(name), False


def _save(row: Any, by: User, taken: str) -> Any:
    by.require(ProductVerb.CONFIGURE)
    try:
        with transaction.atomic(), writing(by=by):
            row.save(force_insert=row._state.adding)
    except IntegrityError as twice:
        raise WordRefused(taken, field="name") from twice
    return row


def _wording(name: str) -> str:
    found = " ".join(name.split())
    if not found:
        raise WordRefused(_("This may not be empty."), field="name")
    return found


def _key(name: str, model: Any) -> str:
    base = KEY.sub("_", name.lower()).strip("_")[:34] or model._meta.model_name
    taken = set(model.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(one for one in (base, *(f"{base}_{n}" for n in range(2, 10_000))) if one not in taken)


def _last(model: Any) -> int:
    return (model.objects.aggregate(last=models.Max("position"))["last"] or 0) + 10
