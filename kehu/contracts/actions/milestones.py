"""Milestones: set, moved, reached. Instalments that hang on one fall due with it."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.contracts import events
from kehu.contracts.actions.plans import due_by
from kehu.contracts.models import Contract, Milestone
from kehu.contracts.permissions import ContractVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal

EDITABLE = {"name", "due_on", "responsible", "note"}


class MilestoneRefused(Refusal):
    """The milestone cannot be like this."""


def create(*, contract: Contract, name: str, by: User, **given: Any) -> Milestone:
    """`given` are those of EDITABLE."""
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        row = Milestone(contract=editable(contract, by))
        _set(row, {"name": name, **given})
        row.save(force_insert=True)
    return row


def update(*, milestone: Milestone, changes: dict[str, Any], by: User) -> Milestone:
    """Another day moves the instalments that hang on it."""
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        editable(milestone.contract, by)
        row = editable(milestone, by)
        _set(row, changes)
        row.save()
        _carry(row)
    return row


def reach(*, milestone: Milestone, by: User, on: date | None = None) -> Milestone:
    """Done on a day, today if none is given. Done already it changes nothing."""
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        contract = editable(milestone.contract, by)
        row = editable(milestone, by)
        if row.done_on:
            return row
        row.done_on, row.done_by = on or timezone.localdate(), by
        if row.done_on > timezone.localdate():
            raise MilestoneRefused(_("It cannot have been reached in the future."), field="on")
        row.save()
        _carry(row)
        publish(events.MilestoneReached(row.pk, contract.pk, contract.customer_id), by=by.pk)
    return row


def reopen(*, milestone: Milestone, by: User) -> Milestone:
    """It was not reached after all."""
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        editable(milestone.contract, by)
        row = editable(milestone, by)
        row.done_on, row.done_by = None, None
        row.save()
        _carry(row)
    return row


def remove(*, milestone: Milestone, by: User) -> None:
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        editable(milestone.contract, by)
        row = editable(milestone, by)
        if row.instalments.exists():
            raise MilestoneRefused(_("An instalment falls due with this milestone; change the plan first."))
        row.delete()


def _set(row: Milestone, changes: dict[str, Any]) -> None:
    if unknown := set(changes) - EDITABLE:
        raise MilestoneRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    if not row.name:
        raise MilestoneRefused(_("Give it a name."), field="name")
    if row.responsible and not row.responsible.is_active:
        raise MilestoneRefused(
            _("%(name)s does not work here any more.") % {"name": row.responsible.name}, field="responsible"
        )


def _carry(row: Milestone) -> None:
    """The due days of what is still owed follow."""
    for one in row.instalments.filter(outstanding__gt=0):
        day = due_by(row, one.days_after)
        if one.due_on != day:
            one.due_on, one.level = day, 0
            one.save(update_fields=["due_on", "level"])
