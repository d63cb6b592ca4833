"""What a layout is: one way to look at the rows of a list. The frame (kept lists, search, filters, foot) is the same
for all; a layout fills what stands between.

    class Board(Layout): …
    ListPage("customer", layouts=(TABLE, Board("board", _("Board"), "layout-kanban", template="lists/board.html")))

The link says `layout=board`; a layout that arranges by a field takes it from `group=`, as the table does.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from kehu.foundation.access.models import User
    from kehu.foundation.lists.pages import ListPage
    from kehu.foundation.lists.query import ListQuery


@dataclass(frozen=True)
class Layout:
    """`template` is included with `list` (a `Listing`), whose `list.body` is what `body` returned. `scripts` and
    `styles` are static files that the page needs for it.
    """

    key: str
    label: Any
    icon: str
    template: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    has_foot: bool = True
    has_columns: bool = False  # whether one chooses columns for it

    def fits(self, page: "ListPage", user: "User") -> bool:
        """Whether it is offered to this user."""
        return True

    def body(self, page: "ListPage", query: "ListQuery", user: "User") -> Any:
        """What is read for the page. Raises `BadQuery`."""
        return None

    def part(
        self, name: str, request: HttpRequest, page: "ListPage", query: "ListQuery", user: "User"
    ) -> HttpResponse | None:
        """The answer to `part=NAME` where the layout has parts that scripts ask for; None where it has no such part."""
        return None


@dataclass(frozen=True)
class Table(Layout):
    """Rows and columns, the layout that every list has."""

    def body(self, page: "ListPage", query: "ListQuery", user: "User") -> Any:
        from kehu.foundation.lists import heads, rows

        grouping = query.grouping
        return heads.heads(query, grouping, user) if grouping else rows.page(query, user)

    def part(
        self, name: str, request: HttpRequest, page: "ListPage", query: "ListQuery", user: "User"
    ) -> HttpResponse | None:
        """`places`: the cursors of the pages that follow, as JSON."""
        from kehu.foundation.lists import rows

        if name != "places":
            return None
        found, end = rows.places(query, user)
        return JsonResponse({"places": found, "end": end})


TABLE = Table(
    "table", _("Table"), icon="table", template="lists/table.html", scripts=("lists/cells.js",),
    styles=("lists/cells.css",), has_columns=True,
)  # fmt: skip
