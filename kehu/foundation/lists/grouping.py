"""What the rows of a list can be grouped by, and which rows are in a group."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.lists import trees
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.periods import NEAR, near_bounds, period_bounds
from kehu.foundation.lists.tree import Condition, Group
from kehu.foundation.objects.registry import Kind

UNITS = {
    "near": gettext_lazy("how soon"),
    "day": gettext_lazy("day"),
    "week": gettext_lazy("week"),
    "month": gettext_lazy("month"),
    "quarter": gettext_lazy("quarter"),
    "year": gettext_lazy("year"),
}
TIMES = {Kind.DATE, Kind.MOMENT}
PEOPLE = {"user", "team", "department"}
NOTHING = "-"  # the value of the group of rows that have none


@dataclass(frozen=True)
class Grouping:
    """A column, and of a date how long its groups are."""

    column: Column
    unit: str = ""

    @property
    def key(self) -> str:
        return f"{self.column.key}.{self.unit}" if self.unit else self.column.key

    @property
    def label(self) -> str:
        if not self.unit:
            return self.column.label
        return _("%(field)s: by %(unit)s") % {"field": self.column.label, "unit": UNITS[self.unit]}

    def within(self, value: str) -> Group:
        """The filter that lets the rows of one group through; `value` is a head's `value`. Raises ValueError."""
        field = self.column.key
        if value == NOTHING:
            return Group("all", (Condition(field, "empty"),))
        if not self.unit:
            operator = "only" if trees.find(self.column.field.reference) else "is"
            return Group("all", (Condition(field, operator, (value,)),))
        first, after = self.bounds(value)
        found = []
        if first:
            found.append(Condition(field, "from", (first.isoformat(),)))
        if after:
            found.append(Condition(field, "to", ((after - timedelta(days=1)).isoformat(),)))
        return Group("all", tuple(found))

    def bounds(self, value: str) -> tuple[date | None, date | None]:
        """First day of a group of dates and first day after it. Raises ValueError."""
        if self.unit == "near":
            return near_bounds(value)
        return period_bounds(self.unit, date.fromisoformat(value))

    def value_label(self, value: str) -> str:
        """What stands over the group of dates."""
        if self.unit == "near":
            return str(NEAR[value])
        first = date.fromisoformat(value)
        from kehu.foundation.ui.formats import show_date

        if self.unit == "year":
            return str(first.year)
        if self.unit == "quarter":
            return _("%(year)s, quarter %(quarter)s") % {"year": first.year, "quarter": (first.month + 2) // 3}
        if self.unit == "month":
            return _("%(year)s-%(month)s") % {"year": first.year, "month": f"{first.month:02}"}
        if self.unit == "week":
            return _("Week from %(day)s") % {"day": show_date(first)}
        return _("Today") if first == timezone.localdate() else str(show_date(first))


def groupings_of(available: Mapping[str, Column], declared: tuple[str, ...] = ()) -> list[Grouping]:
    """All that a user may group by, those that are declared first."""
    keys = [key for key in declared if key in available]
    keys += [key for key, column in available.items() if key not in keys and not declared and is_groupable(column)]
    found = []
    for key in keys:
        column = available[key]
        units = UNITS if column.kind in TIMES else ("",)
        found += [Grouping(column, unit) for unit in units]
    return found


def find_grouping(key: str, available: Mapping[str, Column], declared: tuple[str, ...] = ()) -> Grouping | None:
    return next((one for one in groupings_of(available, declared) if one.key == key), None)


def is_groupable(column: Column) -> bool:
    """Whether its values are few enough to stand over rows, and may be seen as they are."""
    if column.via or column.is_masked or column.is_many or column.is_array or not column.field.filterable:
        return False
    if column.kind in TIMES:
        return not column.is_custom
    if column.kind == Kind.REFERENCE:
        few = column.field.reference in PEOPLE or trees.find(column.field.reference) is not None
        return few and not column.is_custom
    return column.kind == Kind.BOOLEAN or (column.kind == Kind.CHOICE and column.field.choices is not None)


def narrowed(query: Any, grouping: Grouping, value: str) -> Any:
    """The list of one group only. Raises ValueError for a value that is none of the grouping's."""
    parts = (query.filters, *grouping.within(value).parts) if query.filters else grouping.within(value).parts
    return replace(query, filters=Group("all", parts), group="", cursor="")
