"""The rules of the company as people read them, and what a change of them would have changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Role, User
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.conditions import Asker, Names, sentence
from kehu.foundation.approvals.models import Request, Rule
from kehu.foundation.approvals.routing import RuleDraft, choose
from kehu.foundation.approvals.subjects import Subject
from kehu.foundation.approvals.wording import step_sentence

DAYS = 90
MOST = 2000
SHOWN = 20


@dataclass(frozen=True)
class RuleInWords:
    rule: Rule
    condition: str
    steps: list[str]


@dataclass(frozen=True)
class Chapter:
    """A subject with its rules in their order."""

    subject: Subject
    rules: list[RuleInWords]


def chapters() -> list[Chapter]:
    """Every subject; few statements however many rules there are."""
    rows = list(Rule.objects.prefetch_related("steps").order_by("subject", "position", "pk"))
    drafts = [RuleDraft.of(one) for one in rows]
    words = Words.load(drafts)
    return [
        Chapter(subject, [words.rule(one, draft, subject) for one, draft in zip(rows, drafts, strict=True)
                          if one.subject == subject.key])
        for subject in subjects.every()
    ]  # fmt: skip


@dataclass
class Words:
    """The names that the sentences of rules need."""

    names: Names
    people: dict[str, str]
    roles: dict[str, str]

    @classmethod
    def load(cls, drafts: Iterable[RuleDraft]) -> "Words":
        ids: set[UUID] = {one for rule in drafts for step in rule.steps for one in step.users}
        people = {str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}
        return cls(Names.load(), people, {str(role.pk): role.label for role in Role.objects.all()})

    def rule(self, rule: Rule, draft: RuleDraft, subject: Subject) -> RuleInWords:
        return RuleInWords(rule, self.condition(draft, subject), self.steps(draft))

    def condition(self, draft: RuleDraft, subject: Subject | None) -> str:
        if not draft.conditions:
            return _("Always")
        return _(", and ").join(sentence(one, subject, self.names) for one in draft.conditions)

    def steps(self, draft: RuleDraft) -> list[str]:
        return [step_sentence(one, self.people, self.roles) for one in draft.steps]


@dataclass(frozen=True)
class Difference:
    """A request that would have gone another way; the ways are None where nobody is asked."""

    request: Request
    before: RuleDraft | None
    after: RuleDraft | None


@dataclass(frozen=True)
class Effect:
    """Of `looked_at` requests of the last ninety days `number` would have gone otherwise; the latest are shown."""

    looked_at: int
    number: int
    examples: list[Difference]
    newly_asked: int
    no_longer_asked: int


def effect(subject: str, before: Sequence[RuleDraft], after: Sequence[RuleDraft], *, days: int = DAYS) -> Effect:
    """What other rules would have done with what was asked lately, also with what needed no approval. Roles and
    departments are those that the askers have now.
    """
    since = timezone.now() - timedelta(days=days)
    rows = Request.objects.filter(subject=subject, asked_at__gte=since).select_related("asker__department")
    found = list(rows.order_by("-asked_at", "-pk")[:MOST])
    askers: dict[UUID, Asker] = {}
    different = []
    for one in found:
        asker = askers.get(one.asker_id) or askers.setdefault(one.asker_id, Asker.of(one.asker))
        old, new = choose(before, one.facts, asker), choose(after, one.facts, asker)
        if _way(old) != _way(new):
            different.append(Difference(one, _asking(old), _asking(new)))
    return Effect(
        len(found), len(different), different[:SHOWN],
        sum(one.before is None for one in different), sum(one.after is None for one in different),
    )  # fmt: skip


def _way(rule: RuleDraft | None) -> tuple[object, ...]:
    return rule.way if rule else ()


def _asking(rule: RuleDraft | None) -> RuleDraft | None:
    """A rule without steps asks nobody."""
    return rule if rule and rule.steps else None
