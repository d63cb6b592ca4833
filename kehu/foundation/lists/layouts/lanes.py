"""The columns of a board, called lanes: which there are, and which rows stand in each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.keyset import Order
from kehu.foundation.lists.operators import EMPTY
from kehu.foundation.objects.registry import Kind

if TYPE_CHECKING:
    from kehu.foundation.lists.query import ListQuery

MOST_PEOPLE = 40


@dataclass(frozen=True)
class Lane:
    """One column of a board. `value` is that of the grouping field, "" for rows without one. `weight` is a percentage
    for rows that have none of their own, `folded` closes the lane until the user opens it.
    """

    value: str
    label: Any
    tone: str = ""
    weight: Decimal | None = None
    folded: bool = False


# (record, value of the lane, what the gate asked, who)
Move = Callable[[UUID, str, dict[str, Any], User], Any]
# What has to be known before a record may enter a lane; None lets it pass.
Gate = Callable[[UUID, str, User], "type[forms.Form] | None"]
Lanes = Callable[["ListQuery", User], Iterable[Lane]]


@dataclass(frozen=True)
class LaneField:
    """A field by which a board is laid out: a choice, or a reference to a user.

    `move` calls the domain's action; without it the cards stay where they are. `verb` is the right that is asked.
    `gate` may answer with a form that is shown in a small sheet on the drop; its cleaned data reach `move`. `lanes`
    stands in for the field's choices where these depend on the filter, such as the stages of one pipeline. `folded`
    names lanes that are closed at first.
    """

    field: str
    move: Move | None = None
    verb: str = ""
    gate: Gate | None = None
    lanes: Lanes | None = None
    folded: tuple[str, ...] = ()

    def may_move(self, user: User) -> bool:
        return self.move is not None and (not self.verb or user.may(self.verb))


def can_be_lanes(column: Column) -> bool:
    """Whether a board can be laid out by it: one value out of a few, which the user sees as it is."""
    if column.is_masked or column.is_many or column.is_array:
        return False
    return column.kind == Kind.CHOICE or (column.kind == Kind.REFERENCE and column.field.reference == "user")


def lanes_of(query: "ListQuery", field: LaneField, user: User) -> list[Lane]:
    column = query.available[field.field]
    if field.lanes is not None:
        return list(field.lanes(query, user))
    found = _people(query, column, user) if column.kind == Kind.REFERENCE else _choices(column)
    return [Lane(value, label, folded=value in field.folded) for value, label in found]


def _choices(column: Column) -> Iterator[tuple[str, Any]]:
    choices = [(str(value), label) for value, label in (column.field.choices() if column.field.choices else ())]
    if column.can_be_empty and "" not in dict(choices):
        yield "", _("None")
    yield from choices


def _people(query: "ListQuery", column: Column, user: User) -> Iterator[tuple[str, Any]]:
    """Those who have any of the rows, the user himself always and first; last the lane of nobody."""
    from kehu.foundation.lists.rows import matching

    found, _capped = matching(query, user)
    has_any = Exists(found.filter(**{column.path: OuterRef("pk")}))
    others = User.objects.filter(is_system=False).exclude(pk=user.pk).filter(has_any).order_by("name", "pk")
    yield str(user.pk), user.name
    for pk, name in others.values_list("pk", "name")[:MOST_PEOPLE]:
        yield str(pk), name
    if column.can_be_empty:
        yield "", _("Nobody")


def within(column: Column, lane: Lane, user: User) -> Q:
    """The condition for rows of the lane."""
    return Q(**{column.path: lane.value}) if lane.value else EMPTY.build(column, (), user)


def order_of(query: "ListQuery", column: Column) -> Order:
    """Inside a lane: as the list is sorted; unsorted in the order of the index that keeps the lane together."""
    following = query.plan.then_by.get(column.key)
    if query.sort == query.plan.default_sort and following:
        return Order(following)
    return query.order
