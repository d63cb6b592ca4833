"""Rules that are there from the start: each is made once, and is the company's from then on."""

from typing import Any

from kehu.foundation.approvals.models import FirstRule, Rule, RuleStep


def first_rule(*, subject: str, name: str, **step: Any) -> None:
    """Make the rule of a subject with one step, unless it was made before: one that was deleted does not come back.
    A company that has rules for the subject gets none either.
    """
    _remembered, is_new = FirstRule.objects.get_or_create(subject=subject)
    if is_new and not Rule.objects.filter(subject=subject).exists():
        RuleStep.objects.create(rule=Rule.objects.create(subject=subject, name=name), **step)
