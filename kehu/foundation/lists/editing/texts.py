"""A cell as plain text, as people read it."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.foundation.lists.values import Cell
from kehu.foundation.objects.registry import Kind
from kehu.foundation.ui import formats


def text_of(cell: Cell) -> str:
    """What the cell says, "" for nothing."""
    value: Any = cell.value
    if value is None or value == "" or value == []:
        return ""
    if cell.items:
        return ", ".join(cell.items)
    if cell.text:
        return cell.text
    match cell.column.kind:
        case Kind.BOOLEAN:
            return _("yes") if value else _("no")
        case Kind.MONEY if not isinstance(value, str):
            return str(formats.show_money(value, cell.currency))
        case Kind.NUMBER if not isinstance(value, str):
            return str(formats.show_number(value))
        case Kind.MOMENT if not isinstance(value, str):
            return str(formats.show_moment(value))
        case Kind.DATE if not isinstance(value, str):
            return str(formats.show_date(value))
    return str(value)
