"""Account plans: begun, written, agreed, and their goals."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Outdated, Refusal
from kehu.key_accounts.actions import accounts
from kehu.key_accounts.events import AccountPlanned
from kehu.key_accounts.models import AccountPlan, PlanGoal
from kehu.key_accounts.permissions import KeyAccountVerb

CHANGEABLE = {"owner", "state", "summary", "next_review_on"}
GOAL = {"title", "measure", "target", "actual", "unit", "position"}
YEARS = (2000, 2200)


class PlanRefused(Refusal):
    """The plan cannot be like this."""


def begin(
    *, customer: Customer, year: int, by: User, owner: User | None = None, summary: str = "",
    next_review_on: date | None = None,
) -> AccountPlan:  # fmt: skip
    """A plan for a customer and a year; goals in words of the plan of the year before come along. Raises OutOfReach,
    PermissionMissing, PlanRefused.
    """
    by.require(KeyAccountVerb.PLAN)
    if not YEARS[0] <= year <= YEARS[1]:
        raise PlanRefused(_("This is no year one can plan for."), field="year")
    with writing(by=by):
        row = editable(customer, by)
        if AccountPlan.objects.filter(customer=row, year=year).exists():
            raise PlanRefused(_("There is a plan for this customer and year already."), field="year")
        made = AccountPlan.objects.create(
            name=f"{row.name} {year}"[:240], customer=row, year=year, owner=owner or row.owner or by,
            summary=summary.strip(), next_review_on=next_review_on, created_by=by,
        )  # fmt: skip
        before = PlanGoal.objects.filter(plan__customer=row, plan__year=year - 1)
        PlanGoal.objects.bulk_create(
            PlanGoal(
                plan=made, title=one.title, measure=one.measure, target=one.target, unit=one.unit, position=one.position
            )
            for one in before
        )
        accounts.refresh([row.pk])
        publish(AccountPlanned(made.pk, row.pk, year), by=by.pk)
    return made


def update(*, plan: AccountPlan, changes: dict[str, Any], by: User, expected_version: int | None = None) -> AccountPlan:
    """Change the fields of `CHANGEABLE`."""
    if unknown := set(changes) - CHANGEABLE:
        raise PlanRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = open_plan(plan, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        for key, value in changes.items():
            setattr(row, key, value.strip() if isinstance(value, str) else value)
        if row.state not in AccountPlan.State.values:
            raise PlanRefused(_("There is no such state."), field="state")
        row.save()
    return row


def remove(*, plan: AccountPlan, by: User) -> None:
    """Delete a plan with its goals, people and reviews; tasks of it stay as tasks of the customer."""
    with writing(by=by):
        row = open_plan(plan, by)
        customer = row.customer_id
        row.delete()
        accounts.refresh([customer])


def set_goal(*, plan: AccountPlan, by: User, goal: PlanGoal | None = None, **given: Any) -> PlanGoal:
    """A new goal, or `goal` changed; further keywords are those of `GOAL`."""
    if unknown := set(given) - GOAL:
        raise PlanRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = open_plan(plan, by)
        one = goal or PlanGoal(plan=row, position=row.goals.count())
        for key, value in given.items():
            setattr(one, key, value.strip() if isinstance(value, str) else value)
        if not one.title:
            raise PlanRefused(_("A goal says what is to be reached."), field="title")
        if one.measure not in PlanGoal.Measure.values:
            raise PlanRefused(_("There is no such measure."), field="measure")
        for name in ("target", "actual"):
            if Decimal(getattr(one, name)) < 0:
                raise PlanRefused(_("This cannot be below nought."), field=name)
        one.save()
    return one


def remove_goal(*, goal: PlanGoal, by: User) -> None:
    with writing(by=by):
        open_plan(goal.plan, by)
        goal.delete()


def open_plan(plan: AccountPlan, by: User) -> AccountPlan:
    """The plan, locked for writing. Call it inside `writing`. Raises PermissionMissing, OutOfReach."""
    by.require(KeyAccountVerb.PLAN)
    return editable(plan, by)


def this_year() -> int:
    return timezone.localdate().year
