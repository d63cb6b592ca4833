"""What is wrong with the parts that were chosen in the bundles of a quote, and which parts are still to be had."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from kehu.catalog.models import BundlePart, PartRule
from kehu.catalog.queries import bundles
from kehu.quotes.models import Line


@dataclass
class Bundles:
    """`problems` are sentences by the line they belong beside: that of a part, else that of its bundle. `further` are
    by the line of a bundle the parts that are offered with it and that are not in it.
    """

    problems: dict[UUID, list[str]] = field(default_factory=dict)
    further: dict[UUID, list[BundlePart]] = field(default_factory=dict)


def looked_into(lines: Sequence[Line]) -> Bundles:
    """Two statements if there are bundles among the lines, else none. A bundle without parts of its own is fine."""
    found = Bundles()
    sold = [(one, one.product.pk) for one in lines if one.counts and one.product is not None and one.product.is_bundle]
    if not sold:
        return found
    keys = {key for _line, key in sold}
    offered: dict[UUID, list[BundlePart]] = {key: [] for key in keys}
    for part in BundlePart.objects.filter(bundle__in=keys).select_related("product__unit", "variant", "group"):
        offered[part.bundle_id].append(part)
    rules = list(PartRule.objects.filter(part__bundle__in=keys))
    for line, key in sold:
        known = {one.pk for one in offered[key]}
        chosen = [one for one in lines if one.parent_id == line.pk]
        _look(found, line, chosen, offered[key], [one for one in rules if one.part_id in known])
    return found


def part_name(part: BundlePart) -> str:
    return f"{part.product.label} {part.variant.name}" if part.variant else str(part.product.label)


def _look(
    found: Bundles, line: Line, chosen: Sequence[Line], parts: list[BundlePart], rules: list[PartRule]
) -> None:  # fmt: skip
    """Put down what is to be said of one bundle. A line that is none of its parts any more stands under its own key."""
    keys: dict[tuple[UUID | None, UUID | None], UUID] = {(one.product_id, one.variant_id): one.pk for one in parts}
    lines = {keys.get((one.product_id, one.variant_id), one.pk): one for one in chosen}
    choice: dict[UUID, Decimal] = {key: one.quantity for key, one in lines.items()}
    for problem in bundles.problems(parts, rules, choice):
        beside = lines[problem.part].pk if problem.part in lines else line.pk
        found.problems.setdefault(beside, []).append(problem.message)
    found.further[line.pk] = [one for one in parts if one.pk not in lines]
