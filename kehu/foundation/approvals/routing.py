"""Which rule a request falls under. Pure: rules may be those of the database or some that are being tried."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kehu.foundation.approvals.conditions import Asker, Condition, holds
from kehu.foundation.approvals.models import By, Mode, OnTimeout, Rule


@dataclass(frozen=True)
class StepDraft:
    """A step of a rule as it is or as somebody would have it; the fields are those of `RuleStep`."""

    by: str
    users: tuple[UUID, ...] = ()
    role: UUID | None = None
    levels: int = 1
    mode: str = Mode.ALL
    remind_after: int | None = None
    hours: int | None = None
    on_timeout: str = OnTimeout.REMIND

    @property
    def spec(self) -> dict[str, Any]:
        """Who is asked, as a step of a request keeps it."""
        return {
            "by": self.by, "users": [str(one) for one in self.users], "role": str(self.role) if self.role else None,
            "levels": self.levels,
        }  # fmt: skip

    @property
    def way(self) -> tuple[Any, ...]:
        """Two steps that ask the same people in the same manner are the same way."""
        people = {By.USERS: frozenset(self.users), By.ROLE: self.role}.get(By(self.by), self.levels)
        return (self.by, people, self.mode)


@dataclass(frozen=True)
class RuleDraft:
    """A rule as it is or as somebody would have it. `key` tells rules apart: the id, or a word for one that is new."""

    key: str
    name: str
    conditions: tuple[Condition, ...] = ()
    steps: tuple[StepDraft, ...] = ()
    is_active: bool = True
    allows_own: bool = False
    skips_repeated: bool = True
    rule: Rule | None = field(default=None, compare=False)

    @property
    def way(self) -> tuple[Any, ...]:
        return tuple(step.way for step in self.steps)

    @classmethod
    def of(cls, rule: Rule) -> "RuleDraft":
        """Its steps are expected to be prefetched where there are many rules."""
        steps = (
            StepDraft(
                one.by, tuple(one.users), one.role_id, one.levels, one.mode, one.remind_after, one.hours,
                one.on_timeout,
            )
            for one in rule.steps.all()
        )  # fmt: skip
        return cls(
            str(rule.pk), rule.label, tuple(Condition.read(one) for one in rule.conditions), tuple(steps),
            rule.is_active, rule.allows_own, rule.skips_repeated, rule,
        )  # fmt: skip


def choose(rules: Iterable[RuleDraft], facts: Mapping[str, str], asker: Asker) -> RuleDraft | None:
    """The first active rule whose conditions all hold; None where no rule asks for anything."""
    for rule in rules:
        if rule.is_active and all(holds(one, facts, asker) for one in rule.conditions):
            return rule
    return None


def rules_of(subject: str) -> list[RuleDraft]:
    """The rules of a subject in their order."""
    rows = Rule.objects.filter(subject=subject).prefetch_related("steps")
    return [RuleDraft.of(one) for one in rows.order_by("position", "pk")]


def with_draft(rules: Sequence[RuleDraft], draft: RuleDraft) -> list[RuleDraft]:
    """The rules as they would be with the draft in the place of the one of its key, or as the last."""
    if any(one.key == draft.key for one in rules):
        return [draft if one.key == draft.key else one for one in rules]
    return [*rules, draft]
