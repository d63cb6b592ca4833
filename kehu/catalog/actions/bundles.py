"""What bundles are made of, and what goes together in them."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kehu.catalog.models import BundlePart, PartGroup, PartRule, Product, Variant
from kehu.catalog.permissions import ProductVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

MOST_PARTS = 60


class BundleRefused(Refusal):
    """The bundle cannot be like this."""


def save_part(
    *, bundle: Product, product: Product, by: User, variant: Variant | None = None, quantity: Decimal = Decimal(1),
    least: Decimal | None = None, most: Decimal | None = None, is_optional: bool = False, is_chosen: bool = True,
    group: PartGroup | None = None, part: BundlePart | None = None,
) -> BundlePart:  # fmt: skip
    """Put a product into a bundle or change how it stands there. Bundles hold no bundles."""
    by.require(ProductVerb.EDIT)
    if product.is_bundle or product.pk == bundle.pk:
        raise BundleRefused(_("A bundle is not part of a bundle."), field="product")
    if BundlePart.objects.filter(product=bundle).exists():
        raise BundleRefused(_("This product is part of a bundle itself."), field="product")
    if variant and variant.product_id != product.pk:
        raise BundleRefused(_("This variant is of another product."), field="variant")
    if group and group.bundle_id != bundle.pk:
        raise BundleRefused(_("This group is of another bundle."), field="group")
    if quantity <= 0 or (least is not None and not 0 < least <= quantity) or (most is not None and most < quantity):
        raise BundleRefused(_("The quantity lies between the least and the most, above nothing."), field="quantity")
    with writing(by=by):
        row = editable(bundle, by)
        if not row.is_bundle:
            row.bundle = Product.BundlePricing.SUMMED
            row.save()
        part = part or BundlePart(bundle=row, position=10 * (_count(row) + 1))
        part.product, part.variant, part.quantity = product, variant, quantity
        part.least, part.most, part.group = least, most, group
        part.is_optional, part.is_chosen = is_optional, is_chosen or not is_optional
        _save(part, _("This product is in the bundle already."), "product")
    return part


def remove_part(*, part: BundlePart, by: User) -> None:
    _remove(part, part.bundle, by)


def save_group(
    *, bundle: Product, name: str, by: User, least: int = 0, most: int | None = None, group: PartGroup | None = None
) -> PartGroup:
    """A group of parts among which between `least` and `most` are chosen."""
    by.require(ProductVerb.EDIT)
    if not name.strip():
        raise BundleRefused(_("This may not be empty."), field="name")
    if most is not None and most < least:
        raise BundleRefused(_("At most cannot be less than at least."), field="most")
    with writing(by=by):
        row = editable(bundle, by)
        group = group or PartGroup(bundle=row, position=10 * (row.part_groups.count() + 1))
        group.name, group.least, group.most = name.strip(), least, most
        _save(group, _("There is already a group with this name."), "name")
    return group


def remove_group(*, group: PartGroup, by: User) -> None:
    """Its parts stay, outside of any group."""
    _remove(group, group.bundle, by)


def save_rule(*, part: BundlePart, kind: str, other: BundlePart, by: User) -> PartRule:
    """Whoever chooses `part` needs `other` too, or must not have it."""
    by.require(ProductVerb.EDIT)
    if part.bundle_id != other.bundle_id or part.pk == other.pk:
        raise BundleRefused(_("A rule is between two parts of one bundle."), field="other")
    if kind not in PartRule.Kind.values:
        raise BundleRefused(_("This is none of the choices."), field="kind")
    with writing(by=by):
        editable(part.bundle, by)
        made, _new = PartRule.objects.update_or_create(part=part, other=other, defaults={"kind": kind})
    return made


def remove_rule(*, rule: PartRule, by: User) -> None:
    _remove(rule, rule.part.bundle, by)


def _count(bundle: Product) -> int:
    count = bundle.parts.count()
    if count >= MOST_PARTS:
        raise BundleRefused(_("A bundle has at most %(most)s parts.") % {"most": MOST_PARTS})
    return count


def _save(row: Any, taken: str, field: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise BundleRefused(taken, field=field) from twice


def _remove(row: Any, bundle: Product, by: User) -> None:
    by.require(ProductVerb.EDIT)
    with writing(by=by):
        editable(bundle, by)
        row.delete()
