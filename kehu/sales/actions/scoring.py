"""Keeping scores in step with leads and rules, and editing the rules."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists import conditions
from kehu.foundation.refusals import Refusal
from kehu.sales.models import Lead, LeadSettings, ScoreRule
from kehu.sales.permissions import LeadVerb
from kehu.sales.queries.pools import OPEN_STATES
from kehu.sales.storing.scores import BATCH, rescore


class ScoringRefused(Refusal):
    """The rule or the bands cannot be like this."""


def rescore_all() -> int:
    """Every open lead, batch by batch: points fade, rules change. Done again it does no harm."""
    done, after = 0, UUID(int=0)
    rows = Lead.objects.filter(state__in=OPEN_STATES, deleted_at=None).order_by("pk")
    while ids := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            done += rescore(ids)
        after = ids[-1]
    return done


def check(values: dict[str, Any]) -> None:
    """Raises ScoringRefused for a rule that could not count."""
    if not str(values.get("name") or "").strip():
        raise ScoringRefused(_("Give the rule a name."), field="name")
    points = values.get("points")
    if not points or not -100 <= points <= 100:
        raise ScoringRefused(_("Points go from -100 to 100 and are not 0."), field="points")
    conditions.read("lead", values.get("conditions", ""))


def save_rule(*, rule: ScoreRule | None, values: dict[str, Any], by: User) -> ScoreRule:
    """Raises PermissionMissing, ScoringRefused, ConditionsRefused. Whoever calls has the leads scored anew."""
    by.require(LeadVerb.CONFIGURE)
    check(values)
    values = {**values, "conditions": conditions.read("lead", values.get("conditions", "")).link}
    found = rule or ScoreRule(position=10 * (ScoreRule.objects.count() + 1))
    for key, value in values.items():
        setattr(found, key, value.strip() if isinstance(value, str) else value)
    with writing(by=by):
        found.save()
    return found


def remove_rule(*, rule: ScoreRule, by: User) -> None:
    by.require(LeadVerb.CONFIGURE)
    with writing(by=by):
        rule.delete()


def set_bands(*, warm_from: int, hot_from: int, by: User) -> LeadSettings:
    by.require(LeadVerb.CONFIGURE)
    if not warm_from < hot_from:
        raise ScoringRefused(_("Hot begins above warm."), field="hot_from")
    found = LeadSettings.current()
    found.warm_from, found.hot_from = warm_from, hot_from
    with writing(by=by):
        found.save()
    return found
