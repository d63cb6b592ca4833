"""Cards: a record in a few lines. As a layout of its own they are what a phone shows of any list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from kehu.foundation.access.models import User
from kehu.foundation.lists.cells import Painter
from kehu.foundation.lists.layouts.base import Layout
from kehu.foundation.lists.values import Cell, Row
from kehu.foundation.objects.registry import Kind
from kehu.foundation.ui import responses

if TYPE_CHECKING:
    from kehu.foundation.lists.pages import ListPage
    from kehu.foundation.lists.query import ListQuery

LABEL = gettext_lazy("Cards")
LINES = 2
MOST_BADGES = 3
_BADGES = {Kind.CHOICE, Kind.CHOICES, Kind.TAGS}


def is_late(cells: Mapping[str, Cell], due: str, settled: Mapping[str, Sequence[str]]) -> bool:
    """Whether what a record is due at lies behind us, and still matters."""
    moment = cells[due].value if due in cells else None
    if moment is None or any(key in cells and str(cells[key].value) in done for key, done in settled.items()):
        return False
    if isinstance(moment, datetime):
        return moment < timezone.now()
    return isinstance(moment, date) and moment < timezone.localdate()


@dataclass(frozen=True)
class CardFace:
    """How a record looks on a board: its title, then one line for each of the fields `keys`."""

    painter: Painter
    keys: tuple[str, ...]
    due: str = ""
    settled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    movable: bool = False
    mark: Callable[[Mapping[str, Cell]], str] | None = None
    mark_reads: tuple[str, ...] = ()

    @property
    def reads(self) -> list[str]:
        """The fields to be read for it."""
        return list(dict.fromkeys([*self.keys, *([self.due] if self.due else []), *self.settled, *self.mark_reads]))

    def paint(self, row: Row) -> Markup:
        """The card as a list item; of one height whatever it holds, so that lanes can be scrolled by arithmetic."""
        cells = {cell.column.key: cell for cell in row.cells}
        title = cells.get(self.painter.object_type.title)
        late = is_late(cells, self.due, self.settled)
        parts = [
            f'<li class="k-board-card{" k-late" if late else ""}" data-card="{row.id}" tabindex="-1">',
            f'<div class="k-board-title">{self.painter.paint(title, row.id) if title else ""}</div>',
        ]
        for key in self.keys:
            if key in cells and key != self.painter.object_type.title:
                cell = cells[key]
                content = self.painter.paint(cell, row.id)
                label = f'<span class="k-hidden">{escape(cell.column.label)}: </span>' if content else ""
                parts.append(f'<div class="k-board-line" title="{escape(cell.column.label)}">{label}{content}</div>')
        if self.mark and (said := self.mark(cells)):
            parts.append(f'<span class="k-board-mark">{escape(said)}</span>')
        if self.movable:
            name = _("Move “%(name)s”") % {"name": title.value if title else ""}
            parts.append(
                f'<button type="button" class="k-board-grip" data-grip aria-label="{escape(name)}" tabindex="-1">'
                '<i class="ti ti-arrows-move-horizontal" aria-hidden="true"></i></button>'
            )
        if late:
            parts.append(f'<span class="k-hidden">{escape(_("Overdue"))}</span>')
        return Markup("".join([*parts, "</li>"]))  # noqa: S704 -- cells and labels are escaped already


Pictures = Callable[[list[UUID]], Mapping[UUID, str]]


@dataclass(frozen=True)
class Cards(Layout):
    """Title, badges, two lines, and what one does with a thumb: call, write, tick. `pictures` gives the addresses of
    the pictures of records, as far as they have one.
    """

    key: str = "cards"
    label: Any = LABEL
    icon: str = "layout-grid"
    template: str = "lists/cards.html"
    pictures: Pictures | None = None

    def body(self, page: "ListPage", query: "ListQuery", user: User) -> "CardsBody":
        return CardsBody(page, query, user, self.pictures)

    def part(
        self, name: str, request: HttpRequest, page: "ListPage", query: "ListQuery", user: User
    ) -> HttpResponse | None:
        if name != "rows":
            return None
        from kehu.foundation.lists.views.presenting import Listing

        body = CardsBody(page, query, user, self.pictures)
        listing = Listing(page, query, body, user, request.path, request.GET.get("view", ""))
        return responses.fragment(request, "lists/cards_rows.html", {"list": listing})


class CardsBody:
    """One page of cards."""

    def __init__(self, page: "ListPage", query: "ListQuery", user: User, pictures: Pictures | None = None):
        from dataclasses import replace

        from kehu.foundation.lists import rows

        title, kind = page.object_type.title, page.object_type
        wanted = [title, *(page.card or query.columns)]
        keys = tuple(dict.fromkeys(key for key in wanted if key in query.available))
        self.painter = Painter(kind, page.tones, page.avatars, page.opens_in_dialog)
        self.found = rows.page(replace(query, columns=keys), user)
        self.pictures = pictures([row.id for row in self.found.rows]) if pictures else {}
        self.pick = bool(page.bulk_verbs(user))
        self.narrowed = bool(query.filters or query.search or query.cursor)

    @property
    def painted(self) -> list[Markup]:
        return [self._paint(row) for row in self.found.rows]

    def _paint(self, row: Row) -> Markup:
        title = self.painter.object_type.title
        by_key = {cell.column.key: cell for cell in row.cells}
        cells = [cell for key, cell in by_key.items() if key != title]
        badges = [cell for cell in cells if cell.column.kind in _BADGES][:MOST_BADGES]
        reach = [cell for cell in cells if cell.column.kind in (Kind.PHONE, Kind.EMAIL)]
        lines = [cell for cell in cells if cell not in badges and cell not in reach and self._says(cell)][:LINES]
        parts = [f'<li class="k-card-item" id="row-{row.id}" data-row>']
        if self.pick:
            label = escape(_("Select"))
            parts.append(
                f'<input type="checkbox" class="form-check-input" name="ids" value="{row.id}" aria-label="{label}">'
            )
        if picture := self.pictures.get(row.id):
            parts.append(f'<img class="k-card-picture" src="{escape(picture)}" alt="" loading="lazy">')
        name = self.painter.paint(by_key[title], row.id) if title in by_key else ""
        parts.append(f'<div class="k-card-text"><div class="k-card-name">{name}</div>')
        parts += [f'<div class="k-card-line">{self._line(cell, row)}</div>' for cell in lines]
        marks = "".join(self.painter.paint(cell, row.id) for cell in badges)
        parts.append(f'<div class="k-card-badges">{marks}</div>' if marks else "")
        parts.append(f'</div><div class="k-card-acts">{"".join(self._act(cell) for cell in reach)}</div></li>')
        return Markup("".join(parts))  # noqa: S704 -- cells and labels are escaped already

    def _says(self, cell: Cell) -> bool:
        return cell.value not in (None, "", [])

    def _line(self, cell: Cell, row: Row) -> str:
        label = escape(cell.column.label)
        return f'<span class="k-muted">{label}</span> {self.painter.paint(cell, row.id)}'

    def _act(self, cell: Cell) -> str:
        """A call or a mail, as large as a thumb; masked values cannot be called."""
        if cell.column.is_masked or not self._says(cell):
            return ""
        scheme, icon, label = (
            ("tel", "ti-phone", _("Call")) if cell.column.kind == Kind.PHONE else ("mailto", "ti-mail", _("Write"))
        )
        return (
            f'<a class="btn btn-icon btn-default" href="{scheme}:{escape(cell.value)}" aria-label="{escape(label)}">'
            f'<i class="ti {icon}" aria-hidden="true"></i></a>'
        )
