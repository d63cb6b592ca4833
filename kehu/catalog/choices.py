"""Categories, units and tax classes as choices of fields and forms."""

from collections.abc import Iterable
from typing import Any

from kehu.catalog.models import Category, TaxClass, Unit
from kehu.customers.models import Tag

MOST_TAGS = 300


def categories() -> Iterable[tuple[str, Any]]:
    """Every category under its whole path, in the order of the tree."""
    return [(str(one.pk), label) for one, label, _depth in tree()]


def tree() -> list[tuple[Category, str, int]]:
    """(category, its path in words, how deep it stands), in the order of the tree; one statement."""
    children: dict[Any, list[Category]] = {}
    for one in Category.objects.all():
        children.setdefault(one.parent_id, []).append(one)
    found: list[tuple[Category, str, int]] = []

    def walk(parent: Any, above: str, depth: int) -> None:
        for one in children.get(parent, ()):
            label = f"{above} / {one.label}" if above else one.label
            found.append((one, label, depth))
            walk(one.pk, label, depth + 1)

    walk(None, "", 0)
    return found


def units() -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), one.label) for one in Unit.objects.all()]


def tax_classes() -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), one.label) for one in TaxClass.objects.all()]


def tags() -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), one.name) for one in Tag.objects.order_by("name", "id")[:MOST_TAGS]]
