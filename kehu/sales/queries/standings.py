"""The pipeline as it stood on any past day, and what moved between two days: read from the journal of standings.

What moved adds up exactly: what was open then, and what came (new, reopened, amounts that grew), less what left
(amounts that shrank, won, lost, thrown away) is what is open at the end: docs/algorithms/pipeline-changes.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from kehu.foundation.access.models import User
from kehu.sales.models import Opportunity, Pipeline, Stage

# What adds up, in the order of a waterfall, with its sign; then what is told beside it.
FLOWS = {"new": 1, "reopened": 1, "grown": 1, "shrunk": -1, "won": -1, "lost": -1, "removed": -1}
MOVES = ("moved_on", "moved_back", "slipped", "sooner", "handed_over")
KINDS = ("start", *FLOWS, "end", *MOVES)
MOST_ROWS = 200
MOST_CARDS = 40


@dataclass(frozen=True)
class Scope:
    """Whose pipeline: of what the user sees, all or that of one pipeline or one owner."""

    user: User
    pipeline: Pipeline | None = None
    owner: UUID | None = None

    def statement(self) -> tuple[str, tuple[Any, ...]] | None:
        """SQL of the identifiers, those in the trash included; None where there can be none."""
        reach = Opportunity.ownership.reached(Opportunity, self.user, "view").condition
        rows = Opportunity._base_manager.filter(reach if reach is not None else Q())
        if self.pipeline:
            rows = rows.filter(pipeline=self.pipeline)
        if self.owner:
            rows = rows.filter(owner=self.owner)
        try:
            sql, params = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return None
        return sql, params


@dataclass(frozen=True)
class Sum:
    """`amount` is in the company's currency."""

    count: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Moved:
    """One opportunity then and now; what was not yet there has no `before`."""

    id: UUID
    name: str
    customer_id: UUID
    owner: str
    stage_before: UUID | None
    stage_now: UUID
    amount_before: Decimal | None
    amount_now: Decimal
    expected_before: date | None
    expected_now: date | None


_LAST = """
    SELECT DISTINCT ON (s.opportunity_id) s.* FROM sales_standing s JOIN seen ON seen.id = s.opportunity_id
    WHERE s.since < %s ORDER BY s.opportunity_id, s.since DESC, s.id DESC"""
_JOINED = f"""
WITH seen (id) AS ({{seen}}), a AS ({_LAST}), b AS ({_LAST}), j AS (
    SELECT b.opportunity_id AS id, b.stage_id AS stage_now, a.stage_id AS stage_before,
        a.amount_home AS amount_before, b.amount_home AS amount_now,
        a.expected_close AS expected_before, b.expected_close AS expected_now,
        coalesce(a.is_there, false) AS was_there, b.is_there, coalesce(a.state, '') AS was, b.state AS now,
        coalesce(a.is_there AND a.state = 'open', false) AS was_open, b.is_there AND b.state = 'open' AS is_open,
        a.owner_id IS DISTINCT FROM b.owner_id AS other_owner, p.position - q.position AS further,
        p.pipeline_id = q.pipeline_id AS same_way
    FROM b LEFT JOIN a ON a.opportunity_id = b.opportunity_id
    JOIN sales_stage p ON p.id = b.stage_id LEFT JOIN sales_stage q ON q.id = a.stage_id
), m AS (
    SELECT j.*, t.kind, t.amount FROM j, LATERAL (VALUES
        ('start', was_open, amount_before),
        ('new', NOT was_there AND is_there, amount_now),
        ('reopened', was_there AND NOT was_open AND is_there AND now <> was, amount_now),
        ('grown', was_open AND amount_now > amount_before, amount_now - amount_before),
        ('shrunk', was_open AND amount_now < amount_before, amount_before - amount_now),
        ('won', is_there AND now = 'won' AND (was_open OR NOT was_there OR was <> now), amount_now),
        ('lost', is_there AND now = 'lost' AND (was_open OR NOT was_there OR was <> now), amount_now),
        ('removed', was_open AND NOT is_there, amount_now),
        ('end', is_open, amount_now),
        ('moved_on', was_open AND is_open AND same_way AND further > 0, amount_now),
        ('moved_back', was_open AND is_open AND same_way AND further < 0, amount_now),
        ('slipped', was_open AND is_open AND expected_now > expected_before, amount_now),
        ('sooner', was_open AND is_open AND expected_now < expected_before, amount_now),
        ('handed_over', was_open AND is_open AND other_owner, amount_now)
    ) AS t (kind, holds, amount) WHERE t.holds
)"""
_SUMS = _JOINED + " SELECT kind, count(*), sum(amount) FROM m GROUP BY kind"
_ROWS = (
    _JOINED
    + """
SELECT m.id, o.name, o.customer_id, coalesce(u.name, ''), m.stage_before, m.stage_now, m.amount_before, m.amount_now,
    m.expected_before, m.expected_now
FROM m JOIN sales_opportunity o ON o.id = m.id LEFT JOIN access_user u ON u.id = o.owner_id
WHERE m.kind = %s ORDER BY m.amount DESC, m.id LIMIT %s"""
)
_LANES = f"""
WITH seen (id) AS ({{seen}}), a AS ({_LAST})
SELECT a.stage_id, count(*), sum(a.amount_home), sum(a.weighted_home) FROM a JOIN sales_stage t ON t.id = a.stage_id
WHERE a.is_there AND t.pipeline_id = %s GROUP BY a.stage_id"""
_CARDS = f"""
WITH seen (id) AS ({{seen}}), a AS ({_LAST}), n AS (
    SELECT a.*, row_number() OVER (PARTITION BY a.stage_id ORDER BY a.expected_close NULLS LAST, a.opportunity_id) AS no
    FROM a JOIN sales_stage t ON t.id = a.stage_id WHERE a.is_there AND t.pipeline_id = %s
)
SELECT n.stage_id, o.id, o.name, n.amount_home, n.expected_close, coalesce(u.name, '')
FROM n JOIN sales_opportunity o ON o.id = n.opportunity_id LEFT JOIN access_user u ON u.id = n.owner_id
WHERE n.no <= %s ORDER BY n.stage_id, n.no"""


def changes(scope: Scope, since: datetime, until: datetime) -> Mapping[str, Sum]:
    """How many and how much of each of `KINDS`."""
    found = {kind: Sum(count, amount or Decimal(0)) for kind, count, amount in _ask(scope, _SUMS, since, until)}
    return {kind: found.get(kind, Sum()) for kind in KINDS}


def moved(scope: Scope, since: datetime, until: datetime, kind: str) -> list[Moved]:
    """The opportunities behind one of the numbers, the largest amounts first."""
    return [Moved(*row) for row in _ask(scope, _ROWS, since, until, kind, MOST_ROWS)]


@dataclass(frozen=True)
class Card:
    id: UUID
    name: str
    amount: Decimal
    expected: date | None
    owner: str


@dataclass
class Lane:
    """A stage on a past day: how many stood there and what they were worth; its first cards."""

    stage: Stage
    count: int = 0
    amount: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    cards: list[Card] = field(default_factory=list)


def board(scope: Scope, moment: datetime, pipeline: Pipeline) -> list[Lane]:
    """The board of a pipeline as it stood at the moment. A stage that was removed since is not in it."""
    lanes = {one.pk: Lane(one) for one in pipeline.stages.all()}
    for stage, count, amount, weighted in _ask(scope, _LANES, moment, pipeline.pk):
        if stage in lanes:
            lanes[stage].count, lanes[stage].amount, lanes[stage].weighted = count, amount, weighted
    for stage, *card in _ask(scope, _CARDS, moment, pipeline.pk, MOST_CARDS):
        if stage in lanes:
            lanes[stage].cards.append(Card(*card))
    return list(lanes.values())


def course(opportunity: Opportunity) -> list[dict[str, Any]]:
    """What changed of one opportunity, the latest first: entries of the journal with what they changed."""
    rows = list(opportunity.standings.order_by("since", "id").select_related("stage", "owner"))
    told = []
    for before, now in zip([None, *rows], rows, strict=False):
        said = {
            "stage": before is None or before.stage_id != now.stage_id,
            "amount": before is not None and before.amount_home != now.amount_home,
            "expected": before is not None and before.expected_close != now.expected_close,
            "owner": before is not None and before.owner_id != now.owner_id,
        }
        if any(said.values()):
            told.append({"before": before, "now": now, **said})
    return told[::-1]


def _ask(scope: Scope, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    seen = scope.statement()
    if seen is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{seen}", seen[0]), (*seen[1], *values))
        return list(cursor.fetchall())
