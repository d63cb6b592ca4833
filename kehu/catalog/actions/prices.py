"""Price books and what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.catalog import events
from kehu.catalog.derived import refresh_list_prices
from kehu.catalog.models import PriceBook, PriceEntry, Product, Variant
from kehu.catalog.permissions import PriceBookVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets, deletion
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key

EDITABLE = {
    "name", "currency", "includes_tax", "priority", "valid_from", "valid_until", "tier", "standing", "tag", "region",
    "territory", "is_active", "notes",
}  # fmt: skip
CONDITIONS = ("tier", "standing", "tag", "region", "territory", "valid_from", "valid_until")
LARGEST = Decimal(10) ** 12


class PriceRefused(Refusal):
    """The price or the book cannot be like this."""


@dataclass(frozen=True)
class Cell:
    """One price that is entered: of a product or a variant, for a unit (None: its own), from a quantity on. `amount`
    None takes it out of the book.
    """

    product: UUID
    amount: Decimal | None
    variant: UUID | None = None
    unit: UUID | None = None
    since: Decimal = Decimal(0)

    @property
    def key(self) -> tuple[UUID, UUID | None, UUID | None, Decimal]:
        return self.product, self.variant, self.unit, self.since


def standard_book() -> PriceBook:
    """The one that holds for everybody and always."""
    return PriceBook.objects.get(is_standard=True, deleted_at=None)


def create(*, name: str, currency: str, by: User, **given: Any) -> PriceBook:
    """Open a price book, empty. Further keywords are those of `EDITABLE`."""
    by.require(PriceBookVerb.CREATE)
    row = PriceBook(created_by=by)
    with writing(by=by):
        _set(row, {"name": name, "currency": currency, **given})
        row.save(force_insert=True)
        reindex("price_book", [row.pk], new=True)
    return row


def copy(*, book: PriceBook, name: str, by: User, percent: Decimal = Decimal(0), **given: Any) -> PriceBook:
    """A book with the prices of another, each `percent` higher or, below nothing, lower; rounded half up to as many
    digits as the price had, at least those of the currency. Conditions are not copied.
    """
    from kehu.catalog.queries.resolving import finer, rounded

    if percent <= -100:
        raise PriceRefused(_("Prices can be lowered by less than all."), field="percent")
    made = create(
        name=name, currency=book.currency, by=by, **{"includes_tax": book.includes_tax, **given}
    )  # fmt: skip
    factor = 1 + percent / 100
    with writing(by=by):
        PriceEntry.objects.bulk_create(
            PriceEntry(
                book=made, product_id=one.product_id, variant_id=one.variant_id, unit_id=one.unit_id,
                from_quantity=one.from_quantity,
                amount=rounded(one.amount * factor, book.currency, finer(one.amount, book.currency)),
            )
            for one in PriceEntry.objects.filter(book=book, product__deleted_at=None)
        )  # fmt: skip
    return made


def update(
    *, book: PriceBook, changes: dict[str, Any], by: User, expected_version: int | None = None
) -> PriceBook:  # fmt: skip
    """Change fields of `EDITABLE`. The standard book keeps holding for everybody and always."""
    by.require(PriceBookVerb.EDIT)
    if unknown := set(changes) - EDITABLE:
        raise PriceRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(book, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        _set(row, changes)
        row.save()
        reindex("price_book", [row.pk])
    return row


def trash(*, book: PriceBook, by: User) -> None:
    """To the trash; it holds for nobody there. The standard book stays."""
    if book.is_standard:
        raise PriceRefused(_("The standard price book is always needed."))
    deletion.trash(object_key="price_book", ids=[book.pk], by=by)


def enter(*, book: PriceBook, cells: Sequence[Cell], by: User, change_set: UUID | None = None) -> int:
    """Put prices into a book, all or none; returns how many changed. The later of two cells for the same price holds.
    Raises OutOfReach, PermissionMissing, or PriceRefused whose field is the place of the cell at fault.
    """
    by.require(PriceBookVerb.EDIT)
    wanted = {cell.key: cell for cell in cells}
    _check(list(cells), by)
    with writing(by=by, change_set=change_set):
        row = editable(book, by)
        there = PriceEntry.objects.filter(book=row, product__in={one.product for one in cells})
        known = {(one.product_id, one.variant_id, one.unit_id, one.from_quantity): one for one in there}
        gone = [known[key].pk for key, cell in wanted.items() if cell.amount is None and key in known]
        fresh, changed = [], []
        for key, cell in wanted.items():
            if cell.amount is None:
                continue
            entry = known.get(key)
            if entry is None:
                fresh.append(_entry(row, cell))
            elif entry.amount != cell.amount:
                entry.amount = cell.amount
                changed.append(entry)
        PriceEntry.objects.filter(pk__in=gone).delete()
        PriceEntry.objects.bulk_create(fresh)
        PriceEntry.objects.bulk_update(changed, ["amount"])
        touched = {key[0] for key in wanted}
        if row.is_standard:
            refresh_list_prices(touched)
        count = len(gone) + len(fresh) + len(changed)
        if count:
            publish(events.PricesChanged(row.pk, tuple(sorted(touched))), by=by.pk)
    return count


def enter_block(*, book: PriceBook, cells: Sequence[Cell], by: User) -> tuple[int, ChangeSet | None]:
    """The same for a block pasted from a spreadsheet, as a change set that can be taken back; none if nothing was
    changed.
    """
    by.require(PriceBookVerb.EDIT)
    _check(list(cells), by)
    title = ngettext("%(num)s price in “%(book)s”", "%(num)s prices in “%(book)s”", len(cells)) % {
        "num": len(cells), "book": book.name,
    }  # fmt: skip
    made = change_sets.begin(kind=ChangeSet.Kind.BULK_EDIT, title=title, object_key="price_entry", by=by)
    count = enter(book=book, cells=cells, by=by, change_set=made.pk)
    change_sets.finish(change_set=made, counts={"changed": count})
    return count, made if count else None


def _entry(book: PriceBook, cell: Cell) -> PriceEntry:
    return PriceEntry(
        book=book, product_id=cell.product, variant_id=cell.variant, unit_id=cell.unit, from_quantity=cell.since,
        amount=cell.amount,
    )  # fmt: skip


def _check(cells: list[Cell], by: User) -> None:
    products = set(
        Product.objects.visible_to(by).filter(pk__in={one.product for one in cells}).values_list("pk", flat=True)
    )
    variants = dict(
        Variant.objects.filter(pk__in={one.variant for one in cells if one.variant}).values_list("pk", "product")
    )
    for place, one in enumerate(cells):
        if one.product not in products:
            raise PriceRefused(_("This product is not known."), field=str(place))
        if one.variant and variants.get(one.variant) != one.product:
            raise PriceRefused(_("This variant is of another product."), field=str(place))
        if one.since < 0 or one.since >= Decimal(10) ** 10:
            raise PriceRefused(_("A quantity is not negative."), field=str(place))
        if one.amount is not None and not 0 <= one.amount < LARGEST:
            raise PriceRefused(_("A price is not negative, and has at most twelve digits."), field=str(place))


def _set(row: PriceBook, changes: dict[str, Any]) -> None:
    former = row.currency
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    row.currency = row.currency.upper()
    if row.currency != former and not row._state.adding and row.entries.exists():
        raise PriceRefused(_("The book has prices already; its currency cannot change."), field="currency")
    if not row.name:
        raise PriceRefused(_("Give the price book a name."), field="name")
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        raise PriceRefused(_("The last day lies before the first."), field="valid_until")
    if row.is_standard:
        for key in CONDITIONS:
            if getattr(row, key) not in (None, ""):
                raise PriceRefused(_("The standard price book holds for everybody and always."), field=key)
        if not row.is_active:
            raise PriceRefused(_("The standard price book is always needed."), field="is_active")
    row.sort_name = sort_key(row.name)
