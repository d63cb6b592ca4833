"""How promising leads are by the rules, with the reasons; and what a change of the rules would do."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.lists import conditions
from kehu.sales.models import Lead, LeadSettings, ScoreRule, Touch
from kehu.sales.queries.pools import OPEN_STATES

LEAST, MOST = -999, 999
MOST_TRIED = 5000
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Scored:
    """`reasons` are [rule id, its name, points] in the order of their weight."""

    score: int
    reasons: list[list[Any]]


def rules() -> list[ScoreRule]:
    return list(ScoreRule.objects.filter(is_active=True))


def scored(ids: Iterable[UUID], given: Sequence[ScoreRule], now: datetime | None = None) -> dict[UUID, Scored]:
    """The score of each lead, in three statements however many there are."""
    now = now or timezone.now()
    wanted = list(ids)
    fields = [one for one in given if one.about == ScoreRule.About.FIELDS]
    touching = [one for one in given if one.about == ScoreRule.About.TOUCHES]
    fits = conditions.fitting("lead", [one.conditions for one in fields], wanted) if fields else {}
    narrowed = [one for one in touching if one.conditions]
    also = conditions.fitting("lead", [one.conditions for one in narrowed], wanted) if narrowed else {}
    said = _touches(wanted) if touching else {}
    rows = Lead.objects.filter(pk__in=wanted).values_list("pk", "last_touch_at", "created_at")
    found = {}
    for pk, touched, created in rows:
        reasons = []
        for rule, does in zip(fields, fits.get(pk, ()), strict=False):
            if does:
                reasons.append((rule, faded(rule.points, rule.fades_days, now - (touched or created))))
        open_to = dict(zip([one.pk for one in narrowed], also.get(pk, ()), strict=False))
        counted = [one for one in touching if open_to.get(one.pk, True)]
        reasons += [(rule, _for_touches(rule, said.get(pk, ()), now)) for rule in counted]
        found[pk] = _summed(reasons)
    return found


def faded(points: float, fades_days: int | None, age: Any) -> float:
    """What is left of the points after so long a time."""
    days = max(age.total_seconds() / SECONDS_A_DAY, 0)
    return points * 0.5 ** (days / fades_days) if fades_days else points


def _for_touches(rule: ScoreRule, said: Sequence[tuple[str, datetime]], now: datetime) -> float:
    """The latest contacts count, as many as the rule lets."""
    moments = [
        at for kind, at in said if at <= now and (kind == rule.touch_kind if rule.touch_kind else kind != "note")
    ]
    return sum(faded(rule.points, rule.fades_days, now - at) for at in sorted(moments, reverse=True)[: rule.most])


def _summed(reasons: list[tuple[ScoreRule, float]]) -> Scored:
    rounded: list[list[Any]] = [[str(rule.pk), rule.name, round(points)] for rule, points in reasons]
    counted = sorted((one for one in rounded if one[2]), key=lambda one: -abs(one[2]))
    return Scored(max(LEAST, min(MOST, sum(one[2] for one in counted))), counted)


def band(score: int, settings: LeadSettings) -> Lead.Band:
    if score >= settings.hot_from:
        return Lead.Band.HOT
    return Lead.Band.WARM if score >= settings.warm_from else Lead.Band.COLD


def _touches(ids: list[UUID]) -> dict[UUID, list[tuple[str, datetime]]]:
    found: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for lead, kind, at in Touch.objects.filter(lead__in=ids).order_by().values_list("lead", "kind", "at"):
        found[lead].append((kind, at))
    return found


@dataclass(frozen=True)
class Effect:
    """What other rules or bands would make of the open leads: how many were `looked` at, how many the rule `fits`,
    (band, before, after), and the leads that move most as (lead, before, after).
    """

    looked: int
    fits: int
    bands: list[tuple[str, int, int]]
    moved: list[tuple[Lead, int, int]]


def effect(user: User, rule: ScoreRule | None, bands: LeadSettings | None = None, *, without: bool = False) -> Effect:
    """Of the rule as it stands in the form (or without it), on the newest open leads that the user sees."""
    settings = LeadSettings.current()
    now_rules = rules()
    others = [one for one in now_rules if rule is None or one.pk != rule.pk]
    after_rules = others if without or rule is None or not rule.is_active else [*others, rule]
    if rule is None:
        after_rules = now_rules
    seen = Lead.objects.visible_to(user).filter(state__in=OPEN_STATES).order_by("-created_at", "-pk")
    leads = {one.pk: one for one in seen.only("pk", "name", "company")[:MOST_TRIED]}
    moment = timezone.now()
    before, after = scored(leads, now_rules, moment), scored(leads, after_rules, moment)
    tally = [Counter(band(one.score, settings) for one in before.values())]
    tally.append(Counter(band(one.score, bands or settings) for one in after.values()))
    mark = str(rule.pk) if rule else ""
    moved = [(leads[pk], before[pk].score, after[pk].score) for pk in leads if before[pk].score != after[pk].score]
    moved.sort(key=lambda one: (-abs(one[2] - one[1]), one[0].name))
    return Effect(
        len(leads),
        sum(any(reason[0] == mark for reason in one.reasons) for one in after.values()),
        [(str(one.label), tally[0][one], tally[1][one]) for one in Lead.Band],
        moved[:8],
    )
