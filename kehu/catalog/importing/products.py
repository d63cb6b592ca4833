"""Rows that are products. One is known by its number, else by its name; its price goes into the standard book."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kehu.catalog.actions import prices, products
from kehu.catalog.actions.prices import Cell
from kehu.catalog.importing.words import Words
from kehu.catalog.models import Product
from kehu.foundation.fields.values import apart
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import (
    CREATED,
    FAILED,
    SKIPPED,
    UNDECIDED,
    UPDATED,
    Context,
    Entry,
    Outcome,
    Writer,
)

NAMES = ("name_en", "name_zh-hans")


class ProductWriter(Writer):
    """A product that is new is on sale, unless the file says otherwise."""

    def __init__(self, context: Context):
        self.context, self.by = context, context.by
        self.words = Words(self.by)
        self.book = prices.standard_book() if self.by.may("price_book.edit") else None

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        known = Known(entries, self.context)
        outcomes, cells = [], []
        for entry in entries:
            try:
                with transaction.atomic():
                    outcome = self._take(entry.values, known)
            except Refusal as refusal:
                outcome = Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
            except PermissionDenied as denied:
                outcome = Outcome(FAILED, reasons=[("", str(denied))])
            outcomes.append(outcome)
            if "price" in entry.values and outcome.record_id and outcome.kind in (CREATED, UPDATED, SKIPPED):
                cells.append((outcome, Cell(outcome.record_id, _number(entry.values["price"]))))
        self._enter(cells)
        return outcomes

    def _take(self, values: dict[str, Any], known: "Known") -> Outcome:
        found = known.of(values)
        given = self._values(values)
        if found is None:
            if not given.get("name"):
                raise Refusal(_("This may not be empty."), field="name")
            made = products.create(by=self.by, **{"state": Product.State.ACTIVE, **given})
            known.remember(made)
            return Outcome(CREATED, made.pk)
        if self.context.on_match == "skip" or found.pk in known.made:
            return Outcome(SKIPPED, found.pk)
        if self.context.on_match == "ask":
            return Outcome(UNDECIDED, found.pk, [("name", _("There is a product like this already."))])
        changes = {key: value for key, value in given.items() if _differs(found, key, value)}
        if not changes:
            return Outcome(SKIPPED, found.pk)
        products.update(product=found, changes=changes, by=self.by)
        return Outcome(UPDATED, found.pk)

    def _values(self, values: dict[str, Any]) -> dict[str, Any]:
        plain, own = apart(values)
        given: dict[str, Any] = {
            key: plain[key] for key in ("name", "sku", "kind", "period", "state", "description") if key in plain
        }
        if names := {key.removeprefix("name_"): plain[key] for key in NAMES if plain.get(key)}:
            given["names"] = names
        if "cost" in plain:
            given["cost"] = _number(plain["cost"])
        for key in ("category", "unit", "tax_class"):
            if plain.get(key):
                given[key] = self.words.find(key, str(plain[key]))
        if own:
            given["custom"] = own
        return given

    def _enter(self, found: list[tuple[Outcome, Cell]]) -> None:
        if self.book is None:
            for outcome, _cell in found:
                outcome.reasons.append(("price", _("You may not change prices; this one was left out.")))
            return
        there = {
            one.product_id: one.amount
            for one in self.book.entries.filter(
                product__in={cell.product for _outcome, cell in found}, variant=None, unit=None, from_quantity=0
            )
        }
        changed = [(outcome, cell) for outcome, cell in found if there.get(cell.product) != cell.amount]
        if changed:
            prices.enter(book=self.book, cells=[cell for _outcome, cell in reversed(changed)], by=self.by)
        for outcome, _cell in changed:
            outcome.kind = UPDATED if outcome.kind == SKIPPED else outcome.kind


class Known:
    """The products that a batch may mean, by number and by name; `made` are those of this batch."""

    def __init__(self, entries: Iterable[Entry], context: Context):
        self.by_sku: dict[str, Product] = {}
        self.by_name: dict[str, Product] = {}
        self.made: set[UUID] = set()
        self.matches_by = context.matches_by
        rows = Product.objects.visible_to(context.by)
        skus = {str(one.values["sku"]).strip() for one in entries if one.values.get("sku")}
        names = {str(one.values["name"]).strip() for one in entries if one.values.get("name")}
        for one in rows.filter(sku__in=skus).union(rows.filter(name__in=names)):
            self.by_sku[one.sku] = one
            self.by_name.setdefault(one.name, one)

    def of(self, values: dict[str, Any]) -> Product | None:
        sku, name = str(values.get("sku") or "").strip(), str(values.get("name") or "").strip()
        if sku and self.matches_by("sku"):
            return self.by_sku.get(sku)
        return self.by_name.get(name) if not sku and self.matches_by("name") else None

    def remember(self, product: Product) -> None:
        self.by_sku[product.sku] = product
        self.by_name.setdefault(product.name, product)
        self.made.add(product.pk)


def _differs(product: Product, key: str, value: Any) -> bool:
    if key == "names":
        return any(product.names.get(code) != name for code, name in value.items())
    if key == "custom":
        return any(product.custom.get(field) != said for field, said in value.items())
    now = getattr(product, f"{key}_id", None) if hasattr(value, "pk") else getattr(product, key)
    return bool(now != getattr(value, "pk", value))


def _number(value: Any) -> Decimal:
    """The amount of what was read as money or as a number."""
    return Decimal(getattr(value, "amount", value))
