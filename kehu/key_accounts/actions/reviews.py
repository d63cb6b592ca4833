"""Reviews of a plan: it is frozen as it stands, with what was said; and people are reminded of the next one."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.key_accounts.actions.plans import open_plan
from kehu.key_accounts.models import AccountPlan, PlanReview
from kehu.key_accounts.queries import rolling
from kehu.key_accounts.queries.plans import PlanView

QUARTER = timedelta(days=91)


class ReviewRefused(Refusal):
    """A review cannot be like this."""


def hold(
    *, plan: AccountPlan, notes: str, by: User, day: date | None = None, next_review_on: date | None = None
) -> PlanReview:
    """Keep the goals and the sums of the group as `by` sees them now, with what was said; the next review is a quarter
    later unless another day is given. Raises ReviewRefused, OutOfReach, PermissionMissing.
    """
    today = timezone.localdate()
    held_on = day or today
    following = next_review_on or held_on + QUARTER
    if held_on > today:
        raise ReviewRefused(_("A review that was held lies in the past or today."), field="day")
    if following <= held_on:
        raise ReviewRefused(_("The next review comes after this one."), field="next_review_on")
    with writing(by=by):
        row = open_plan(plan, by)
        view = PlanView(row, by)
        made = PlanReview.objects.create(
            plan=row, day=held_on, notes=notes.strip(), goals=_goals(view), numbers=_numbers(view), by=by
        )
        row.next_review_on = following
        row.save(update_fields=["next_review_on"])
    return made


def _goals(view: PlanView) -> list[dict[str, Any]]:
    return [
        {
            "title": one.goal.title, "measure": one.goal.measure, "target": str(one.goal.target),
            "actual": str(one.actual), "unit": one.goal.unit,
        }
        for one in view.standings
    ]  # fmt: skip


def _numbers(view: PlanView) -> dict[str, str]:
    tree = rolling.tree(view.plan.customer, view.user, view.places)
    return {column.key: str(number) for column, number, _link in tree.totals()}


def remind(*, today: date | None = None) -> int:
    """Tell the owner of each plan, once, that its review is due. Returns how many were told."""
    day = today or timezone.localdate()
    due = AccountPlan.objects.filter(next_review_on__lte=day, customer__deleted_at=None).select_related("owner")
    told = 0
    for one in due.exclude(state=AccountPlan.State.CLOSED).order_by("next_review_on", "pk"):
        if one.reminded_for == one.next_review_on or one.owner is None:
            continue
        with writing(by=None):
            AccountPlan.objects.filter(pk=one.pk).update(reminded_for=one.next_review_on)
            told += notices.tell(
                users=[one.owner], kind=Notice.Kind.REMINDER,
                message=gettext_noop("The plan “%(plan)s” is to be reviewed."), params={"plan": one.name},
                url=registry.address("account_plan", one.pk), key=f"review-{one.pk}-{one.next_review_on}",
            )  # fmt: skip
    return told
