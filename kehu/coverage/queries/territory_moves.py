"""What assigning anew would do: who moves from where to where, with what is open with them, and whose portfolio grows
or shrinks. One statement for all customers; it uses the same expression as the doing (`territory_rules.target`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, Value

from kehu.coverage.models import TerritoryRule
from kehu.coverage.queries.staff import staff
from kehu.coverage.queries.territory_rules import CLEAR, KEEP, target
from kehu.customers.models import Customer, Territory
from kehu.foundation.access.models import User
from kehu.sales.models import Opportunity

NOTHING = Decimal(0)
# `seat` is whose turn it is in a territory that deals its customers out; those who look after a customer keep him.
_MOVES = """
WITH found AS ({found}), moved AS (
    SELECT f.*, EXISTS (
        SELECT 1 FROM unnest(%s::uuid[], %s::uuid[]) p (territory, person)
        WHERE p.territory = f.target AND p.person = f.owner
    ) AS stays
    FROM found f WHERE f.origin IS DISTINCT FROM f.target
), seated AS (
    SELECT m.*, CASE WHEN t.members > 0 AND NOT m.stays AND NOT m.pinned THEN mod(
        t.turn + row_number() OVER (PARTITION BY m.target, m.stays, m.pinned ORDER BY m.customer) - 1, t.members
    ) END AS seat
    FROM moved m LEFT JOIN unnest(%s::uuid[], %s::int[], %s::int[]) t (territory, members, turn)
        ON t.territory = m.target
), worth AS (SELECT o.customer_id, sum(o.amount_home) AS amount FROM ({deals}) o GROUP BY 1)
SELECT s.origin, s.target, s.owner, s.pinned, s.seat, count(*), coalesce(sum(w.amount), 0)
FROM seated s LEFT JOIN worth w ON w.customer_id = s.customer
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass
class Move:
    """Customers who go from one territory to another; None is no territory."""

    origin: Territory | None
    target: Territory | None
    customers: int = 0
    worth: Decimal = NOTHING


@dataclass
class Portfolio:
    """What a person gets and gives up; without a person, what is nobody's."""

    person: User | None
    gets: int = 0
    gives: int = 0
    gets_worth: Decimal = NOTHING
    gives_worth: Decimal = NOTHING


@dataclass
class Preview:
    """`held` customers would move, but were put where they are by hand. `portfolios` are of those who get or give up
    customers; there are none where territories leave owners alone.
    """

    customers: int = 0
    worth: Decimal = NOTHING
    held: int = 0
    moves: list[Move] = field(default_factory=list)
    portfolios: list[Portfolio] = field(default_factory=list)


def belonging(rows: Any, rules: Sequence[TerritoryRule], strays: str = KEEP) -> Any:
    """Customers out of `rows`, with `belongs`, where the rules say that they belong."""
    return rows.filter(deleted_at=None).order_by().annotate(belongs=target(rules, strays))


def preview(rules: Sequence[TerritoryRule], user: User, *, pinned: bool = False, strays: str = KEEP) -> Preview:
    """What assigning by these rules, saved or not, would do to the customers that the user may edit."""
    found = Preview()
    known = Territory.objects.in_bulk()
    moves: dict[tuple[UUID | None, UUID | None], Move] = {}
    folders: dict[UUID | None, Portfolio] = defaultdict(lambda: Portfolio(None))
    people = staff()
    for origin, to, owner, held, seat, count, worth in _rows(rules, user, pinned, strays):
        if held:
            found.held += count
            continue
        found.customers, found.worth = found.customers + count, found.worth + worth
        fallback = Move(known.get(origin), known.get(to))
        move = moves.setdefault((origin, to), fallback)
        move.customers, move.worth = move.customers + count, move.worth + worth
        heir = owner if seat is None else people[to].takers[seat]
        if heir != owner:
            folders[heir].gets, folders[heir].gets_worth = folders[heir].gets + count, folders[heir].gets_worth + worth
            folders[owner].gives += count
            folders[owner].gives_worth += worth
    named = User.objects.in_bulk([key for key in folders if key])
    for key, one in folders.items():
        one.person = named.get(key) if key else None
    found.moves = sorted(moves.values(), key=lambda one: (-one.customers, _name(one.origin), _name(one.target)))
    found.portfolios = sorted(
        folders.values(), key=lambda one: (one.person is None, one.gives - one.gets, str(one.person))
    )
    return found


def _rows(rules: Sequence[TerritoryRule], user: User, pinned: bool, strays: str) -> Iterable[tuple[Any, ...]]:
    """(from, to, owner, stays by hand, seat, customers, what is open with them) of all who would move."""
    held: Any = Value(False) if pinned else F("territory_pinned")
    rows = belonging(Customer.objects.editable_by(user), rules, strays).annotate(held=held)
    deals = Opportunity.objects.visible_to(user).filter(state=Opportunity.State.OPEN).order_by()
    people = staff()
    pairs = [(key, person) for key, one in people.items() for person in one.people]
    takers = [(key, len(one.takers), one.turn) for key, one in people.items() if one.takers]
    try:
        inner, params = rows.values_list("pk", "territory_id", "owner_id", "held", "belongs").query.sql_with_params()
        open_deals, more = deals.values_list("customer_id", "amount_home").query.sql_with_params()
    except EmptyResultSet:
        return []
    named = f"SELECT * FROM ({inner}) AS c (customer, origin, owner, pinned, target)"
    arrays = [[one[at] for one in pairs] for at in range(2)] + [[one[at] for one in takers] for at in range(3)]
    given = [*params, *arrays, *more]
    with connection.cursor() as cursor:
        cursor.execute(_MOVES.replace("{found}", named).replace("{deals}", open_deals), given)
        return list(cursor.fetchall())


def _name(territory: Territory | None) -> str:
    return territory.name if territory else ""


def moving(origin: UUID | None, to: UUID | None, rules: Sequence[TerritoryRule], user: User, *, pinned: bool) -> Q:
    """The customers who would go from one territory to the other, for their list."""
    rows = belonging(Customer.objects.editable_by(user), rules, CLEAR if to is None else KEEP)
    rows = rows.filter(territory=origin) if origin else rows.filter(territory=None)
    rows = rows.filter(belongs=to) if to else rows.filter(belongs=None)
    return Q(pk__in=(rows if pinned else rows.filter(territory_pinned=False)).values("pk"))
