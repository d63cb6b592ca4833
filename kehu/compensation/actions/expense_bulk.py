"""Many claims at once: approving and paying them from the list."""

from typing import Any
from uuid import UUID

from kehu.compensation.actions import expenses
from kehu.compensation.models import ExpenseClaim
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import Applied
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.refusals import Refusal

State = ExpenseClaim.State


def approve(ids: list[UUID], _given: dict[str, Any], user: User, _change_set: ChangeSet) -> Applied:
    return _each(ids, user, {State.APPROVED, State.PAID}, lambda one: expenses.decide(claim=one, approve=True, by=user))


def pay(ids: list[UUID], _given: dict[str, Any], user: User, _change_set: ChangeSet) -> Applied:
    return _each(ids, user, {State.PAID}, lambda one: expenses.pay(claim=one, by=user))


def _each(ids: list[UUID], user: User, done: set[str], act: Any) -> Applied:
    """`done` are the states in which there is nothing to do any more."""
    found = {one.pk: one for one in ExpenseClaim.objects.visible_to(user).filter(pk__in=ids)}
    applied = Applied(missing=[one for one in ids if one not in found])
    for pk, claim in found.items():
        if claim.state in done:
            applied.same.append(pk)
            continue
        try:
            act(claim)
        except Refusal as refusal:
            applied.refused[pk] = refusal
        else:
            applied.changed.append(pk)
    return applied
