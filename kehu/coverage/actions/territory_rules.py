"""Writing the rules of territories. A change moves nobody by itself: `assigning` does, when somebody wants it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.coverage.first_match import most_specific_first
from kehu.coverage.models import TerritoryRule
from kehu.customers.cleaning.values import plain_text
from kehu.customers.models import Territory
from kehu.customers.permissions import TerritoryVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists import conditions
from kehu.foundation.refusals import Refusal
from kehu.sales.actions import ordering

MOST = 1000
# A rule that asks where a customer is, or whose he is, would answer otherwise once it has acted.
CIRCULAR = {"territory", "territory_pinned", "owner", "team"}


class TerritoryRuleRefused(Refusal):
    """The rule cannot be like this."""


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the conditions in one spelling. Raises TerritoryRuleRefused."""
    found = conditions.read("customer", values.get("conditions") or "")
    if any(part.field.partition(".")[0] in CIRCULAR for part in found.query.filters.conditions()):
        raise TerritoryRuleRefused(
            _("A rule cannot ask for the territory, the owner or the team: that is what it decides."),
            field="conditions",
        )
    if not isinstance(values.get("territory"), Territory):
        raise TerritoryRuleRefused(_("Say to which territory they belong."), field="territory")
    return {**values, "conditions": found.link, "note": plain_text(values.get("note"), "note", 200)}


def save(*, by: User, rule: TerritoryRule | None = None, **values: Any) -> TerritoryRule:
    """Add a rule behind the others, or change one: `territory`, `conditions` (a link of the list of customers), `note`,
    `is_active`.
    """
    by.require(TerritoryVerb.MANAGE)
    known = {key: getattr(rule, key) for key in ("territory", "conditions", "note", "is_active")} if rule else {}
    values = checked({**known, **values})
    if rule is None and TerritoryRule.objects.count() >= MOST:
        raise TerritoryRuleRefused(_("There can be %(most)s of them at most.") % {"most": MOST})
    with writing(by=by):
        one = rule or TerritoryRule(position=min(10 * (TerritoryRule.objects.count() + 1), 32_000))
        for key, value in values.items():
            setattr(one, key, value)
        one.save()
    return one


def remove(*, rule: TerritoryRule, by: User) -> None:
    """Whom it put somewhere stays there until customers are assigned anew."""
    by.require(TerritoryVerb.MANAGE)
    with writing(by=by):
        rule.delete()


def move(*, rule_id: UUID, up: bool, by: User) -> None:
    by.require(TerritoryVerb.MANAGE)
    ordering.move(rows=TerritoryRule.objects.all(), record_id=rule_id, up=up, by=by)


def put_in_order(*, by: User) -> None:
    """The most specific rules first: those with more conditions, then those of territories further down the tree."""
    by.require(TerritoryVerb.MANAGE)
    with writing(by=by):
        rows = list(TerritoryRule.objects.select_related("territory").select_for_update(of=("self",)))
        ordered = most_specific_first((one, _number(one), one.territory.depth) for one in rows)
        for place, one in enumerate(ordered, 1):
            if one.position != 10 * place:
                TerritoryRule.objects.filter(pk=one.pk).update(position=10 * place)


def _number(rule: TerritoryRule) -> int:
    """How much a rule asks: conditions; nothing for one that cannot be read."""
    try:
        return sum(1 for _part in conditions.read("customer", rule.conditions).query.filters.conditions())
    except conditions.ConditionsRefused:
        return 0
