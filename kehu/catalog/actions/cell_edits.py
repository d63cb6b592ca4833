"""Products, books and prices changed field by field, from lists, boards and pasted blocks."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.catalog.actions import prices, products
from kehu.catalog.models import Category, Product, TaxClass, Unit
from kehu.customers.models import Tag
from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor, QuickCreate
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal

ROWS: dict[str, Any] = {"category": Category, "unit": Unit, "tax_class": TaxClass, "tag": Tag}
_TEXTS = {
    "name", "sku", "kind", "state", "period", "bundle", "description", "currency", "tier", "standing", "region",
    "territory", "notes",
}  # fmt: skip


def update(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    products.update(
        product=visible_record(by, "product", record_id), changes=values(changes, by), by=by, expected_version=version
    )


def update_book(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    prices.update(
        book=visible_record(by, "price_book", record_id), changes=values(changes, by), by=by, expected_version=version
    )


def update_price(record_id: UUID, changes: dict[str, Any], by: User, _version: int | None) -> None:
    """The amount of a price; whose it is and from when on does not change."""
    entry = visible_record(by, "price_entry", record_id)
    amount = changes.get("amount")
    if amount in (None, ""):
        raise Refusal(_("This may not be empty."), field="amount")
    cell = prices.Cell(
        entry.product_id, Decimal(str(amount)), entry.variant_id, entry.unit_id, entry.from_quantity
    )  # fmt: skip
    prices.enter(book=entry.book, cells=[cell], by=by)


def move(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    """A card dropped on a state."""
    update(record_id, {"state": value}, by, None)


def sort_in(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    """A card dropped on a category."""
    update(record_id, {"category": value}, by, None)


def values(changes: dict[str, Any], by: User) -> dict[str, Any]:
    """As the actions take them: rows for identifiers, texts never None. Raises a Refusal for an unknown row."""
    made = dict(changes)
    for key, model in ROWS.items():
        if key in made:
            made[key] = _row(model, made[key], key)
    if "manager" in made:
        made["manager"] = User.objects.filter(pk=made["manager"]).first() if made["manager"] else None
    if "successor" in made:
        rows = Product.objects.visible_to(by)
        made["successor"] = rows.filter(pk=made["successor"]).first() if made["successor"] else None
    for key in _TEXTS & made.keys():
        made[key] = str(made[key] or "")
    if "cost" in made:
        made["cost"] = None if made["cost"] in (None, "") else Decimal(str(made["cost"]))
    if "priority" in made:
        made["priority"] = int(made["priority"] or 0)
    for key in {"valid_from", "valid_until"} & made.keys():
        made[key] = made[key] or None
    return made


def _row(model: Any, key: Any, field: str) -> Any:
    if key in (None, ""):
        return None
    found = model.objects.filter(pk=key).first()
    if found is None:
        raise Refusal(_("This is none of the choices."), field=field)
    return found


def _make(name: str, by: User) -> UUID:
    return products.create(name=name, by=by).pk


def connect() -> None:
    quick = QuickCreate("product", gettext_lazy("New product “%(name)s”"), "product.create", _make)
    registry.register(Editor("product", update=update, quick=(quick,)))
    many.register("product", leave_out={"name", "sku", "successor"})
    registry.register(Editor("price_book", update=update_book, closed=frozenset({"currency"})))
    registry.register(
        Editor("price_entry", update=update_price, closed=frozenset({"book", "product", "unit", "from_quantity"}))
    )
    many.register("price_entry", leave_out={"book", "product", "unit", "from_quantity"})
    many.register("price_book", leave_out={"name", "currency", "tag"})
