"""Which records the rules take back into pools: now, tomorrow, and in the past had the rules been others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.lists import conditions
from kehu.interactions.models import Interaction
from kehu.sales.models import Holding, Opportunity, ReclaimRule, Touch
from kehu.sales.queries import owning
from kehu.sales.queries.pools import Kind

SHOWN = 200
QUARTER_DAYS = 91
MOST_SIMULATED = 20_000


def rules_of(kind: Kind) -> list[ReclaimRule]:
    """The rules at work, in the order in which they are asked."""
    rows = ReclaimRule.objects.filter(is_active=True, pool__is_active=True, pool__holds=kind.key)
    return sorted(rows.select_related("pool"), key=order_of)


def order_of(rule: ReclaimRule) -> Any:
    return rule.pool.position, rule.pool.name, rule.pool_id, rule.position, rule.name, rule.pk


def due(kind: Kind, rules: Sequence[ReclaimRule], at: datetime) -> QuerySet[Any]:
    """The records that the rules take back at `at`, with `rule_place` (which of the rules) and `idle_since`: the last
    contact, or when the record or its owner's time with it began, if that is later.
    """
    if not rules:
        return kind.model._base_manager.none()  # type: ignore[no-any-return]
    shortest = at - timedelta(days=min(one.idle_days for one in rules))
    rows = placed(kind, rules).filter(created_at__lt=shortest)
    rows = rows.filter(Q(**{f"{kind.touched}__isnull": True}) | Q(**{f"{kind.touched}__lt": shortest}))
    late: Any = Q()
    for place, rule in enumerate(rules):
        one = Q(rule_place=place, idle_since__lt=at - timedelta(days=rule.idle_days))
        late |= one & ~_has_open_sales() if rule.spares_open_sales and kind.key == "customer" else one
    return rows.filter(late)


def placed(kind: Kind, rules: Sequence[ReclaimRule]) -> QuerySet[Any]:
    """The records that somebody owns and a rule speaks of, with `rule_place` and `idle_since`."""
    held = Holding.objects.filter(object_key=kind.key, record_id=OuterRef("pk"), until=None).values("since")[:1]
    rows = _spoken_of(kind, rules, Q(owner__isnull=False))
    return rows.annotate(  # type: ignore[no-any-return]
        idle_since=Greatest(F(kind.touched), F("created_at"), Coalesce(Subquery(held), F("created_at"))),
    )


def _spoken_of(kind: Kind, rules: Sequence[ReclaimRule], among: Q) -> QuerySet[Any]:
    whens = [When(_speaks_of(kind, rule), then=Value(place)) for place, rule in enumerate(rules)]
    rows = kind.model._base_manager.filter(kind.at_work, among, deleted_at=None).order_by()
    found = rows.annotate(rule_place=Case(*whens, default=None, output_field=IntegerField()))
    return found.filter(rule_place__isnull=False)  # type: ignore[no-any-return]


def _speaks_of(kind: Kind, rule: ReclaimRule) -> Q:
    both = conditions.wanted(kind.key, rule.pool.conditions) & conditions.wanted(kind.key, rule.conditions)
    return both or Q(pk__isnull=False)  # no condition at all: every record


def _has_open_sales() -> Exists:
    return Exists(Opportunity.objects.filter(customer=OuterRef("pk"), state=Opportunity.State.OPEN, deleted_at=None))


# -- what comes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaving:
    """A record that goes back to its pool on `on` unless somebody gets in touch with it."""

    record: Any
    rule: ReclaimRule
    idle_days: int
    on: date


def leaving(kind: Kind, user: User, *, within: int, now: datetime | None = None) -> list[Leaving]:
    """What the user is about to lose, and whoever he looks after, within so many days; the soonest first."""
    now = now or timezone.now()
    rules = rules_of(kind)
    seen = kind.model.objects.editable_by(user).values("pk")
    rows = due(kind, rules, now + timedelta(days=within)).filter(Q(owner=user) | Q(pk__in=seen))
    found = []
    for row in rows.select_related("owner").order_by("pk")[:SHOWN]:
        rule = rules[row.rule_place]
        when = max(timezone.localtime(row.idle_since + timedelta(days=rule.idle_days)).date(), timezone.localdate(now))
        found.append(Leaving(row, rule, (now - row.idle_since).days, when))
    return sorted(found, key=lambda one: (one.on, str(one.record), one.record.pk))


def owners_leaving(kind: Kind, at: datetime) -> dict[UUID, int]:
    """How many records each owner loses at `at`."""
    counts: dict[UUID, int] = defaultdict(int)
    for owner in due(kind, rules_of(kind), at).values_list("owner", flat=True).iterator():
        counts[owner] += 1
    return dict(counts)


# -- what would have been ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    record_id: UUID
    owner_id: UUID
    on: date


@dataclass(frozen=True)
class Simulation:
    """What the rules would have taken back in the last quarter, `before` the change and `after` it; `capped` says that
    only the first so many records were looked at.
    """

    before: list[Loss]
    after: list[Loss]
    capped: bool

    def people(self) -> list[tuple[UUID, int, int]]:
        """(owner, lost before, lost after), who loses most first."""
        counts: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
        for place, losses in enumerate((self.before, self.after)):
            for one in losses:
                counts[one.owner_id][place] += 1
        return sorted(((key, *both) for key, both in counts.items()), key=lambda one: (-one[2], -one[1], one[0]))  # type: ignore[misc]

    @property
    def newly(self) -> list[Loss]:
        """Lost after the change and not before it."""
        known = {one.record_id for one in self.before}
        return [one for one in self.after if one.record_id not in known]


def simulate(
    kind: Kind, before: Sequence[ReclaimRule], after: Sequence[ReclaimRule], now: datetime | None = None
) -> Simulation:
    """Compare two sets of rules on the contacts of the last quarter, for who owned the records at that time."""
    now = now or timezone.now()
    lost_before, capped = lost(kind, before, now - timedelta(days=QUARTER_DAYS), now)
    lost_after, capped_too = lost(kind, after, now - timedelta(days=QUARTER_DAYS), now)
    return Simulation(lost_before, lost_after, capped or capped_too)


def lost(kind: Kind, rules: Sequence[ReclaimRule], since: datetime, until: datetime) -> tuple[list[Loss], bool]:
    """What the rules would have taken between two moments, each record once, and whether not all were looked at."""
    if not rules:
        return [], False
    once = Holding.objects.filter(object_key=kind.key, owner__isnull=False, until__gt=since)
    among = Q(owner__isnull=False) | Q(pk__in=once.values("record_id"))
    rows = _spoken_of(kind, rules, among).order_by("pk")
    found = list(rows.values_list("pk", "owner", "created_at", "rule_place")[: MOST_SIMULATED + 1])
    capped, found = len(found) > MOST_SIMULATED, found[:MOST_SIMULATED]
    ids = [row[0] for row in found]
    owners = owning.stretches(kind.key, kind.model, [row[:3] for row in found])
    touches = _touches(kind, ids, since - timedelta(days=max(one.idle_days for one in rules)), until)
    sales = _sales(ids, since) if kind.key == "customer" and any(one.spares_open_sales for one in rules) else {}
    losses = []
    for record_id, _owner, _came, place in found:
        protected = sales.get(record_id, []) if rules[place].spares_open_sales else []
        for one in owners[record_id]:
            ended = min(one.until or until, until)
            moment = first_loss(
                touches.get(record_id, []), one.since, rules[place].idle_days, since, ended, protected
            )  # fmt: skip
            if moment:
                losses.append(Loss(record_id, one.owner, timezone.localtime(moment).date()))
                break
    return sorted(losses, key=lambda one: (one.on, one.record_id)), capped


def first_loss(
    touches: Sequence[datetime], began: datetime, idle_days: int, since: datetime, until: datetime,
    protected: Iterable[tuple[datetime, datetime | None]] = (),
) -> datetime | None:  # fmt: skip
    """When a record would first have been taken back in a span of time: the first moment at which nobody had been in
    touch for so many days, nor a stretch of `protected` (begin, end or None) stood open. `touches` are in order.
    """
    points = [began, *(one for one in touches if one > began)]
    for place, point in enumerate(points):
        following = points[place + 1] if place + 1 < len(points) else until
        moment = max(point + timedelta(days=idle_days), since)
        for opened, closed in sorted(protected, key=lambda one: one[0]):
            if opened <= moment and (closed is None or closed > moment):
                moment = closed or until
        if moment < following and moment < until:
            return moment
    return None


def _touches(kind: Kind, ids: list[UUID], since: datetime, until: datetime) -> dict[UUID, list[datetime]]:
    if kind.key == "customer":
        rows: Any = Interaction.objects.filter(customer__in=ids, started_at__gte=since, started_at__lte=until)
        pairs = rows.exclude(kind=Interaction.Kind.NOTE).order_by("started_at").values_list("customer", "started_at")
    else:
        rows = Touch.objects.filter(lead__in=ids, at__gte=since, at__lte=until).exclude(kind=Touch.Kind.NOTE)
        pairs = rows.order_by("at").values_list("lead", "at")
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for record_id, moment in pairs:
        found[record_id].append(moment)
    return found


def _sales(ids: list[UUID], since: datetime) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
    rows = Opportunity.objects.filter(customer__in=ids, deleted_at=None)
    rows = rows.filter(Q(state=Opportunity.State.OPEN) | Q(closure__closed_at__gte=since))
    found: dict[UUID, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for customer, opened, closed in rows.values_list("customer", "created_at", "closure__closed_at"):
        found[customer].append((opened, closed))
    return found


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)
