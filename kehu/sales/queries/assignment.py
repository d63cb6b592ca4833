"""Who would get a lead by the rules, and why: the same for giving, for trying out, and for the past quarter."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kehu.customers.models import Customer
from kehu.customers.queries.territories import places_of_people
from kehu.foundation.access.models import TeamMember, User
from kehu.foundation.company import hours
from kehu.foundation.lists import conditions
from kehu.sales.models import AssignmentRule, Lead, Seller
from kehu.sales.queries import owning
from kehu.sales.queries.pools import OPEN_STATES

QUARTER_DAYS = 91
MOST_SIMULATED = 5000
Way = AssignmentRule.Way
Reason = list[Any]  # [key, {values}], worded by `said`

_WORDS: dict[str, Any] = {
    "skipped": gettext_lazy("“%(rule)s” does not speak of this lead."),
    "closed": gettext_lazy("“%(rule)s” gives nothing outside working hours."),
    "fits": gettext_lazy("“%(rule)s” speaks of this lead: %(conditions)s"),
    "fits_all": gettext_lazy("“%(rule)s” speaks of every lead."),
    "away": gettext_lazy("%(name)s is away until %(day)s."),
    "left": gettext_lazy("%(name)s does not work here any more."),
    "skill": gettext_lazy("%(name)s has not got the skill “%(skill)s”."),
    "region": gettext_lazy("%(name)s does not look after “%(region)s”."),
    "full": gettext_lazy("%(name)s has %(count)s open leads, as many as allowed."),
    "nobody": gettext_lazy("“%(rule)s” found nobody free."),
    "unknown": gettext_lazy("No customer like this is known, or nobody owns him."),
    "known": gettext_lazy("%(name)s owns the customer “%(customer)s”."),
    "person": gettext_lazy("The rule names %(name)s."),
    "turn": gettext_lazy("It was the turn of %(name)s."),
    "least": gettext_lazy("%(name)s has the fewest open leads: %(count)s."),
    "pool": gettext_lazy("It waits in the pool “%(pool)s”."),
    "none": gettext_lazy("No rule gave it to anybody."),
    "late": gettext_lazy("%(name)s was not in touch in time."),
    "had": gettext_lazy("%(name)s had it already."),
}


def said(reasons: Iterable[Reason]) -> list[str]:
    """The reasons in the reader's language."""
    return [str(_WORDS[key]) % values for key, values in reasons if key in _WORDS]


@dataclass(frozen=True)
class Choice:
    """To whom a rule gives a lead; neither owner nor pool where none does."""

    reasons: list[Reason]
    rule: AssignmentRule | None = None
    owner: User | None = None
    pool: UUID | None = None


@dataclass
class Desk:
    """Everything the rules ask about people, read once: who is in which team, what he can take and has already, and
    whose turn it is.
    """

    rules: list[AssignmentRule]
    teams: Mapping[UUID, list[User]]
    sellers: Mapping[UUID, Seller]
    load: Counter[UUID]
    places: Mapping[UUID, set[str]] = field(default_factory=dict)  # the territories where people work
    turns: dict[UUID, UUID | None] = field(default_factory=dict)

    def choose(
        self, lead: Lead, fits: Sequence[bool], at: datetime, *, is_open: bool, known: Customer | None,
        but: Collection[UUID] = (),
    ) -> Choice:  # fmt: skip
        """By the first rule that speaks of the lead and has somebody who is not among `but`; counts what it gave."""
        reasons: list[Reason] = []
        for rule, does in zip(self.rules, fits, strict=True):
            if not does:
                reasons.append(["skipped", {"rule": rule.name}])
                continue
            if rule.in_hours and not is_open:
                reasons.append(["closed", {"rule": rule.name}])
                continue
            text = conditions.words("lead", rule.conditions)
            reasons.append(
                ["fits", {"rule": rule.name, "conditions": text}] if text else ["fits_all", {"rule": rule.name}]
            )
            if rule.way == Way.POOL:
                reasons.append(["pool", {"pool": rule.pool.name if rule.pool else ""}])
                return Choice(reasons, rule, pool=rule.pool_id)
            owner = self._somebody(rule, lead, at, known, reasons, but)
            if owner:
                self.load[owner.pk] += 1
                self.turns[rule.pk] = owner.pk
                return Choice(reasons, rule, owner)
            reasons.append(["nobody", {"rule": rule.name}])
        return Choice([*reasons, ["none", {}]])

    def _somebody(
        self, rule: AssignmentRule, lead: Lead, at: datetime, known: Customer | None, reasons: list[Reason],
        but: Collection[UUID],
    ) -> User | None:  # fmt: skip
        if rule.way == Way.KNOWN:
            if known is None or known.owner is None:
                reasons.append(["unknown", {}])
                return None
            free = self._free([known.owner], rule, lead, at, reasons)
            return self._chosen(free, reasons, "known", customer=known.name)
        if rule.way == Way.PERSON:
            return self._chosen(
                self._free([rule.person] if rule.person else [], rule, lead, at, reasons), reasons, "person"
            )
        people = self.teams.get(rule.team_id, []) if rule.team_id else []
        free = self._free(people, rule, lead, at, reasons, but)
        if rule.way == Way.LEAST:
            free.sort(key=lambda one: (self.load[one.pk], one.name, one.pk))
            return self._chosen(free, reasons, "least", count=self.load[free[0].pk] if free else 0)
        return self._chosen(_from_turn(free, people, self.turns.get(rule.pk)), reasons, "turn")

    def _chosen(self, free: list[User], reasons: list[Reason], why: str, **more: Any) -> User | None:
        if not free:
            return None
        reasons.append([why, {"name": free[0].name, **more}])
        return free[0]

    def _free(
        self, people: Iterable[User], rule: AssignmentRule, lead: Lead, at: datetime, reasons: list[Reason],
        but: Collection[UUID] = (),
    ) -> list[User]:  # fmt: skip
        free = []
        for one in people:
            had: Reason | None = ["had", {"name": one.name}] if one.pk in but else None
            why = had or self._why_not(one, rule, lead, timezone.localdate(at))
            if why:
                reasons.append(why)
            else:
                free.append(one)
        return free

    def _why_not(self, one: User, rule: AssignmentRule, lead: Lead, day: date) -> Reason | None:
        seller = self.sellers.get(one.pk) or Seller(user=one)
        if not one.is_active:
            return ["left", {"name": one.name}]
        if seller.away_until and seller.away_until >= day:
            return ["away", {"name": one.name, "day": seller.away_until.isoformat()}]
        if rule.skill and rule.skill.casefold() not in {skill.casefold() for skill in seller.skills}:
            return ["skill", {"name": one.name, "skill": rule.skill}]
        if rule.by_region and not _looks_after({*seller.regions, *self.places.get(one.pk, ())}, lead):
            return ["region", {"name": one.name, "region": lead.city}]
        caps = [cap for cap in (rule.most_open, seller.most_open) if cap is not None]
        if caps and self.load[one.pk] >= min(caps):
            return ["full", {"name": one.name, "count": self.load[one.pk]}]
        return None


def _looks_after(places: Iterable[str], lead: Lead) -> bool:
    """“Luoyang” looks after “Luoyang City” and the other way round."""
    place = lead.city.strip().casefold()
    return bool(place) and any(one.casefold() in place or place in one.casefold() for one in places if one.strip())


def _from_turn(free: list[User], people: Sequence[User], last: UUID | None) -> list[User]:
    """Those who are free, whose turn it is first: the next after whoever was last."""
    order = [one.pk for one in people]
    start = order.index(last) + 1 if last in order else 0
    waiting = [*order[start:], *order[:start]]
    return sorted(free, key=lambda one: waiting.index(one.pk))


# -- reading -----------------------------------------------------------------------------------------------------------


def rules() -> list[AssignmentRule]:
    return list(AssignmentRule.objects.filter(is_active=True).select_related("person", "team", "pool"))


def desk(given: list[AssignmentRule], *, loaded: bool = True) -> Desk:
    """`loaded`: with the open leads that people have now, else as if nobody had any."""
    teams: dict[UUID, list[User]] = defaultdict(list)
    members = TeamMember.objects.filter(team__in={one.team_id for one in given if one.team_id})
    for member in members.select_related("user").order_by("user__name", "user_id"):
        teams[member.team_id].append(member.user)
    load: Counter[UUID] = Counter()
    if loaded:
        rows = Lead.objects.filter(state__in=OPEN_STATES, deleted_at=None, owner__isnull=False).order_by()
        load.update(dict(rows.values_list("owner").annotate(number=Count("pk"))))
    sellers = {one.user_id: one for one in Seller.objects.all()}
    places = places_of_people() if any(one.by_region for one in given) else {}
    return Desk(given, teams, sellers, load, places, {one.pk: one.last_given for one in given})


def known_customers(leads: Iterable[Lead]) -> dict[UUID, Customer]:
    """The customer that each lead surely belongs to: the same firm, number or mail address, with an owner."""
    rows = list(leads)
    by_key = _by(Customer, "match_key", {one.company_key for one in rows})
    by_phone = _by(Customer, "phone", {one.phone for one in rows})
    by_mail = _by(Customer, "email", {one.email for one in rows})
    found = {}
    for one in rows:
        customer = by_phone.get(one.phone) or by_mail.get(one.email) or by_key.get(one.company_key)
        if customer:
            found[one.pk] = customer
    return found


def _by(model: Any, column: str, values: set[str]) -> dict[str, Customer]:
    """Customers by a value that is theirs alone."""
    wanted = {one for one in values if one}
    if not wanted:
        return {}
    rows = model.objects.filter(deleted_at=None, owner__isnull=False, **{f"{column}__in": wanted}).select_related(
        "owner"
    )
    found: dict[str, Customer] = {}
    for row in rows.order_by("created_at", "pk")[:10_000]:
        found.setdefault(getattr(row, column), row)
    return found


def try_out(lead: Lead, given: list[AssignmentRule], at: datetime | None = None) -> Choice:
    """Who would get a lead that is there, at this moment; nothing is given."""
    at = at or timezone.now()
    fits = conditions.fitting("lead", [one.conditions for one in given], [lead.pk]).get(lead.pk, [])
    known = known_customers([lead]).get(lead.pk)
    return desk(given).choose(lead, fits, at, is_open=hours.is_open(at), known=known)


@dataclass(frozen=True)
class Simulation:
    """What the rules would have done with the leads of the last quarter: (person or None, had, would have got)."""

    looked: int
    people: list[tuple[User | None, int, int]]
    pooled: int


def simulate(given: list[AssignmentRule], now: datetime | None = None) -> Simulation:
    """In the order in which the leads came. Whoever closed a lead had room again from then on. Who had a lead is who
    had it first, and a known customer counts for who owned him when the lead came.
    """
    now = now or timezone.now()
    rows = Lead.objects.filter(created_at__gte=now - timedelta(days=QUARTER_DAYS), deleted_at=None)
    leads = list(rows.order_by("-created_at", "-pk")[:MOST_SIMULATED])[::-1]
    first = _first_owners(leads)
    fits = conditions.fitting("lead", [one.conditions for one in given], [one.pk for one in leads])
    known = _as_then(known_customers(leads), leads)
    working = desk(given, loaded=False)
    closing: list[tuple[datetime, UUID]] = []
    special = hours.special_days(timezone.localdate(now) - timedelta(days=QUARTER_DAYS + 1), QUARTER_DAYS + 2)
    had, got, people, pooled = Counter[UUID | None](), Counter[UUID | None](), {}, 0
    for lead in leads:
        closing = _free_again(working, closing, lead.created_at)
        choice = working.choose(
            lead, fits[lead.pk], lead.created_at, is_open=hours.is_open(lead.created_at, special),
            known=known.get(lead.pk),
        )  # fmt: skip
        owner = first.get(lead.pk)
        had[owner.pk if owner else None] += 1
        people[owner.pk if owner else None] = owner
        if choice.pool:
            pooled += 1
            continue
        got[choice.owner.pk if choice.owner else None] += 1
        people[choice.owner.pk if choice.owner else None] = choice.owner
        if choice.owner and not lead.is_open:
            closing.append((lead.state_since, choice.owner.pk))
    table = [(people[key], had[key], got[key]) for key in people]
    table.sort(key=lambda one: (one[0] is None, -one[2], -one[1], one[0].name if one[0] else ""))
    return Simulation(len(leads), table, pooled)


def _first_owners(leads: Iterable[Lead]) -> dict[UUID, User]:
    """Who had each lead first; leads that nobody ever had are missing."""
    owners = owning.stretches("lead", Lead, [(one.pk, one.owner_id, one.created_at) for one in leads])
    first = {pk: stays[0].owner for pk, stays in owners.items() if stays}
    people = User.objects.in_bulk(list(set(first.values())))
    return {pk: people[owner] for pk, owner in first.items() if owner in people}


def _as_then(known: Mapping[UUID, Customer], leads: Iterable[Lead]) -> dict[UUID, Customer]:
    """The known customers with the owner each had when the lead came."""
    rows = [(one.pk, one.owner_id, one.created_at) for one in {one.pk: one for one in known.values()}.values()]
    owners = owning.stretches("customer", Customer, rows)
    then = {one.pk: owning.owner_at(owners[known[one.pk].pk], one.created_at) for one in leads if one.pk in known}
    people = User.objects.in_bulk([one for one in set(then.values()) if one])
    found = {}
    for pk, owner in then.items():
        found[pk] = copy(known[pk])
        found[pk].owner = people.get(owner) if owner else None
    return found


def _free_again(working: Desk, closing: list[tuple[datetime, UUID]], now: datetime) -> list[tuple[datetime, UUID]]:
    for at, owner in closing:
        if at <= now:
            working.load[owner] -= 1
    return [one for one in closing if one[0] > now]
