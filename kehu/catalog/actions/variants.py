"""Options of a product and the variants that come of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product as combinations
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from kehu.catalog.models import OptionValue, Product, ProductOption, Variant, VariantValue
from kehu.catalog.permissions import ProductVerb
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.index import reindex

MOST_OPTIONS, MOST_VALUES, MOST_VARIANTS = 5, 40, 300


class VariantRefused(Refusal):
    """The options or the variant cannot be like this."""


def set_options(*, product: Product, options: Mapping[str, Sequence[str]], by: User) -> list[ProductOption]:
    """The options of a product with their values, in this order, in place of those there were. What variants have
    stays: an option or a value that variants use is refused to go.
    """
    by.require(ProductVerb.EDIT)
    wanted = {_text(name): [_text(one) for one in values if one.strip()] for name, values in options.items()}
    if len(wanted) > MOST_OPTIONS or any(len(values) > MOST_VALUES for values in wanted.values()):
        raise VariantRefused(
            _("At most %(options)s options with %(values)s values each.")
            % {"options": MOST_OPTIONS, "values": MOST_VALUES},
            field="options",
        )
    with writing(by=by):
        row = editable(product, by)
        known = {one.name: one for one in row.options.prefetch_related("values")}
        if row.variants.exists() and set(wanted) != set(known):
            raise VariantRefused(
                _("There are variants already: options can get more values, but not come or go."), field="options"
            )
        try:
            with transaction.atomic():
                row.options.exclude(name__in=wanted).delete()
                made = [
                    _option(row, known.get(name), name, values, at) for at, (name, values) in enumerate(wanted.items())
                ]
        except models.ProtectedError as used:
            raise VariantRefused(_("A variant has this value; remove the variant first."), field="options") from used
        _rename(row)
    return made


def make_all(*, product: Product, by: User) -> list[Variant]:
    """A variant for every combination that there is none of yet, numbered after the product's SKU."""
    by.require(ProductVerb.EDIT)
    with writing(by=by):
        row = editable(product, by)
        options = [list(one.values.all()) for one in row.options.prefetch_related("values")]
        known = set(row.variants.values_list("combination", flat=True))
        wanted = [choice for choice in combinations(*options) if options and _print(choice) not in known]
        if len(wanted) + len(known) > MOST_VARIANTS:
            raise VariantRefused(_("That would be more than %(most)s variants.") % {"most": MOST_VARIANTS})
        made = [_add(row, choice, place + len(known)) for place, choice in enumerate(wanted)]
        reindex("product", [row.pk])
    return made


def update(*, variant: Variant, changes: dict[str, Any], by: User) -> Variant:
    """Change `sku`, `cost` or `is_active`."""
    by.require(ProductVerb.EDIT)
    if unknown := set(changes) - {"sku", "cost", "is_active"}:
        raise VariantRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    if "cost" in changes:
        require_editable(by, "product", ["cost"])
    with writing(by=by):
        product = editable(variant.product, by)
        row = Variant.objects.select_for_update().get(pk=variant.pk)
        for key, value in changes.items():
            setattr(row, key, value.strip() if isinstance(value, str) else value)
        if not row.sku:
            raise VariantRefused(_("Give the variant a number."), field="sku")
        if row.cost is not None and Decimal(row.cost) < 0:
            raise VariantRefused(_("A cost is not negative."), field="cost")
        _save(row)
        reindex("product", [product.pk])
    return row


def remove(*, variant: Variant, by: User) -> None:
    """Take a variant out of the catalog with its prices. One that is part of a bundle stays."""
    by.require(ProductVerb.EDIT)
    try:
        with transaction.atomic(), writing(by=by):
            product = editable(variant.product, by)
            variant.delete()
            reindex("product", [product.pk])
    except models.ProtectedError as used:
        raise VariantRefused(_("Something refers to this variant; take it off sale instead.")) from used


def _option(row: Product, option: ProductOption | None, name: str, values: list[str], place: int) -> ProductOption:
    option = option or ProductOption(product=row, name=name)
    option.position = 10 * (place + 1)
    option.save()
    known = {one.name: one for one in option.values.all()}
    OptionValue.objects.filter(option=option).exclude(name__in=values).delete()
    for at, text in enumerate(dict.fromkeys(values)):
        value = known.get(text) or OptionValue(option=option, name=text, code=_code(text))
        value.position = 10 * (at + 1)
        value.save()
    return option


def _add(row: Product, choice: Sequence[OptionValue], place: int) -> Variant:
    number = "-".join([row.sku, *(one.code or str(at + 1) for at, one in enumerate(choice))])[:60]
    made = Variant(
        product=row, sku=_free(number), name=_named(choice), combination=_print(choice), position=10 * (place + 1)
    )
    _save(made, new=True)
    VariantValue.objects.bulk_create(VariantValue(variant=made, value=one) for one in choice)
    return made


def _save(row: Variant, *, new: bool = False) -> None:
    taken = VariantRefused(_("There is already something with this number."), field="sku")
    if Product.objects.filter(sku__iexact=row.sku, deleted_at=None).exists():
        raise taken
    try:
        with transaction.atomic():
            row.save(force_insert=new)
    except IntegrityError as twice:
        raise taken from twice


def _rename(row: Product) -> None:
    """After options were reordered the names of variants follow."""
    for one in row.variants.prefetch_related("chosen__value__option"):
        values = sorted((chosen.value for chosen in one.chosen.all()), key=lambda value: value.option.position)
        if one.name != _named(values):
            one.name = _named(values)
            one.save()


def _free(number: str) -> str:
    taken = set(Variant.objects.filter(sku__startswith=number[:55]).values_list("sku", flat=True))
    return next(one for one in (number, *(f"{number[:55]}-{n}" for n in range(2, 1000))) if one not in taken)


def _print(choice: Sequence[OptionValue]) -> str:
    return ",".join(sorted(str(one.pk) for one in choice))


def _named(choice: Sequence[OptionValue]) -> str:
    return ", ".join(one.name for one in choice)[:200]


def _code(text: str) -> str:
    """What of a value fits into a number."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())[:12]


def _text(text: str) -> str:
    found = " ".join(text.split())[:60]
    if not found:
        raise VariantRefused(_("This may not be empty."), field="options")
    return found
