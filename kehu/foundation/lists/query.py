"""A list as asked for: which columns, which rows, in which order, from where on. Free of HTML: pages, the API, exports,
saved views and bulk changes all go through `parse`.

    tier=key&tier=a            any of several choices            name.contains=tele     text
    created_at.in=this_month   a period                          employees.from=50      numbers and days: from, to
    last_contact_at.not_since=30                                 email.empty=1          empty, filled
    owner=me|my_team|my_department|ID                            filter={"any": […]}    groups, as JSON
    columns=name:240,owner  sort=-created_at  search=…  cursor=…  limit=50    a column's width in pixels after a colon
    group=owner  group=created_at.month  layout=board  frozen=2            how the rows are laid out
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists import scopes, tree
from kehu.foundation.lists.columns import Column, Columns, columns_of
from kehu.foundation.lists.grouping import TIMES, Grouping, find_grouping
from kehu.foundation.lists.keyset import Order
from kehu.foundation.lists.operators import BadValue, ask, operators_of
from kehu.foundation.lists.tree import Condition, Group
from kehu.foundation.objects.registry import Field, Kind, ObjectType
from kehu.foundation.refusals import Refusal

PAGE_SIZE = 50
LARGEST_PAGE = 200
RESERVED = {"only", "columns", "sort", "search", "cursor", "limit", "filter", "group", "layout", "frozen"}
LONGEST_SEARCH = 200
MOST_COLUMNS = 30
NARROWEST, WIDEST = 40, 1200
FROZEN = 1
MOST_FROZEN = 4


class BadQuery(Refusal):
    """A parameter does not fit; `problems` has one sentence for each, `field` is the first parameter at fault."""

    def __init__(self, problems: list[tuple[str, str]]):
        super().__init__(" ".join(sentence for _parameter, sentence in problems), field=problems[0][0])
        self.problems = problems


@dataclass(frozen=True)
class Plan:
    """How the lists of one object behave: further fields that other domains know (`extra`), the order of a list nobody
    has sorted (`-key` descending), for a sorted column the further columns of the index that serves it, the keys of the
    layouts, and what rows may be grouped by and figures added up where a domain says so, and the fields
    whose text is searched where there are no search terms.
    """

    object_type: ObjectType
    extra: tuple[Field, ...] = ()
    default_sort: str = ""
    then_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    layouts: tuple[str, ...] = ("table",)
    groupings: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()

    def columns(self, user: User) -> Columns:
        return columns_of(self.object_type, user, self.extra)


@dataclass(frozen=True)
class ListQuery:
    """A valid request for a list by one user. `available` is every column he may see, `columns` those he asked for,
    `widths` their widths in pixels where someone set them, `frozen` how many stay in sight when one scrolls sideways.
    `group` is the key of a `Grouping`, `layout` that of a `Layout`, "" for the first of the list.
    """

    plan: Plan
    available: Columns
    columns: tuple[str, ...]
    filters: Group = field(default_factory=Group)
    sort: str = ""
    search: str = ""
    cursor: str = ""
    limit: int = PAGE_SIZE
    asked_columns: bool = False
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = FROZEN
    group: str = ""
    layout: str = ""

    @property
    def grouping(self) -> Grouping | None:
        return find_grouping(self.group, self.available, self.plan.groupings) if self.group else None

    only: str = ""  # certain records only, see scopes.py

    @property
    def object_type(self) -> ObjectType:
        return self.plan.object_type

    @property
    def shown(self) -> list[Column]:
        return [self.available[key] for key in self.columns]

    @property
    def order(self) -> Order:
        """By the sorted column, then by what the plan says, last by the primary key."""
        key = self.sort.lstrip("-")
        if not key:
            return Order((), descending=True)
        column = self.available[key]
        return Order(
            (column.field.sorted_by or column.path, *self.plan.then_by.get(key, ())),
            self.sort.startswith("-"),
            column.is_nullable,
        )

    def parameters(self, *, cursor: bool = False) -> list[tuple[str, str]]:
        """What `parse` makes this query of again; without the place in the list unless `cursor`."""
        found: list[tuple[str, str]] = []
        if self._is_flat():
            for condition in self.filters.conditions():
                found += [(condition.parameter, value) for value in condition.values or ("1",)]
        else:
            found.append(("filter", json.dumps(self.filters.as_data(), ensure_ascii=False, separators=(",", ":"))))
        if self.search:
            found.append(("search", self.search))
        if self.only:
            found.append(("only", self.only))
        if self.sort != self.plan.default_sort:
            found.append(("sort", self.sort))
        found += self._look()
        if self.limit != PAGE_SIZE:
            found.append(("limit", str(self.limit)))
        if cursor and self.cursor:
            found.append(("cursor", self.cursor))
        return found

    def _look(self) -> list[tuple[str, str]]:
        """What says how the rows are laid out."""
        found = []
        if self.asked_columns:
            named = [f"{key}:{self.widths[key]}" if key in self.widths else key for key in self.columns]
            found.append(("columns", ",".join(named)))
        if self.frozen != FROZEN:
            found.append(("frozen", str(self.frozen)))
        if self.group:
            found.append(("group", self.group))
        if self.layout:
            found.append(("layout", self.layout))
        return found

    def _is_flat(self) -> bool:
        """Whether the filter can be said by one parameter for each condition."""
        parts = self.filters.parts
        names = [part.parameter for part in parts if isinstance(part, Condition)]
        if self.filters.joined != "all" or len(set(names)) < len(parts):
            return False
        return not any("," in value for part in self.filters.conditions() for value in part.values)

    def lists(self) -> dict[str, list[str]]:
        """The parameters by name, as `parse` reads them."""
        found: dict[str, list[str]] = {}
        for name, value in self.parameters():
            found.setdefault(name, []).append(value)
        return found

    def link(self) -> str:
        """The parameters as they stand after the ? of a link."""
        return urlencode(self.parameters())

    def with_condition(self, condition: Condition) -> "ListQuery":
        """Narrowed by one more condition; one that asks the same field the same way is replaced."""
        kept = tuple(
            part
            for part in self.filters.parts
            if not (isinstance(part, Condition) and part.parameter == condition.parameter)
        )
        return replace(self, filters=Group("all", (*kept, condition)), cursor="")

    def laid_out(self, layout: str) -> "ListQuery":
        """In another layout; the table is not grouped by a bare date that a calendar went by."""
        return replace(self, layout=layout, group=self.group if layout or self.grouping else "", cursor="")

    def without_part(self, index: int) -> "ListQuery":
        parts = self.filters.parts
        return replace(self, filters=Group(self.filters.joined, parts[:index] + parts[index + 1 :]), cursor="")


def parse(params: Any, plan: Plan, user: User, default_columns: Iterable[str] = ()) -> ListQuery:
    """Read the parameters of a link: a QueryDict, or a mapping of names to lists of texts.

    `default_columns` are shown where the link names none. Raises `BadQuery` with a sentence for everything that does
    not fit, including fields that the user may not see.
    """
    given = {name: list(params.getlist(name) if hasattr(params, "getlist") else params[name]) for name in params}
    available = plan.columns(user)
    reader = _Reader(given, plan, available, user)
    filters = reader.filters()
    columns, widths, asked = reader.columns(default_columns)
    query = ListQuery(
        plan, available, columns, filters, reader.sort(), reader.text("search")[:LONGEST_SEARCH].strip(),
        reader.text("cursor"), reader.limit(), asked, widths, reader.frozen(), reader.group(), reader.layout(),
        reader.only(),
    )  # fmt: skip
    if reader.problems:
        raise BadQuery(reader.problems)
    return query


class _Reader:
    def __init__(self, given: dict[str, list[str]], plan: Plan, available: Columns, user: User):
        self.given, self.plan, self.available, self.user = given, plan, available, user
        self.problems: list[tuple[str, str]] = []

    def text(self, name: str) -> str:
        return (self.given.get(name) or [""])[-1].replace("\0", "")

    def columns(self, default_columns: Iterable[str]) -> tuple[tuple[str, ...], dict[str, int], bool]:
        """The keys, the widths of those that have one, and whether the link names them."""
        asked = [one for one in self.text("columns").split(",") if one]
        keys, widths = _with_widths(asked or default_columns)
        unknown = [key for key in keys if key not in self.available]
        if unknown and asked:
            self._problem("columns", _("There is no column “%(name)s” here.") % {"name": unknown[0][:40]})
        wanted = [key for key in keys if key in self.available]
        wanted = wanted or [key for key, column in self.available.items() if column.field.listed]
        return tuple(dict.fromkeys(wanted))[:MOST_COLUMNS], widths, bool(asked)

    def frozen(self) -> int:
        asked = self.text("frozen")
        return int(asked) if asked in _FREEZABLE else FROZEN

    def group(self) -> str:
        asked = self.text("group")
        if asked and find_grouping(asked, self.available, self.plan.groupings) is None and not self._goes_by(asked):
            self._problem("group", _("The list cannot be grouped by “%(name)s”.") % {"name": asked[:40]})
            return ""
        return asked

    def _goes_by(self, asked: str) -> bool:
        """Whether it is a date that another layout than the table can go by, such as a calendar."""
        column = self.available.get(asked)
        is_time = column is not None and column.kind in TIMES and not (column.via or column.is_masked or column.is_many)
        return is_time and bool(self.text("layout"))

    def layout(self) -> str:
        asked = self.text("layout")
        if asked and asked not in self.plan.layouts:
            self._problem("layout", _("This list has no layout “%(name)s”.") % {"name": asked[:40]})
            return ""
        return "" if asked == self.plan.layouts[0] else asked

    def sort(self) -> str:
        asked = self.text("sort")
        if not asked:
            return self.plan.default_sort
        column = self.available.get(asked.removeprefix("-"))
        if column is None or not can_sort(column):
            self._problem("sort", _("The list cannot be sorted by “%(name)s”.") % {"name": asked[:40]})
            return self.plan.default_sort
        return asked

    def limit(self) -> int:
        asked = self.text("limit")
        if not asked:
            return PAGE_SIZE
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= LARGEST_PAGE:
            self._problem("limit", _("A page has 1 to %(most)s rows.") % {"most": LARGEST_PAGE})
            return PAGE_SIZE
        return int(asked)

    def only(self) -> str:
        asked = self.text("only")
        if asked and not scopes.readable(asked):
            self._problem("only", _("It is not said which records are meant."))
            return ""
        return asked

    def filters(self) -> Group:
        parts: list[Condition | Group] = []
        for name, values in self.given.items():
            if name not in RESERVED:
                parts.append(self._condition(name, values))
        if self.text("filter"):
            parts += self._groups()
        group = Group("all", tuple(parts))
        if len(parts) == 1 and isinstance(parts[0], Group):
            group = parts[0]
        for condition in group.conditions():
            self._check(condition)
        return group

    def _condition(self, name: str, values: list[str]) -> Condition:
        key, operator = name, "is"
        if name not in self.available and "." in name:
            key, _dot, operator = name.rpartition(".")
        column = self.available.get(key)
        if column is not None and column.kind in _LISTED_BY_COMMA:
            values = [part for value in values for part in value.split(",") if part]
        return Condition(key, operator, () if operator in {"empty", "filled"} else tuple(values))

    def _groups(self) -> list[Condition | Group]:
        try:
            return [tree.from_data(json.loads(self.text("filter")))]
        except (ValueError, RecursionError):
            self._problem("filter", _("The filter is not readable."))
            return []

    def _check(self, condition: Condition) -> None:
        column = self.available.get(condition.field)
        if column is None or not column.field.filterable:
            self._problem(
                condition.parameter, _("There is no filter “%(name)s” here.") % {"name": condition.field[:40]}
            )
            return
        operator = operators_of(column).get(condition.operator)
        if operator is None:
            self._problem(
                condition.parameter,
                _("“%(field)s” cannot be filtered by “%(operator)s”.")
                % {"field": column.label, "operator": condition.operator[:40]},
            )
            return
        try:
            ask(column, operator, condition.values, self.user)
        except BadValue as problem:
            self._problem(condition.parameter, f"{column.label}: {problem}")

    def _problem(self, parameter: str, sentence: str) -> None:
        self.problems.append((parameter, sentence))


_FREEZABLE = {str(number) for number in range(MOST_FROZEN + 1)}
_LISTED_BY_COMMA = {Kind.CHOICE, Kind.CHOICES, Kind.REFERENCE}


def can_sort(column: Column) -> bool:
    """Whether an index gives the order; masked values would be told by their place."""
    return column.field.sortable and not column.is_masked and not column.is_many and not column.via


def _with_widths(given: Iterable[str]) -> tuple[list[str], dict[str, int]]:
    """`name:240` taken apart; a width that is none is left out, a strange one becomes the nearest that fits."""
    keys, widths = [], {}
    for one in given:
        key, _colon, width = one.partition(":")
        keys.append(key)
        if width.isascii() and width.isdigit():
            widths[key] = min(max(int(width[:6]), NARROWEST), WIDEST)
    return keys, widths
