"""Values as HTML, written for speed: a page has hundreds of them."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from kehu.foundation.lists.values import Cell, currency_of
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind
from kehu.foundation.ui import formats
from kehu.foundation.ui.markup import hue, initials
from kehu.foundation.values import phones

NOBODY = UUID(int=0)
LONGEST = 90
MOST_ITEMS = 2
_RIGHT = {Kind.NUMBER, Kind.MONEY}

Tones = Mapping[str, Mapping[str, str]]


class Painter:
    """Paints the cells of one list: knows its colours, and the addresses of records without asking for each."""

    def __init__(self, object_type: registry.ObjectType, tones: Tones, avatars: bool = False, in_dialog: bool = False):
        self.object_type = object_type
        self.tones = tones
        self.avatars = avatars
        self.in_dialog = in_dialog  # whether a record opens over the list
        self.language = get_language() or "en"
        self._addresses: dict[str, str] = {}

    def address(self, object_key: str, record_id: Any) -> str:
        """Where a record's page is, "" if it has none."""
        if object_key not in self._addresses:
            kind = registry.find(object_key)
            self._addresses[object_key] = kind.url(NOBODY) if kind else ""
        pattern = self._addresses[object_key]
        return pattern.replace(str(NOBODY), str(record_id)) if pattern else ""

    def paint(self, cell: Cell, record_id: Any) -> str:
        """What stands between `<td>` and `</td>`, as HTML; nothing for an empty value."""
        value, kind = cell.value, cell.column.kind
        if value is None or value == "" or value == []:
            return ""
        if cell.column.key == self.object_type.title:
            return self._title(cell.spoken or str(value), record_id)
        if cell.items:
            return self._items(cell)
        if cell.record is not None:
            return self._reference(cell)
        if cell.text:
            return self._choice(cell)
        painted = _PAINTERS.get(kind)
        return painted(self, cell) if painted else escape(_short(str(value)))

    def _title(self, title: str, record_id: Any) -> str:
        address = self.address(self.object_type.key, record_id)
        face = _avatar(title) if self.avatars else ""
        name = escape(title or "—")
        if not address:
            return f'<span class="k-list-name">{face}<span class="k-truncate">{name}</span></span>'
        over = f' hx-get="{escape(address)}" hx-target="#dialog" hx-swap="innerHTML"' if self.in_dialog else ""
        return f'<a class="k-list-name" href="{escape(address)}"{over}>{face}<span class="k-truncate">{name}</span></a>'

    def _items(self, cell: Cell) -> str:
        tones = self.tones.get(cell.column.key, {})
        shown = cell.items[:MOST_ITEMS]
        keys = cell.value if isinstance(cell.value, list) else list(cell.items)
        badges = "".join(_badge(text, tones.get(str(key), "neutral")) for text, key in zip(shown, keys, strict=False))
        more = (
            f'<span class="k-muted k-small">+{len(cell.items) - MOST_ITEMS}</span>'
            if len(cell.items) > MOST_ITEMS
            else ""
        )
        return f'<span class="k-chips">{badges}{more}</span>'

    def _reference(self, cell: Cell) -> str:
        if cell.column.field.reference == "user":
            name = escape(cell.text)
            return f'<span class="k-list-name">{_avatar(cell.text)}<span class="k-truncate">{name}</span></span>'
        address = self.address(cell.column.field.reference, cell.record)
        if not address:
            return escape(cell.text)
        return f'<a href="{escape(address)}">{escape(cell.text)}</a>'

    def _choice(self, cell: Cell) -> str:
        tones = self.tones.get(cell.column.key)
        if tones is None:
            return escape(cell.text)
        return _badge(cell.text, tones.get(str(cell.value), tones.get("*", "neutral")))

    def _phone(self, cell: Cell) -> str:
        number = str(cell.value)
        if cell.column.is_masked:
            return f'<span class="k-nowrap">{escape(number)}</span>'
        shown = phones.display(number, language=self.language) if number.startswith("+") else number
        return f'<a class="k-nowrap" href="tel:{escape(number)}">{escape(shown)}</a>'

    def _email(self, cell: Cell) -> str:
        if cell.column.is_masked:
            return escape(str(cell.value))
        return f'<a href="mailto:{escape(str(cell.value))}">{escape(str(cell.value))}</a>'

    def _moment(self, cell: Cell) -> str:
        full, shown = formats.show_moment(cell.value), formats.show_relative(cell.value)
        return f'<time datetime="{cell.value.isoformat()}" title="{full}" class="k-nowrap">{shown}</time>'

    def _date(self, cell: Cell) -> str:
        if isinstance(cell.value, str):  # a custom field
            return escape(str(cell.value))
        return f'<span class="k-nowrap">{formats.show_date(cell.value)}</span>'

    def _number(self, cell: Cell) -> str:
        currency = currency_of(cell.column.field, "")
        return escape(formats.show_money(cell.value, currency) if currency else formats.show_number(cell.value))

    def _money(self, cell: Cell) -> str:
        return escape(formats.show_money(cell.value, cell.currency))

    def _boolean(self, cell: Cell) -> str:
        return '<i class="ti ti-check" aria-hidden="true"></i><span class="k-hidden">✓</span>' if cell.value else ""


_PAINTERS: dict[Kind, Any] = {
    Kind.PHONE: Painter._phone,
    Kind.EMAIL: Painter._email,
    Kind.MOMENT: Painter._moment,
    Kind.DATE: Painter._date,
    Kind.NUMBER: Painter._number,
    Kind.MONEY: Painter._money,
    Kind.BOOLEAN: Painter._boolean,
}


def is_figure(kind: Kind) -> bool:
    """Whether values stand at the right edge of their column."""
    return kind in _RIGHT


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@lru_cache(maxsize=5000)
def _avatar(name: str) -> str:
    return (
        f'<span class="k-avatar k-avatar-sm k-hue-{hue(name)}" aria-hidden="true">{escape(initials(name))}</span>'
        if name
        else ""
    )


@lru_cache(maxsize=5000)
def _badge(text: str, tone: str) -> str:
    return f'<span class="badge k-badge k-tone-{tone}">{escape(str(text))}</span>'
