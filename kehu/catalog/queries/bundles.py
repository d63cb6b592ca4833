"""What a bundle offers, and whether a choice among its parts goes together."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.catalog.models import BundlePart, PartGroup, PartRule, Product
from kehu.catalog.queries.resolving import Ask


@dataclass(frozen=True)
class Problem:
    """Why a choice does not go together; `part` is the one at fault, None for a group."""

    message: str
    part: UUID | None = None


def parts_of(bundle: Product) -> list[BundlePart]:
    """In their order, with products, variants and groups; one statement."""
    return list(bundle.parts.select_related("product__unit", "variant", "group"))


def rules_of(bundle: Product) -> list[PartRule]:
    rows = PartRule.objects.filter(part__bundle=bundle)
    return list(rows.select_related("part__product", "other__product"))


def first_choice(parts: list[BundlePart]) -> dict[UUID, Decimal]:
    """What is chosen until somebody says otherwise: quantities by part."""
    return {one.pk: one.quantity for one in parts if one.is_chosen or not one.is_optional}


def problems(parts: list[BundlePart], rules: list[PartRule], choice: Mapping[UUID, Decimal]) -> list[Problem]:
    """What of `choice` (quantities by part) does not go together; empty when all is well. Reads nothing."""
    known = {one.pk: one for one in parts}
    found = [Problem(_("This part is not in the bundle."), key) for key in choice if key not in known]
    chosen = {known[key]: quantity for key, quantity in choice.items() if key in known}
    for part in parts:
        found += _of_part(part, chosen.get(part))
    for rule in rules:
        if rule.part_id in choice and (rule.other_id in choice) != (rule.kind == PartRule.Kind.REQUIRES):
            words = (
                _("“%(part)s” needs “%(other)s”.")
                if rule.kind == PartRule.Kind.REQUIRES
                else _("“%(part)s” and “%(other)s” do not go together.")
            )
            names = {"part": known[rule.part_id].product.label, "other": known[rule.other_id].product.label}
            found.append(Problem(words % names, rule.part_id))
    groups = {one.group for one in parts if one.group}
    return found + [one for group in sorted(groups, key=lambda one: one.position) for one in _of_group(group, chosen)]


def as_asks(parts: list[BundlePart], choice: Mapping[UUID, Decimal]) -> tuple[Ask, ...]:
    """The choice as `prices.price_for` takes it."""
    return tuple(Ask(one.product_id, one.variant_id, choice[one.pk]) for one in parts if one.pk in choice)


def _of_part(part: BundlePart, quantity: Decimal | None) -> list[Problem]:
    name = {"part": part.product.label}
    if quantity is None:
        return [] if part.is_optional else [Problem(_("“%(part)s” cannot be left out.") % name, part.pk)]
    least, most = part.least or part.quantity, part.most or part.quantity
    if least <= quantity <= most:
        return []
    words = _("Of “%(part)s” there are between %(least)s and %(most)s in the bundle.")
    return [Problem(words % (name | {"least": f"{least.normalize():f}", "most": f"{most.normalize():f}"}), part.pk)]


def _of_group(group: PartGroup, chosen: Mapping[BundlePart, Decimal]) -> list[Problem]:
    number = sum(one.group_id == group.pk for one in chosen)
    if number < group.least:
        return [Problem(_("Choose at least %(least)s of “%(group)s”.") % {"least": group.least, "group": group})]
    if group.most is not None and number > group.most:
        return [Problem(_("Choose at most %(most)s of “%(group)s”.") % {"most": group.most, "group": group})]
    return []
