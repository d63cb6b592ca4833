"""The grid of lines: what was typed since the last saving, laid over what stands there by now.

The browser sends changes, not the whole document: of each cell what it showed and what was typed. A cell that somebody
else changed meanwhile is a conflict and stays; what cannot be read is refused and stays; everything else is saved.
Nothing good is lost for the sake of something bad.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.catalog.models import BundlePart
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.database.records import new_id
from kehu.foundation.refusals import Refusal
from kehu.quotes.actions import cells, pricing
from kehu.quotes.actions.states import require_draft
from kehu.quotes.entries import discount, shown_discount
from kehu.quotes.models import Line, Quote
from kehu.quotes.permissions import QuoteVerb
from kehu.quotes.queries.lines import in_order, lines_of

MOST_LINES = 1000


class GridRefused(Refusal):
    """The changes cannot be applied as a whole."""


@dataclass(frozen=True)
class Cell:
    """`old` is what the browser showed before; None means whatever stands there. Without a line it is the quote's."""

    line: UUID | None
    field: str
    old: str | None
    new: str


@dataclass(frozen=True)
class NewLine:
    """A line of the document, or with `parent` and `part` a part that is offered with the bundle of that line."""

    id: UUID
    kind: str = Line.Kind.ITEM
    parent: UUID | None = None
    part: UUID | None = None


@dataclass(frozen=True)
class Edits:
    """`order` are all lines but parts, from top to bottom; empty leaves them as they stand."""

    cells: list[Cell] = field(default_factory=list)
    added: list[NewLine] = field(default_factory=list)
    removed: list[UUID] = field(default_factory=list)
    order: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """A cell that was not taken: `theirs` is what stands there if somebody else changed it, else `message` says why."""

    line: UUID | None
    field: str
    typed: str
    message: str = ""
    theirs: str | None = None


@dataclass
class Outcome:
    quote: Quote
    lines: list[Line]
    sums: Any
    problems: list[Problem]


def apply(*, quote: Quote, edits: Edits, by: User) -> Outcome:
    """Raises PermissionMissing, OutOfReach, WrongState, GridRefused; what is wrong with cells is in the outcome."""
    by.require(QuoteVerb.EDIT)
    with writing(by=by):
        row = editable(quote, by)
        require_draft(row)
        sheet = _Sheet(row, lines_of(row), by)
        sheet.add(edits.added)
        for cell in edits.cells:
            sheet.put(cell)
        sheet.remove(edits.removed)
        sheet.arrange(edits.order)
        found = sheet.save()
    return Outcome(row, sheet.lines, found, sheet.problems)


class _Sheet:
    """The lines in memory while changes are laid over them."""

    def __init__(self, quote: Quote, lines: list[Line], by: User):
        self.quote, self.lines, self.by = quote, lines, by
        self.by_id = {one.pk: one for one in lines}
        self.new: list[Line] = []
        self.gone: list[Line] = []
        self.changed: set[UUID] = set()
        self.to_ask: set[UUID] = set()
        self.problems: list[Problem] = []

    def add(self, added: Iterable[NewLine]) -> None:
        for one in added:
            if one.id in self.by_id:
                continue  # the answer to the first sending was lost on its way
            if len(self.lines) >= MOST_LINES:
                raise GridRefused(_("A quote has at most %(count)s lines.") % {"count": MOST_LINES})
            if one.kind == Line.Kind.PART:
                self._add_part(one)
                continue
            if one.kind not in (Line.Kind.ITEM, Line.Kind.SECTION, Line.Kind.TEXT):
                raise GridRefused(_("There is no such kind of line."))
            if Line.objects.filter(pk=one.id).exists():
                raise GridRefused(_("This line belongs to another quote."))
            last = max((line.position for line in self.lines), default=0)
            line = Line(id=one.id, quote=self.quote, kind=one.kind, position=last + 10)
            cells.begin(line, self.quote)
            self._take(line)

    def _add_part(self, wanted: NewLine) -> None:
        """One that is in the bundle already is not put in twice."""
        line = self.by_id.get(wanted.parent) if wanted.parent else None
        rows = BundlePart.objects.filter(pk=wanted.part, bundle=line.product_id if line else None)
        part = rows.select_related("product__unit", "product__tax_class", "variant").first()
        if line is None or part is None or not line.counts:
            raise GridRefused(_("This part is not offered with the bundle any more."))
        inside = [one for one in self.lines if one.parent_id == line.pk]
        if any((one.product_id, one.variant_id) == (part.product_id, part.variant_id) for one in inside):
            return
        last = max((one.position for one in inside), default=-1)
        self._take(self._part(line, part, last + 1, key=wanted.id))
        self.to_ask.add(line.pk)

    def put(self, cell: Cell) -> None:
        if cell.line is None:
            self._guarded(cell, self._discount_of_quote(), self._set_quote_discount)
            return
        line = self.by_id.get(cell.line)
        if line is None:
            self.problems.append(Problem(cell.line, cell.field, cell.new, _("Somebody else removed this line.")))
            return
        self._guarded(cell, cells.shown_in(line, cell.field), lambda text: self._set(line, cell.field, text))

    def remove(self, ids: Iterable[UUID]) -> None:
        wanted = set(ids)
        for one in [one for one in self.lines if one.pk in wanted or one.parent_id in wanted]:
            self.lines.remove(one)
            if one in self.new:
                self.new.remove(one)
            else:
                self.gone.append(one)
            if one.parent_id in self.by_id:
                self.to_ask.add(one.parent_id)

    def arrange(self, order: list[UUID]) -> None:
        places = {pk: place for place, pk in enumerate(order)}
        tops = [one for one in self.lines if one.parent_id is None]
        if order:
            tops.sort(key=lambda one: (places.get(one.pk, len(places)), one.position))
        for place, one in enumerate(tops):
            if one.position != 10 * (place + 1):
                one.position = 10 * (place + 1)
                self.changed.add(one.pk)
        self.lines = in_order(self.lines)

    def save(self) -> Any:
        asked = [one for one in self.lines if one.pk in self.to_ask]
        before = {one.pk: [getattr(one, key) for key in pricing.WORKED_OUT] for one in self.lines}
        if asked:
            pricing.ask_books(self.quote, self.lines, asked)
        found = pricing.work_out(self.quote, self.lines)
        fresh = {one.pk for one in self.new}
        for one in self.lines:
            if [getattr(one, key) for key in pricing.WORKED_OUT] != before[one.pk]:
                self.changed.add(one.pk)
        if self.gone:
            Line.objects.filter(pk__in=[one.pk for one in self.gone]).delete()
        Line.objects.bulk_create(self.new)
        kept = [one for one in self.lines if one.pk in self.changed - fresh]
        if kept:
            Line.objects.bulk_update(kept, cells.COLUMNS)
        self.quote.save()
        self.quote.refresh_from_db(fields=["version", "updated_at"])
        return found

    def _take(self, line: Line) -> None:
        self.lines.append(line)
        self.new.append(line)
        self.by_id[line.pk] = line

    def _guarded(self, cell: Cell, stands: str, put: Callable[[str], None]) -> None:
        if cell.new == stands:
            return
        if cell.old is not None and cell.old != stands:
            self.problems.append(Problem(cell.line, cell.field, cell.new, theirs=stands))
            return
        try:
            put(cell.new)
        except Refusal as refusal:
            self.problems.append(Problem(cell.line, cell.field, cell.new, refusal.message))

    def _set(self, line: Line, key: str, text: str) -> None:
        sold = (line.product_id, line.variant_id)
        cells.put(line, key, text, quote=self.quote, by=self.by)
        self.changed.add(line.pk)
        sells_another = (line.product_id, line.variant_id) != sold
        if sells_another:
            self._expand(line)
        if sells_another or key in cells.ASKS:
            self.to_ask.add(line.parent_id or line.pk)

    def _expand(self, line: Line) -> None:
        """The line of a bundle gets the parts that are chosen at first, any other loses those it had."""
        self.remove([one.pk for one in self.lines if one.parent_id == line.pk])
        product = line.product
        if product is None or not product.is_bundle:
            return
        parts = BundlePart.objects.filter(bundle=product).exclude(is_optional=True, is_chosen=False)
        for place, part in enumerate(parts.select_related("product__unit", "variant")):
            self._take(self._part(line, part, place, key=new_id()))

    def _part(self, line: Line, part: BundlePart, place: int, *, key: UUID) -> Line:
        child = Line(
            id=key, quote=self.quote, parent=line, kind=Line.Kind.PART, position=place, quantity=part.quantity,
        )  # fmt: skip
        cells.sell(child, part.product, part.variant, self.quote)
        return child

    def _discount_of_quote(self) -> str:
        return shown_discount(self.quote.discount_percent, self.quote.discount_amount)

    def _set_quote_discount(self, text: str) -> None:
        self.quote.discount_percent, self.quote.discount_amount = discount(text)
