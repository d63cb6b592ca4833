"""The buying committee as a picture and as a list; who sells; whom we meet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.sales.models import CommitteeMember, Opportunity, Rival, SellingTeamMember

# Measures of the picture, in its own units.
WIDTH, HEIGHT, GAP_X, GAP_Y = 168, 74, 20, 44
MOST_ROLLED_UP = 60


@dataclass
class Node:
    """A member where he stands in the picture, in its own units. Whoever has a `contact` and may report to another of
    his kind (`reports_to`) can be drawn.
    """

    member: Any
    depth: int = 0
    x: float = 0.0
    y: float = 0.0
    children: list["Node"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.member.contact.name)


@dataclass
class Picture:
    nodes: list[Node]
    width: float
    height: float

    @property
    def lines(self) -> list[tuple[Node, Node]]:
        return [(above, below) for above in self.nodes for below in above.children]


def members(opportunity: Opportunity) -> list[CommitteeMember]:
    """Those whose word counts most first."""
    return list(opportunity.committee.select_related("contact", "reports_to__contact"))


def picture(rows: Sequence[Any]) -> Picture:
    """Who reports to whom from the top down: each above the middle of those who report to him."""
    nodes = {one.pk: Node(one) for one in rows}
    tops: list[Node] = []
    for one in rows:
        above = nodes.get(one.reports_to_id) if one.reports_to_id else None
        (above.children if above else tops).append(nodes[one.pk])
    place = 0.0
    for top in tops:
        place = _lay_out(top, 0, place)
    # Depth first, so that the keyboard goes down one branch before the next.
    ordered = [node for top in tops for node in _walk(top)]
    deepest = max((one.depth for one in ordered), default=-1)
    return Picture(ordered, max(0.0, place - GAP_X), max(0.0, (deepest + 1) * (HEIGHT + GAP_Y) - GAP_Y))


def _lay_out(node: Node, depth: int, left: float) -> float:
    """Places the branch from `left` on; answers where the next one begins."""
    node.depth, node.y = depth, depth * (HEIGHT + GAP_Y)
    if not node.children:
        node.x = left
        return left + WIDTH + GAP_X
    at = left
    for child in node.children:
        at = _lay_out(child, depth + 1, at)
    node.x = (node.children[0].x + node.children[-1].x) / 2
    return at


def _walk(node: Node) -> list[Node]:
    return [node, *(one for child in node.children for one in _walk(child))]


def rolled_up(customer: Customer, user: User) -> list[CommitteeMember]:
    """Everybody of the customer who is in a committee of an opportunity that the user sees, the newest first."""
    seen = Opportunity.objects.visible_to(user).filter(customer=customer)
    rows = CommitteeMember.objects.filter(opportunity__in=seen).select_related("contact", "opportunity")
    return list(rows.order_by("contact__sort_name", "contact_id", "-created_at")[:MOST_ROLLED_UP])


def rivals(opportunity: Opportunity) -> list[Rival]:
    return list(opportunity.rivals.select_related("competitor"))


def team(opportunity: Opportunity) -> list[SellingTeamMember]:
    return list(opportunity.selling_team.select_related("user").order_by("is_overlay", "-credit", "created_at", "id"))


def splits(opportunity: Opportunity) -> list[tuple[Any, int]]:
    """(id of the user, percent of the revenue): the owner has what the team leaves him. Overlays are not in it."""
    rows = [(one.user_id, one.credit) for one in opportunity.selling_team.filter(is_overlay=False)]
    rest = 100 - sum(credit for _user, credit in rows)
    own = [(opportunity.owner_id, rest)] if opportunity.owner_id and rest > 0 else []
    return [*own, *((user, credit) for user, credit in rows if credit)]
