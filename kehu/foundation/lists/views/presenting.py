"""What the templates of a list are given."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from kehu.foundation.access.conditions import Form
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import BulkVerb
from kehu.foundation.database.kept import kept
from kehu.foundation.lists import scopes
from kehu.foundation.lists.cells import Painter, is_figure
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.registry import editable_keys
from kehu.foundation.lists.filtering import phrase
from kehu.foundation.lists.grouping import narrowed
from kehu.foundation.lists.heads import Head, Heads
from kehu.foundation.lists.layouts.base import Layout
from kehu.foundation.lists.layouts.board import BoardBody
from kehu.foundation.lists.models import SavedView
from kehu.foundation.lists.pages import ListPage
from kehu.foundation.lists.permissions import ListVerb
from kehu.foundation.lists.query import FROZEN, PAGE_SIZE, ListQuery, can_sort
from kehu.foundation.lists.rows import Page
from kehu.foundation.lists.tree import Condition
from kehu.foundation.lists.values import Row
from kehu.foundation.objects.registry import Kind
from kehu.foundation.search import registry as searchable
from kehu.foundation.ui.addresses import maybe_url

MOST_TABS = 8
ALL = "all"  # in the place of a saved view: the whole list, though a role may see another one first


@dataclass(frozen=True)
class Heading:
    label: str
    key: str
    figure: bool
    card: bool
    sort: str  # address of the list sorted by it, "" if it cannot be
    sorted: str  # up, down or ""
    width: int


_WIDTHS = {
    Kind.LONG_TEXT: 260, Kind.NUMBER: 110, Kind.MONEY: 140, Kind.DATE: 120, Kind.MOMENT: 145, Kind.CHOICE: 135,
    Kind.BOOLEAN: 100, Kind.PHONE: 155, Kind.EMAIL: 200, Kind.TAGS: 190, Kind.CHOICES: 190, Kind.ADDRESS: 240,
}  # fmt: skip
_WIDTH, _TITLE_WIDTH, _PICK_WIDTH = 165, 260, 40


@dataclass(frozen=True)
class Chip:
    label: str
    edit: str
    without: str


@dataclass(frozen=True)
class Tab:
    """A list under a name above the list. `view` is the saved one, None for those that are declared."""

    name: str
    address: str
    current: bool
    view: SavedView | None = None


class Listing:
    """One list as one user sees it now."""

    def __init__(self, page: ListPage, query: ListQuery, body: Any, user: User, path: str, view_id: str):
        self.page, self.query, self.body, self.user, self.path, self.view_id = page, query, body, user, path, view_id
        self.layout = page.layout(query)
        self.found = body if isinstance(body, Page) else Page([])
        self.within = ""  # the group whose rows are asked for
        self.object_type = page.object_type
        self.painter = Painter(self.object_type, page.tones, page.avatars, page.opens_in_dialog)

    # -- addresses ---------------------------------------------------------------------------------------------------

    def to(self, query: ListQuery, **more: str) -> str:
        given = [*query.parameters(), *more.items()]
        if self.view_id and "view" not in more:
            given.append(("view", self.view_id))
        return f"{self.path}?{urlencode(given)}" if given else self.path

    @property
    def address(self) -> str:
        return self.to(self.query)

    @property
    def link(self) -> str:
        return self.query.link()

    @property
    def foot(self) -> str:
        return self.to(self.query, part="foot")

    @property
    def again(self) -> str:
        return self.to(self.query, part="list")

    @property
    def without_search(self) -> str:
        return self.to(replace(self.query, search=""))

    @property
    def rows(self) -> str:
        """Where scripts ask for pages of rows: they add the part and the cursor."""
        return self.to(replace(self.query, cursor=""))

    @property
    def next_rows(self) -> str:
        """The rows that follow in the same group."""
        return self.to(self.query, cursor=self.found.next, part="rows")

    def group_rows(self, head: Head) -> str:
        """The first rows of a group."""
        return self.to(self.query, within=head.value, part="rows")

    def group_alone(self, head: Head) -> str:
        """The list of the rows of one group only."""
        assert self.query.grouping is not None
        return self.to(narrowed(self.query, self.query.grouping, head.value))

    @property
    def matching(self) -> str:
        """The link of all rows that match, however they are laid out: what a change of all of them is about."""
        plain = replace(
            self.query, sort=self.page.default_sort, asked_columns=False, group="", layout="", frozen=FROZEN
        )
        return replace(plain, limit=PAGE_SIZE, cursor="").link()

    @property
    def next_page(self) -> str:
        return self.to(self.query, cursor=self.found.next)

    def tool(self, name: str, **more: str) -> str:
        """The address of a dialog about this list."""
        given = {"query": self.link, **({"view": self.view_id} if self.view_id else {}), **more}
        return f"{reverse(f'lists:{name}', args=[self.page.object])}?{urlencode(given)}"

    # -- head --------------------------------------------------------------------------------------------------------

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.query.shown]

    def _heading(self, column: Column) -> Heading:
        key, sort = column.key, self.query.sort
        now = {key: "up", f"-{key}": "down"}.get(sort, "")
        # What changes is first wanted latest first; a third press goes back to the order the list has by itself.
        first, second = (f"-{key}", key) if column.kind in {"moment", "date", "number", "money"} else (key, f"-{key}")
        wanted = {"": first, first: second, second: self.page.default_sort}[sort if now else ""]
        address = self.to(replace(self.query, sort=wanted, cursor="")) if can_sort(column) else ""
        title = self.object_type.title
        card = key == title or not self.page.card or key in self.page.card
        usual = _TITLE_WIDTH if key == title else _WIDTHS.get(column.kind, _WIDTH)
        width = self.query.widths.get(key, usual)
        return Heading(column.label, key, is_figure(column.kind), card, address, now, width)

    @property
    def frozen(self) -> list[tuple[int, int]]:
        """(place among the cells of a row, pixels from the left) of the columns that stay in sight."""
        found, left = [], 0
        if self.bulk and self.query.frozen:
            found, left = [(1, 0)], _PICK_WIDTH
        for place, heading in enumerate(self.headings[: self.query.frozen]):
            found.append((place + 1 + bool(self.bulk), left))
            left += heading.width
        return found

    @property
    def width(self) -> int:
        return sum(heading.width for heading in self.headings) + (_PICK_WIDTH if self.bulk else 0)

    @cached_property
    def chips(self) -> list[Chip]:
        made = []
        if self.query.only:
            whole = self.to(replace(self.query, only="", cursor=""))
            made.append(Chip(scopes.phrase(self.query.only), "", whole))
        for index, part in enumerate(self.query.filters.parts):
            edit = self.tool("build")
            if isinstance(part, Condition):
                edit = self.tool("filter", field=part.field, part=str(index))
            made.append(Chip(phrase(part, self.query, self.user), edit, self.to(self.query.without_part(index))))
        if self.query.filters.joined == "any":
            whole = phrase(self.query.filters, self.query, self.user)
            without = self.to(replace(self.query, filters=type(self.query.filters)(), cursor=""))
            return [*made[: bool(self.query.only)], Chip(whole, self.tool("build"), without)]
        return made

    @cached_property
    def filter_fields(self) -> list[tuple[str, str]]:
        """(label, address of the dialog) of everything that can be filtered by."""
        dialog = f"{self.tool('filter')}&field="
        columns = [one for one in self.query.available.values() if one.field.filterable]
        return [(one.label, dialog + quote(one.key)) for one in columns]

    @property
    def is_searchable(self) -> bool:
        return bool(self.page.searched) or searchable.is_searchable(self.page.object)

    @cached_property
    def groupings(self) -> list[tuple[str, str, bool]]:
        """(label, address of the list grouped so, whether it is) of all that the rows can be grouped by."""
        flat = self.ungrouped
        grouped = f"{flat}{'&' if '?' in flat else '?'}group="
        found = self.page.groupings_for(self.query)
        return [(one.label, grouped + quote(one.key), one.key == self.query.group) for one in found]

    @property
    def ungrouped(self) -> str:
        return self.to(replace(self.query, group="", cursor=""))

    @cached_property
    def grouped_by(self) -> str:
        grouping = self.query.grouping
        return grouping.label if grouping else ""

    @cached_property
    def layouts(self) -> list[tuple[Layout, str, bool]]:
        """(layout, its address, whether it is the one that is shown) of all that fit, if there are several."""
        fitting = [one for one in self.page.layouts if one.fits(self.page, self.user)]
        if len(fitting) < 2:
            return []
        keys = {one.key: "" if one is self.page.layouts[0] else one.key for one in fitting}
        return [(one, self.to(self.query.laid_out(keys[one.key])), one is self.layout) for one in fitting]

    # -- views -------------------------------------------------------------------------------------------------------

    @cached_property
    def saved(self) -> list[SavedView]:
        return _saved_views(SavedView.ownership.reached(SavedView, self.user, "view"), object_key=self.page.object)

    @cached_property
    def tabs(self) -> list[Tab]:
        declared = [(_("All"), ""), *[(str(name), query) for name, query in self.page.views]]
        now, of_none = self.link, self.view_id in {"", ALL}
        tabs = [
            Tab(name, f"{self.path}?{query or f'view={ALL}'}", now == query and of_none) for name, query in declared
        ]
        pinned = [view for view in self.saved if view.is_pinned]
        return tabs + [self._tab(view) for view in pinned[:MOST_TABS]]

    @cached_property
    def further_views(self) -> list[Tab]:
        shown = {tab.view.pk for tab in self.tabs if tab.view}
        return [self._tab(view) for view in self.saved if view.pk not in shown]

    def _tab(self, view: SavedView) -> Tab:
        address = f"{self.path}?{view.query}{'&' if view.query else ''}view={view.pk}"
        return Tab(view.name, address, str(view.pk) == self.view_id, view)

    @cached_property
    def current_view(self) -> SavedView | None:
        return next((view for view in self.saved if str(view.pk) == self.view_id), None)

    @property
    def is_changed(self) -> bool:
        """Whether the list differs from the saved view it came from, or from every list that has a name."""
        if self.current_view:
            return self.current_view.query != self.link
        return not any(tab.current for tab in self.tabs)

    @cached_property
    def may_change_view(self) -> bool:
        view = self.current_view
        if view is None or view.owner_id == self.user.pk:
            return view is not None
        return SavedView.objects.editable_by(self.user).filter(pk=view.pk).exists()

    @property
    def as_kept(self) -> str:
        """The list as the saved view has it, without what was changed since."""
        return self._tab(self.current_view).address if self.current_view else ""

    @property
    def may_share(self) -> bool:
        return self.user.may(ListVerb.SHARE_VIEW)

    @cached_property
    def editable(self) -> frozenset[str]:
        """The columns whose cells the user may change, in records that he can edit."""
        return editable_keys(self.page.object, self.query.shown, self.user)

    # -- rows and what is done with them -----------------------------------------------------------------------------

    @property
    def painted_rows(self) -> list[Markup]:
        """Each row as a `<tr>`, written here because a template would take most of the page's time for it."""
        cells = [_cell_opening(heading) for heading in self.headings]
        label = escape(_("Select"))
        action = self.page.row_action
        pressed = action is not None and self.user.may(action.verb)
        painted = []
        for row in self.found.rows:
            identifier = str(row.id)
            parts = [f'<tr id="row-{identifier}" data-row>']
            if self.bulk:
                parts.append(
                    '<td class="k-list-pick"><input type="checkbox" class="form-check-input" name="ids"'
                    f' value="{identifier}" aria-label="{label}"></td>'
                )
            for (opening, shown_label), cell in zip(cells, row.cells, strict=True):
                content = self.painter.paint(cell, identifier)
                if pressed and cell.column.key == self.object_type.title:
                    content = self._row_action(row, str(cell.value)) + content
                parts += (opening, shown_label if content else "", ">", content, "</td>")
            parts.append("</tr>")
            painted.append(Markup("".join(parts)))  # noqa: S704 -- cells and labels are escaped already
        return painted

    def _row_action(self, row: Row, title: str) -> str:
        action = self.page.row_action
        assert action is not None
        shown = (str(cell.value) for cell in row.cells if cell.column.key == action.field)
        done = next(shown, action.values[0]) not in action.values
        address = maybe_url(action.address, row.id) + (action.back if done else "")
        label = escape(f"{action.back_label if done else action.label}: {title}")
        return (
            f'<button type="button" class="{action.look}" hx-post="{escape(address)}" hx-swap="none"'
            f' aria-label="{label}" title="{label}" aria-pressed="{"true" if done else "false"}">'
            f'<i class="ti ti-{action.icon}" aria-hidden="true"></i></button>'
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show; other layouts than the table say so themselves."""
        nothing = isinstance(self.body, Page) and not self.body.rows
        said = isinstance(self.body, BoardBody) and self.body.is_empty
        return nothing or said or (isinstance(self.body, Heads) and not self.body.groups)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query.filters or self.query.search or self.query.only or self.query.cursor)

    @property
    def has_begun(self) -> bool:
        """Whether there is anything yet; asked of lists that know what to do first, which may open with a filter."""
        if not self.page.first_steps:
            return True
        rows: Any = self.object_type.model_class._default_manager.all()
        return bool(rows.visible_to(self.user).exists())

    @cached_property
    def bulk(self) -> list[BulkVerb]:
        return self.page.bulk_verbs(self.user)

    def bulk_address(self, verb: BulkVerb) -> str:
        return reverse("lists:bulk", args=[self.page.object, verb.key])

    @property
    def create_address(self) -> str:
        kind = self.object_type
        return self.page.create_address if self.user.may(kind.create or kind.view) else ""

    @property
    def first_steps(self) -> list[tuple[Any, str, str]]:
        """(label, icon, address) of what the user may do first."""
        found = [(label, icon, maybe_url(name)) for label, icon, name, verb in self.page.first_steps
                 if not verb or self.user.may(verb)]  # fmt: skip
        return [one for one in found if one[2]]

    @property
    def import_address(self) -> str:
        return maybe_url(self.page.import_page) if self.page.import_page else ""

    @property
    def export_address(self) -> str:
        """Where exports are ordered, if the user may take this list with him."""
        kind = self.object_type
        return maybe_url("transfer:exports") if kind.export and self.user.may(kind.export) else ""

    @property
    def link_with_columns(self) -> str:
        return replace(self.query, asked_columns=True).link()


@kept
def _saved_views(seen: Form, object_key: str) -> Any:
    return SavedView.objects.filter(seen.alive, object_key=object_key).select_related("owner")[:100]


def _cell_opening(heading: Heading) -> tuple[str, str]:
    """The beginning of a cell without its `>`, and the label it carries if it holds something."""
    classes = " ".join(name for name, on in (("k-number", heading.figure), ("k-hide-phone", not heading.card)) if on)
    return f'<td class="{classes}"' if classes else "<td", f' data-label="{escape(heading.label)}"'
