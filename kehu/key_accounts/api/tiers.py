"""/tier-rules: by which points customers have their tier; /entitlements: what each tier is owed."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.schemas import Input, Money, OneOf
from kehu.key_accounts.actions import entitling, rules
from kehu.key_accounts.api.accounts import Owed, said
from kehu.key_accounts.entitlements import by_tier
from kehu.key_accounts.models import TierRule
from kehu.key_accounts.permissions import KeyAccountVerb
from kehu.key_accounts.queries import tiers

router, owed = Router(), Router()


class Step(BaseModel):
    measure: str
    at_least: Money
    points: int


class Move(BaseModel):
    """So many customers go from one tier to another; an empty one is none."""

    from_tier: str
    to_tier: str
    count: int


class Rule(BaseModel):
    """A version of the rule. `effect` is there once it was tried or applied as it stands; of the rule in force it says
    how many have which tier.
    """

    number: int
    state: str
    paused: bool
    with_group: bool
    thresholds: dict[str, int]
    steps: list[Step]
    tried: bool
    effect: list[Move]
    kept_by_a_person: int


class RulePage(BaseModel):
    items: list[Rule]


class OwedPage(BaseModel):
    items: list[Owed]


class OwedGiven(Input):
    """What the tier is owed; false, 0 and null mean that it is not. What is not named stays."""

    model_config = {"json_schema_extra": {"examples": [{"green_channel": True, "response_hours": 2, "visit_days": 30}]}}

    green_channel: bool | None = None
    response_hours: Annotated[int, Field(ge=0, le=1000)] | None = None
    visit_days: Annotated[int, Field(ge=0, le=1000)] | None = None
    dedicated_manager: bool | None = None


@router.get("", response=RulePage)
def list_tier_rules(request: HttpRequest) -> HttpResponse:
    """The rule in force and the version that is being prepared, each with its effect."""
    reader(request).require(KeyAccountVerb.CONFIGURE)
    return answer({"items": [_said(one) for one in (tiers.in_force(), tiers.draft()) if one]})


@router.post("/trial", response={202: Rule})
def try_tier_rule(request: HttpRequest) -> HttpResponse:
    """Have worked out what the version that is being prepared would change. Nothing moves."""
    return answer(_said(rules.try_out(by=reader(request))), 202)


@router.post("/application", response={202: Rule})
def apply_tier_rule(request: HttpRequest) -> HttpResponse:
    """Give every customer the tier of the rule in force, as one change set that can be taken back."""
    return answer(_said(rules.apply_now(by=reader(request))), 202)


@owed.get("", response=OwedPage)
def list_entitlements(request: HttpRequest) -> HttpResponse:
    """What each tier is owed."""
    reader(request).require(KeyAccountVerb.VIEW)
    return answer({"items": [said(one) for one in by_tier().values()]})


@owed.patch("/{tier}", response=Owed)
def change_entitlements(
    request: HttpRequest, tier: Annotated[str, OneOf(Customer.Tier.values)], payload: OwedGiven
) -> HttpResponse:
    """Say what customers of a tier are owed."""
    entitling.entitle(tier=tier, given=payload.given(), by=reader(request))
    return answer(said(by_tier()[tier]))


def _said(rule: TierRule) -> dict[str, Any]:
    shown = rule.tried_at is not None
    effect = tiers.effect(rule) if shown else None
    moves = [
        {"from_tier": old, "to_tier": new, "count": cell.count}
        for old, cells in (effect.rows if effect else [])
        for new, cell in zip(tiers.TIERS, cells, strict=True)
        if cell.count
    ]
    return {
        "number": rule.number, "state": rule.state, "paused": rule.paused_at is not None,
        "with_group": rule.with_group, "thresholds": dict(rule.thresholds), "tried": shown, "effect": moves,
        "kept_by_a_person": effect.kept.count if effect else 0,
        "steps": [
            {"measure": one.measure, "at_least": str(one.at_least), "points": one.points} for one in rule.ladder
        ],
    }  # fmt: skip
