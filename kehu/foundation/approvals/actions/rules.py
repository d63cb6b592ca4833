"""What needs approval and who gives it: writing the rules."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Role, User
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.conditions import Condition, fields_of, operators_of, readable
from kehu.foundation.approvals.models import By, Rule, RuleStep
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.approvals.routing import RuleDraft, StepDraft
from kehu.foundation.approvals.subjects import Subject
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

MOST_CONDITIONS, MOST_STEPS = 20, 20


class RuleRefused(Refusal):
    """The rule cannot be like this."""


def save(*, subject: str, draft: RuleDraft, by: User, rule: Rule | None = None) -> Rule:
    """Make a rule, the last of its subject, or change one with all its conditions and steps. Requests under way go on
    as they began. Raises PermissionMissing, RuleRefused.
    """
    by.require(ApprovalVerb.CONFIGURE)
    known = subjects.find(subject)
    if known is None:
        raise RuleRefused(_("Nobody asks for such an approval."), field="subject")
    check(known, draft)
    with writing(by=by):
        row = rule or Rule(subject=subject, position=_next_position(subject))
        row.name, row.is_active = draft.name.strip()[:120], draft.is_active
        row.conditions = [one.kept() for one in draft.conditions]
        row.allows_own, row.skips_repeated = draft.allows_own, draft.skips_repeated
        row.save()
        row.steps.all().delete()
        for place, step in enumerate(draft.steps):
            RuleStep.objects.create(rule=row, position=place, **_columns(step))
    return row


def move(*, rule: Rule, up: bool, by: User) -> None:
    """One place earlier or later among the rules of its subject."""
    by.require(ApprovalVerb.CONFIGURE)
    with writing(by=by):
        rows = list(Rule.objects.select_for_update().filter(subject=rule.subject).order_by("position", "pk"))
        place = next(i for i, one in enumerate(rows) if one.pk == rule.pk)
        other = place - 1 if up else place + 1
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
        for position, one in enumerate(rows):
            if one.position != position:
                Rule.objects.filter(pk=one.pk).update(position=position)


def delete(*, rule: Rule, by: User) -> None:
    """Requests under way go on; what they were asked by is no longer named."""
    by.require(ApprovalVerb.CONFIGURE)
    with writing(by=by):
        Rule.objects.filter(pk=rule.pk).delete()


def check(subject: Subject, draft: RuleDraft) -> None:
    """Raises RuleRefused for what makes no sense."""
    if not draft.name.strip():
        raise RuleRefused(_("Give the rule a name."), field="name")
    if len(draft.conditions) > MOST_CONDITIONS or len(draft.steps) > MOST_STEPS:
        raise RuleRefused(_("That are too many conditions or steps."))
    for condition in draft.conditions:
        _check_condition(subject, condition)
    for step in draft.steps:
        _check_step(step)


def _check_condition(subject: Subject, condition: Condition) -> None:
    fact = next((one for one in fields_of(subject) if one.key == condition.fact), None)
    if fact is None:
        raise RuleRefused(_("There is no fact “%(name)s”.") % {"name": condition.fact[:60]}, field="conditions")
    if condition.operator not in dict(operators_of(fact)) or not readable(condition.values, fact):
        raise RuleRefused(_("This does not fit “%(name)s”.") % {"name": str(fact.label)}, field="conditions")


def _check_step(step: StepDraft) -> None:
    if step.by not in By.values or not 1 <= step.levels <= 9:
        raise RuleRefused(_("Say who decides."), field="steps")
    if step.by == By.USERS:
        people = list(User.objects.filter(pk__in=step.users, is_active=True, is_system=False))
        if not people or len(people) < len(set(step.users)):
            raise RuleRefused(_("Choose people who can sign in."), field="steps")
        for one in people:
            if not one.may(ApprovalVerb.DECIDE):
                refusal = _("The roles of %(name)s do not let him decide approvals.")
                raise RuleRefused(refusal % {"name": one.name}, field="steps")
    if step.by == By.ROLE:
        role = Role.objects.filter(pk=step.role).first() if step.role else None
        if role is None:
            raise RuleRefused(_("Choose a role."), field="steps")
        if ApprovalVerb.DECIDE not in role.verbs:
            refusal = _("The role “%(role)s” does not let its people decide approvals.")
            raise RuleRefused(refusal % {"role": role.label}, field="steps")
    if step.hours and step.remind_after and step.remind_after >= step.hours:
        raise RuleRefused(_("The reminder has to come before the deadline."), field="steps")


def _columns(step: StepDraft) -> dict[str, Any]:
    return {
        "by": step.by, "users": list(step.users) if step.by == By.USERS else [],
        "role_id": step.role if step.by == By.ROLE else None, "levels": step.levels, "mode": step.mode,
        "remind_after": step.remind_after, "hours": step.hours, "on_timeout": step.on_timeout,
    }  # fmt: skip


def _next_position(subject: str) -> int:
    last = Rule.objects.filter(subject=subject).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
