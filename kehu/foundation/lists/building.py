"""The filter builder: conditions and groups of them as a form that is sent back and forth until it is right.

Every part has a prefix that says where it stands: `f` is the whole filter, `f-1-0` the first part of its second. A
group sends `joined`, a condition `field`, `operator` and `value`; a button sends what is to be done as `do`.
"""

from dataclasses import dataclass
from typing import Any

from django.forms import Select

from kehu.foundation.access.models import User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.filtering import FilterForm
from kehu.foundation.lists.operators import BadValue, ask, operators_of
from kehu.foundation.lists.query import ListQuery
from kehu.foundation.lists.tree import MOST_PARTS, Condition, Group

ROOT = "f"
DEEPEST = 3


@dataclass
class Line:
    """One condition in the form. `problem` is what does not fit."""

    prefix: str
    column: Column
    form: FilterForm
    problem: str = ""
    is_new: bool = False

    @property
    def css(self) -> str:
        """How the input of the value looks; choices look after themselves."""
        widget = self.form.fields["value"].widget
        return "form-select" if isinstance(widget, Select) else "form-control"


@dataclass
class Box:
    """One group in the form; groups may stand in it while it `may_nest`."""

    prefix: str
    joined: str
    parts: list["Line | Box"]
    may_nest: bool


def read(data: Any, prefix: str = ROOT, depth: int = 1) -> Group:
    """The filter as the form (a QueryDict) has it, conditions without a value included."""
    parts: list[Condition | Group] = []
    for place in range(MOST_PARTS):
        inner = f"{prefix}-{place}"
        if f"{inner}-joined" in data and depth < DEEPEST:
            parts.append(read(data, inner, depth + 1))
        elif data.get(f"{inner}-field"):
            values = tuple(value for value in data.getlist(f"{inner}-value") if value.strip())
            parts.append(Condition(data[f"{inner}-field"], data.get(f"{inner}-operator", ""), values))
    return Group("any" if data.get(f"{prefix}-joined") == "any" else "all", tuple(parts))


def changed(group: Group, doing: str, field: str) -> Group:
    """After a button was pressed: `add:f` one more condition on `field`, `group:f-1` one more group in that group,
    `remove:f-1-0` without that part.
    """
    what, _colon, prefix = doing.partition(":")
    way = [int(step) for step in prefix.split("-")[1:] if step.isdigit()]
    fresh = Condition(field, "")
    if what == "add":
        return _altered(group, way, lambda one: Group(one.joined, (*one.parts, fresh)))
    if what == "group":
        other = "any" if group.joined == "all" else "all"
        return _altered(group, way, lambda one: Group(one.joined, (*one.parts, Group(other, (fresh,)))))
    if what == "remove" and way:
        last = way[-1]
        return _altered(group, way[:-1], lambda one: Group(one.joined, one.parts[:last] + one.parts[last + 1 :]))
    return group


def _altered(group: Group, way: list[int], change: Any) -> Group:
    if not way:
        result: Group = change(group)
        return result
    place, rest = way[0], way[1:]
    if place >= len(group.parts) or not isinstance(inner := group.parts[place], Group):
        return group
    return Group(group.joined, (*group.parts[:place], _altered(inner, rest, change), *group.parts[place + 1 :]))


def tidy(group: Group) -> Group:
    """Without empty groups, and without groups that hold one part only."""
    parts: list[Condition | Group] = []
    for part in group.parts:
        inner = tidy(part) if isinstance(part, Group) else part
        if isinstance(inner, Group) and (len(inner.parts) == 1 or inner.joined == group.joined):
            parts += inner.parts
        elif inner or isinstance(inner, Condition):
            parts.append(inner)
    if len(parts) == 1:
        return parts[0] if isinstance(parts[0], Group) else Group("all", tuple(parts))
    return Group(group.joined if parts else "all", tuple(parts))


def laid_out(group: Group, query: ListQuery, user: User, *, strict: bool, prefix: str = ROOT, depth: int = 1) -> Box:
    """The form of a filter; with `strict` every condition says what is wrong with it."""
    box = Box(prefix, group.joined, [], depth < DEEPEST)
    for part in group.parts:
        inner = f"{prefix}-{len(box.parts)}"
        if isinstance(part, Group):
            box.parts.append(laid_out(part, query, user, strict=strict, prefix=inner, depth=depth + 1))
        elif part.field in query.available and query.available[part.field].field.filterable:
            box.parts.append(_line(part, inner, query.available[part.field], user, strict))
    return box


def _line(part: Condition, prefix: str, column: Column, user: User, strict: bool) -> Line:
    form = FilterForm(column, part.operator, part.values, user, prefix=prefix, auto_id=True)
    problem = ""
    if strict:
        try:
            operator = operators_of(column)[form.current.key]
            ask(column, operator, part.values, user)
        except BadValue as why:
            problem = str(why)
    return Line(prefix, column, form, problem, not part.operator)


def problems(box: Box) -> bool:
    return any(problems(one) if isinstance(one, Box) else bool(one.problem) for one in box.parts)


def completed(group: Group, query: ListQuery) -> Group:
    """With the operator that a form shows where none was chosen, and no values where the operator takes none."""
    parts: list[Condition | Group] = []
    for part in group.parts:
        if isinstance(part, Group):
            parts.append(completed(part, query))
        elif part.field in query.available and query.available[part.field].field.filterable:
            offered = operators_of(query.available[part.field])
            operator = offered.get(part.operator) or next(iter(offered.values()))
            parts.append(Condition(part.field, operator.key, () if operator.values == "none" else part.values))
    return Group(group.joined, tuple(parts))


def field_groups(query: ListQuery) -> list[tuple[str, list[Column]]]:
    """Everything one can filter by: (heading, columns); the records' own fields first, under no heading."""
    groups: dict[str, list[Column]] = {"": []}
    for column in [*query.available.values(), *query.available.related()]:
        if column.field.filterable and operators_of(column):
            groups.setdefault(column.via.label if column.via else "", []).append(column)
    return list(groups.items())
