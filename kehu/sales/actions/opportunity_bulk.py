"""Many opportunities at once, with the past they bring along: for imports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.calendar import rate_on
from kehu.foundation.events.bus import publish
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.sales.derived import tell_standings
from kehu.sales.events import OpportunitiesImported
from kehu.sales.models import CloseReason, Closure, Competitor, Opportunity, OpportunityLine, Stage, StageChange
from kehu.sales.permissions import OpportunityVerb

CENT = Decimal("0.01")
UNSAID = gettext_noop("Not said")
PLAIN = (
    "name", "customer_id", "contact_id", "owner_id", "amount", "currency", "expected_close", "source", "next_step",
    "next_step_on", "description",
)  # fmt: skip


@dataclass(slots=True)
class Incoming:
    """One opportunity as another program knew it. `values` are by the keys of `PLAIN` that the row says something of;
    `opened_at` and `moved_at` (when it was closed, or entered its stage) are now unless known. A product becomes a line
    that is worth what the opportunity is.
    """

    stage: Stage
    values: dict[str, Any]
    external_system: str
    external_id: str
    opened_at: datetime | None = None
    moved_at: datetime | None = None
    probability: int | None = None
    reason: CloseReason | None = None
    competitor: Competitor | None = None
    product_id: UUID | None = None
    custom: dict[str, Any] = field(default_factory=dict)


class Rates:
    """Exchange rates, each asked for once; what has none counts nothing until somebody enters one and saves it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], Decimal | None] = {}

    def home(self, amount: Decimal | None, currency: str, day: date) -> Decimal:
        if not amount:
            return Decimal(0)
        key = (currency, day)
        if key not in self._known:
            self._known[key] = rate_on(currency, day)
        return ((self._known[key] or Decimal(0)) * amount).quantize(CENT)

    def knows(self, currency: str, day: date) -> bool:
        return self._known.get((currency, day), Decimal(1)) is not None


def take_in(*, rows: Sequence[Incoming], by: User, change_set: UUID | None = None) -> list[UUID]:
    """Write a batch in one transaction, with one event. An opportunity that is closed was in the first stage of its
    pipeline from `opened_at` on. Gates are not asked: this is how it was.
    """
    by.require(OpportunityVerb.CREATE)
    if not rows:
        return []
    begins = _first_stages({one.stage.pipeline_id for one in rows})
    rates, now = Rates(), timezone.now()
    made = [_opportunity(one, rates, by, now) for one in rows]
    pairs = list(zip(made, rows, strict=True))
    with writing(by=by, change_set=change_set):
        Opportunity.objects.bulk_create(made, batch_size=1000)
        changes = [one for row, said in pairs for one in _changes(row, said, begins, by)]
        StageChange.objects.bulk_create(changes, batch_size=1000)
        Closure.objects.bulk_create([_closure(row, said, by) for row, said in pairs if not row.is_open])
        OpportunityLine.objects.bulk_create([_line(row, said) for row, said in pairs if said.product_id])
        ids = [one.pk for one in made]
        tell_standings(ids)
        reindex("opportunity", ids, new=True)
        publish(OpportunitiesImported(ids, change_set), by=by.pk)
    return ids


def bring_up(*, row: Opportunity, said: Incoming, by: User, change_set: UUID | None = None) -> bool:
    """Lay what a row says over an opportunity that came from there before. False if it says nothing new."""
    by.require(OpportunityVerb.EDIT)
    changed = {key for key, value in said.values.items() if getattr(row, key) != value}
    custom = {key: value for key, value in said.custom.items() if row.custom.get(key) != value}
    moved = row.stage_id != said.stage.pk
    sells = _sells_anew(row, said)
    own = said.probability is not None and said.probability != row.probability and not moved
    if not (changed or custom or moved or own or sells):
        return False
    rates, former = Rates(), row.stage
    with writing(by=by, change_set=change_set):
        for key in changed:
            setattr(row, key, said.values[key])
        row.custom |= custom
        row.sort_name = sort_key(row.name)
        if moved or own:
            _place(row, said, said.moved_at or timezone.now())
        _value(row, rates, timezone.localdate(row.stage_since))
        row.save()
        if sells:
            row.lines.all().delete()
            _line(row, said).save(force_insert=True)
        if moved:
            Closure.objects.filter(opportunity=row).delete()
            StageChange.objects.create(**_change(row, former, by))
            if not row.is_open:
                _closure(row, said, by).save(force_insert=True)
        reindex("opportunity", [row.pk])
    return True


def _sells_anew(row: Opportunity, said: Incoming) -> bool:
    """Whether its line has to follow the file; several lines, or one that somebody changed, are left alone."""
    if said.product_id is None:
        return False
    lines = list(row.lines.all()[:2])
    if len(lines) > 1:
        return False
    worth = said.values.get("amount", row.amount) or Decimal(0)
    followed = lines and lines[0].price_is_own and lines[0].quantity == 1 and lines[0].amount == (row.amount or 0)
    return not lines or bool(followed and (lines[0].product_id != said.product_id or lines[0].amount != worth))


def _line(row: Opportunity, said: Incoming) -> OpportunityLine:
    worth = row.amount or Decimal(0)
    return OpportunityLine(
        opportunity=row, product_id=said.product_id, price=worth, price_is_own=True, amount=worth, position=10
    )


def _opportunity(said: Incoming, rates: Rates, by: User, now: datetime) -> Opportunity:
    opened = said.opened_at or (min(said.moved_at, now) if said.moved_at else now)
    row = Opportunity(
        created_at=opened, created_by=by, pipeline=said.stage.pipeline, stage=said.stage, custom=said.custom,
        external_system=said.external_system, external_id=said.external_id, **said.values,
    )  # fmt: skip
    row.sort_name = sort_key(row.name)
    _place(row, said, max(said.moved_at or opened, opened))
    _value(row, rates, timezone.localdate(row.stage_since))
    return row


def _place(row: Opportunity, said: Incoming, at: datetime) -> None:
    row.stage, row.pipeline, row.stage_since, row.state = said.stage, said.stage.pipeline, at, said.stage.outcome
    open_ = said.stage.outcome == Stage.Outcome.OPEN
    row.probability_is_own = open_ and said.probability not in (None, said.stage.probability)
    row.probability = said.probability if row.probability_is_own and said.probability is not None else (
        said.stage.probability
    )  # fmt: skip
    row.category, row.category_is_own = said.stage.category, False


def _value(row: Opportunity, rates: Rates, day: date) -> None:
    row.amount_home = rates.home(row.amount, row.currency, day)
    row.weighted_home = (row.amount_home * row.probability / 100).quantize(CENT)


def _changes(row: Opportunity, said: Incoming, begins: dict[UUID, Stage], by: User) -> list[StageChange]:
    first = begins.get(row.pipeline_id)
    if row.is_open or first is None or row.stage_since <= row.created_at:
        return [StageChange(**_change(row, None, by))]
    begun = StageChange(**{**_change(row, None, by), "to_stage": first, "at": row.created_at})
    return [begun, StageChange(**_change(row, first, by))]


def _change(row: Opportunity, former: Stage | None, by: User) -> dict[str, Any]:
    return {
        "opportunity": row, "from_stage": former, "to_stage": row.stage, "at": row.stage_since, "changed_by": by,
        "amount_home": row.amount_home, "expected_close": row.expected_close,
    }  # fmt: skip


def _closure(row: Opportunity, said: Incoming, by: User) -> Closure:
    lost = row.state == Opportunity.State.LOST
    return Closure(
        opportunity=row, outcome=row.state, reason=said.reason or (_unsaid() if lost else None),
        competitor=said.competitor, closed_at=row.stage_since, closed_by=by,
        days_to_close=max(0, (row.stage_since - row.created_at).days),
    )  # fmt: skip


def _unsaid() -> CloseReason:
    """Another program may not say why; what was lost has a reason here."""
    found = CloseReason.objects.filter(outcome="lost", name=UNSAID).first()
    return found or CloseReason.objects.create(
        outcome="lost", name=UNSAID, position=900, is_active=False, is_builtin=True
    )


def _first_stages(pipelines: Iterable[UUID]) -> dict[UUID, Stage]:
    rows = Stage.objects.filter(pipeline__in=list(pipelines), outcome=Stage.Outcome.OPEN).order_by("-position", "-pk")
    return {one.pipeline_id: one for one in rows}
