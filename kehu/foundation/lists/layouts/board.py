"""The board: cards in lanes, loaded lane by lane as one scrolls, moved by hand or by key through the domain's action.

ListPage("task", …, layouts=(TABLE, Board(
    fields=(LaneField("state", move=set_state, verb=TaskVerb.EDIT, gate=state_gate),), card=("due_at", "customer"),
    due="due_at", settled={"state": ("done", "cancelled")})))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from kehu.foundation.access.models import User
from kehu.foundation.lists.cells import Painter
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.values import shown
from kehu.foundation.lists.layouts.base import Layout
from kehu.foundation.lists.layouts.boards import MORE, Stack, heads, stacks, with_card
from kehu.foundation.lists.layouts.cards import CardFace
from kehu.foundation.lists.layouts.lanes import Lane, LaneField, can_be_lanes, lanes_of
from kehu.foundation.lists.values import Cell
from kehu.foundation.ui import formats

if TYPE_CHECKING:
    from kehu.foundation.lists.pages import ListPage
    from kehu.foundation.lists.query import ListQuery

MOST_FIELDS = 8
LABEL = _("Board")


@dataclass(frozen=True)
class Board(Layout):
    """`fields` are those it can be laid out by, the first unless the link says `group=`. `card` are the fields on a
    card until the user chooses others. `sum` is a field of figures that is summed in the head of each lane, `weight`
    one with the percentage by which it counts. A card whose `due` lies behind us is coloured, unless a field of
    `settled` has one of the values given there. `marks` makes, once for a board, what says of a card (given its cells
    by field, those of `mark_reads` among them) why it stands out, or nothing.
    """

    key: str = "board"
    label: Any = LABEL
    icon: str = "layout-kanban"
    template: str = "lists/board.html"
    scripts: tuple[str, ...] = ("lists/board.js",)
    styles: tuple[str, ...] = ("lists/board.css",)
    has_foot: bool = False
    fields: tuple[LaneField, ...] = ()
    card: tuple[str, ...] = ()
    sum: str = ""
    weight: str = ""
    due: str = ""
    settled: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    marks: Callable[[], Callable[[Mapping[str, Cell]], str]] | None = None
    mark_reads: tuple[str, ...] = ()

    def lane_field(self, query: "ListQuery", key: str = "") -> LaneField:
        """By what the board is laid out now. Raises Http404 if the user may see none of its fields."""
        fitting = self.lane_fields(query.available)
        wanted = key or query.group
        if not fitting:
            raise Http404
        return next((one for one in fitting if one.field == wanted), fitting[0])

    def lane_fields(self, available: Mapping[str, Column]) -> list[LaneField]:
        """By what the user may lay it out, as declared."""
        return [one for one in self.fields if one.field in available and can_be_lanes(available[one.field])]

    def card_fields(self, page: "ListPage", user: User) -> tuple[str, ...]:
        """The user's own choice, else what is declared."""
        chosen = user.preferences.get("cards", {}).get(page.object) or self.card or page.card
        return tuple(chosen)[:MOST_FIELDS]

    def face(self, page: "ListPage", user: User) -> CardFace:
        painter = Painter(page.object_type, page.tones, page.avatars, page.opens_in_dialog)
        return CardFace(painter, self.card_fields(page, user), self.due, self.settled, movable=True,
                        mark=self.marks() if self.marks else None, mark_reads=self.mark_reads)  # fmt: skip

    def body(self, page: "ListPage", query: "ListQuery", user: User) -> "BoardBody":
        return BoardBody(self, page, query, user)

    def part(
        self, name: str, request: HttpRequest, page: "ListPage", query: "ListQuery", user: User
    ) -> HttpResponse | None:
        """`heads`: counts and sums by lane. `cards`: those that follow in one `lane`. `card`: one as it is now."""
        body = BoardBody(self, page, query, user)
        if name == "heads":
            return JsonResponse({"heads": body.heads()})
        if name == "cards":
            return JsonResponse(body.more(request.GET.get("lane", "")))
        if name == "card":
            return JsonResponse({"card": body.one(request.GET.get("card", ""))})
        return None


class BoardBody:
    """One board as one user sees it now."""

    def __init__(self, board: Board, page: "ListPage", query: "ListQuery", user: User):
        self.board, self.page, self.query, self.user = board, page, query, user
        self.field = board.lane_field(query)
        self.column = query.available[self.field.field]
        self.face = board.face(page, user)
        self.read = with_card(query, self.face.reads)

    @cached_property
    def lanes(self) -> list[Lane]:
        return lanes_of(self.query, self.field, self.user)

    @cached_property
    def painted(self) -> list[tuple[Lane, list[Markup], str]]:
        """(lane, its first cards, cursor of those that follow)."""
        found = stacks(self.read, self.field, self.lanes, self.user)
        return [(lane, self._painted(stack), stack.next) for lane, stack in zip(self.lanes, found, strict=True)]

    @cached_property
    def is_empty(self) -> bool:
        """No card in any lane, nor anything that stands in none of them, such as in another pipeline."""
        from kehu.foundation.lists.rows import matching

        if any(cards for _lane, cards, _next in self.painted):
            return False
        found, _capped = matching(self.query, self.user)
        return not found.exists()

    def _painted(self, stack: Stack) -> list[Markup]:
        return [self.face.paint(row) for row in stack.rows]

    def more(self, value: str) -> dict[str, Any]:
        lane = next((one for one in self.lanes if one.value == value), None)
        if lane is None:
            raise Http404
        (stack,) = stacks(self.read, self.field, [lane], self.user, size=MORE, cursor=self.query.cursor)
        cards = [{"id": str(row.id), "html": self.face.paint(row)} for row in stack.rows]
        return {"cards": cards, "next": stack.next}

    def one(self, record_id: str) -> str:
        """The card of one record, "" if the user does not see it any more."""
        try:
            found = shown(self.query.plan, self.read.columns, [UUID(record_id)], self.user)
        except ValueError:
            raise Http404 from None
        return "".join(self.face.paint(row) for row in found.values())

    def heads(self) -> list[dict[str, str]]:
        found = heads(self.query, self.field, self.lanes, self.user, figure=self.board.sum, weight_of=self.board.weight)
        return [
            {
                "lane": lane.value,
                "count": formats.show_number(head.count.number) + ("+" if head.count.more else ""),
                "sum": _figure(head.total, head.currency),
                "weighted": _figure(head.weighted, head.currency),
            }
            for lane, head in zip(self.lanes, found, strict=True)
        ]

    # -- what the template needs --------------------------------------------------------------------------------------

    @property
    def can_move(self) -> bool:
        return self.field.may_move(self.user)

    @property
    def move_address(self) -> str:
        return reverse("lists:board_move", args=[self.page.object])

    @property
    def fields_address(self) -> str:
        return reverse("lists:card_fields", args=[self.page.object])

    @property
    def lines(self) -> int:
        return len([key for key in self.face.keys if key in self.query.available])

    @property
    def groupings(self) -> list[tuple[str, "ListQuery", bool]]:
        """(label, the list laid out by it, whether it is now) of what the board can be laid out by."""
        keys = [one.field for one in self.board.lane_fields(self.query.available)]
        return [
            (self.query.available[key].label, replace(self.query, group=key, cursor=""), key == self.field.field)
            for key in keys
        ]

    def as_table(self, lane: Lane) -> "ListQuery":
        """The rows of a lane as a table: what the count in its head stands for."""
        from kehu.foundation.lists.tree import Condition

        key = self.column.key
        condition = Condition(key, "is", (lane.value,)) if lane.value else Condition(key, "empty")
        return replace(self.query.with_condition(condition), layout="", group="")


def _figure(value: Any, currency: str) -> str:
    if value is None:
        return ""
    return str(formats.show_money(value, currency) if currency else formats.show_number(value))
