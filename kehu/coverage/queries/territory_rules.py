"""The rules of territories: said in words, and as one expression of the database that says where everybody belongs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, F, UUIDField, Value, When

from kehu.coverage.first_match import first
from kehu.coverage.models import TerritoryRule
from kehu.customers.models import Customer, Territory
from kehu.customers.queries import territories
from kehu.foundation.lists import conditions
from kehu.foundation.lists.conditions import ConditionsRefused

KEEP, CLEAR = "keep", "clear"
"""What becomes of customers whom no rule fits: they stay where they are, or are in no territory."""


def active() -> list[TerritoryRule]:
    """Those at work, in their order."""
    return list(TerritoryRule.objects.filter(is_active=True).select_related("territory"))


def is_any() -> bool:
    return bool(TerritoryRule.objects.filter(is_active=True).exists())


def target(rules: Sequence[TerritoryRule], strays: str = KEEP) -> Any:
    """Where a customer belongs by these rules, as an expression on Customer."""
    otherwise: Any = F("territory_id") if strays == KEEP else Value(None, output_field=UUIDField())
    cases = []
    for one in rules:
        asked = conditions.wanted("customer", one.conditions)
        if not asked:  # everybody who is left
            otherwise = Value(one.territory_id, output_field=UUIDField())
            break
        cases.append(When(asked, then=Value(one.territory_id, output_field=UUIDField())))
    return Case(*cases, default=otherwise, output_field=UUIDField()) if cases else otherwise


@dataclass(frozen=True)
class Said:
    """A rule as a sentence: whom it takes, "" for everybody who is left, and where to. `number` counts from 1 on."""

    number: int
    rule: TerritoryRule
    text: str
    way: str
    trouble: bool


def said() -> list[Said]:
    """All rules in their order, also those not at work."""
    known = {one.pk: one for one in territories.in_order()}
    rows = TerritoryRule.objects.select_related("territory")
    found = []
    for number, rule in enumerate(rows, 1):
        try:
            text, trouble = conditions.read("customer", rule.conditions).text, False
        except ConditionsRefused as refusal:
            text, trouble = refusal.message, True
        found.append(Said(number, rule, text, way_of(rule.territory, known), trouble))
    return found


def way_of(one: Territory, known: dict[UUID, Territory]) -> str:
    """The names from the root down to it."""
    return " / ".join(above.name for above in territories.way_to(one, known))


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a customer: whether it fits, and whether it is the one that decides."""

    said: Said
    fits: bool
    decides: bool


@dataclass(frozen=True)
class Why:
    """Where a customer belongs by the rules, None where none fits, and what each rule said up to that."""

    territory: Territory | None
    verdicts: list[Verdict]

    @property
    def decider(self) -> Said | None:
        return next((one.said for one in self.verdicts if one.decides), None)


def explain(customer: Customer, among: Iterable[Said] | None = None) -> Why:
    """Why the rules put a customer where they do."""
    rules = [one for one in (said() if among is None else among) if one.rule.is_active]
    flags = conditions.fitting("customer", [one.rule.conditions for one in rules], [customer.pk]).get(customer.pk, [])
    place = first(flags)
    verdicts = [Verdict(rule, fits, at == place) for at, (rule, fits) in enumerate(zip(rules, flags, strict=False))]
    seen = verdicts if place is None else verdicts[: place + 1]
    return Why(None if place is None else rules[place].rule.territory, seen)
