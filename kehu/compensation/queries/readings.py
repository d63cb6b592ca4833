"""The measures that Kehu brings along, read from deals, visits, interactions and expenses."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from kehu.compensation.arithmetic.commission import Credit
from kehu.compensation.arithmetic.rounding import cents
from kehu.compensation.models import ExpenseClaim, ExpenseLine
from kehu.compensation.queries import deals, quota
from kehu.compensation.queries.days import moments
from kehu.compensation.queries.metrics import Metric, Reading, register
from kehu.interactions.models import Interaction, Visit
from kehu.quotes.models import Quote
from kehu.sales.models import Closure, Opportunity

People = Iterable[UUID]
COUNTED = (ExpenseClaim.State.SUBMITTED, ExpenseClaim.State.APPROVED, ExpenseClaim.State.PAID)


def _list(address: str, column: str, start: date, end: date, **filters: Any) -> str:
    """A list narrowed to some days of a column."""
    return f"{address}?" + urlencode({**filters, f"{column}.from": start, f"{column}.to": end})


def quota_attainment(people: People, start: date, end: date) -> dict[UUID, Reading]:
    return {
        user: Reading(
            cents(one.percent), _won(user, start, end),
            (("quota", str(one.quota)), ("won", str(one.won))),
        )
        for user, one in quota.attainment(people, start, end).items()
        if one.quota
    }  # fmt: skip


def won_amount(people: People, start: date, end: date) -> dict[UUID, Reading]:
    """With the credit of each deal, so that what is sold together counts once."""
    people = list(people)
    sums = _credited(people, start, end)
    return {user: Reading(sums.get(user, Decimal(0)), _won(user, start, end)) for user in people}


def margin(people: People, start: date, end: date) -> dict[UUID, Reading]:
    """Of what was won, the percent that is left after the costs of what was sold, as far as known, and expenses."""
    people, none = list(people), Decimal(0)
    won, spent = _credited(people, start, end), _spent(people, start, end)
    left = _summed(deals.after_costs(people, start, end))
    found = {}
    for user, total in won.items():
        if not total:
            continue
        costs, expenses = total - left.get(user, none), spent.get(user, none)
        inputs = [("won", str(total)), *([("costs", str(costs))] if costs else []), ("expenses", str(expenses))]
        found[user] = Reading(
            cents((total - costs - expenses) * 100 / total), _expenses(user, start, end), tuple(inputs)
        )  # fmt: skip
    return found


def gross_margin(people: People, start: date, end: date) -> dict[UUID, Reading]:
    """What the accepted quotes of his deals leave after the cost of what is sold, in percent, each deal with his credit
    in it. Deals whose cost nobody knows are left out.
    """
    credited = {
        user: [one for one in some if one.undone_on is None and one.deal]
        for user, some in deals.of_people(people, start, end).items()
    }
    wanted = {one.deal for some in credited.values() for one in some}
    accepted = Quote.objects.filter(opportunity__in=wanted, state=Quote.State.ACCEPTED, deleted_at=None)
    rows = accepted.filter(margin_percent__isnull=False)
    left: dict[Any, Any] = dict(rows.order_by("updated_at", "pk").values_list("opportunity", "margin_percent"))
    found = {}
    for user, some in credited.items():
        known = [(one.base, left[one.deal]) for one in some if one.deal in left]
        total = sum((base for base, _percent in known), Decimal(0))
        margins = cents(sum((base * percent / 100 for base, percent in known), Decimal(0)))
        if total:
            inputs = (("won", str(total)), ("margin", str(margins)))
            found[user] = Reading(cents(margins * 100 / total), _won(user, start, end), inputs)
    return found


def expense_ratio(people: People, start: date, end: date) -> dict[UUID, Reading]:
    """Expenses in percent of what was won."""
    people = list(people)
    won, spent = _credited(people, start, end), _spent(people, start, end)
    return {
        user: Reading(
            cents(spent.get(user, Decimal(0)) * 100 / total), _expenses(user, start, end),
            (("expenses", str(spent.get(user, Decimal(0)))), ("won", str(total))),
        )
        for user, total in won.items()
        if total
    }  # fmt: skip


def win_rate(people: People, start: date, end: date) -> dict[UUID, Reading]:
    since, until = moments(start, end)
    rows = Closure.objects.filter(
        opportunity__owner__in=list(people), opportunity__deleted_at=None, closed_at__gte=since, closed_at__lt=until
    ).values_list("opportunity__owner")
    counted = rows.annotate(all=Count("pk"), won=Count("pk", filter=Q(outcome="won"))).order_by()
    return {
        user: Reading(
            cents(Decimal(won) * 100 / total),
            f"{_list('/opportunities/', 'closed_at', start, end, owner=user)}&state=won&state=lost",
            (("won", str(won)), ("closed", str(total))),
        )
        for user, total, won in counted
    }


def visits(people: People, start: date, end: date) -> dict[UUID, Reading]:
    people = list(people)
    held = _counted(_visits(people, start, end).filter(state=Visit.State.HELD), "visitor")
    return {
        user: Reading(
            Decimal(held.get(user, 0)), _list("/visits/", "planned_start", start, end, visitor=user, state="held")
        )
        for user in people
    }


def log_rate(people: People, start: date, end: date) -> dict[UUID, Reading]:
    """Of the visits that were due, the percent of which somebody said what became of them."""
    from django.utils import timezone

    due = _visits(list(people), start, end).filter(planned_start__lt=timezone.now())
    rows = due.values_list("visitor").annotate(all=Count("pk"), told=Count("pk", filter=~Q(state=Visit.State.PLANNED)))
    return {
        user: Reading(
            cents(Decimal(told) * 100 / total), _list("/visits/", "planned_start", start, end, visitor=user),
            (("told", str(told)), ("due", str(total))),
        )
        for user, total, told in rows.order_by()
    }  # fmt: skip


def calls(people: People, start: date, end: date) -> dict[UUID, Reading]:
    people = list(people)
    since, until = moments(start, end)
    rows = Interaction.objects.filter(
        employee__in=people, kind=Interaction.Kind.CALL, superseded_at=None, started_at__gte=since, started_at__lt=until
    )
    made = _counted(rows, "employee")
    return {
        user: Reading(
            Decimal(made.get(user, 0)), _list("/interactions/", "started_at", start, end, employee=user, kind="call")
        )
        for user in people
    }


def _credited(people: Iterable[UUID], start: date, end: date) -> dict[UUID, Decimal]:
    return _summed(deals.of_people(people, start, end))


def _summed(found: dict[UUID, list[Credit]]) -> dict[UUID, Decimal]:
    sums: dict[UUID, Decimal] = defaultdict(Decimal)
    for user, credited in found.items():
        for one in credited:
            if one.undone_on is None:
                sums[user] += one.base
    return dict(sums)


def _spent(people: Iterable[UUID], start: date, end: date) -> dict[UUID, Decimal]:
    """What was handed in and not sent back."""
    rows = ExpenseLine.objects.filter(
        claim__claimant__in=people, claim__state__in=COUNTED, day__gte=start, day__lte=end
    ).values_list("claim__claimant")
    return dict(rows.annotate(total=Sum("amount_home")).order_by())


def _visits(people: Iterable[UUID], start: date, end: date) -> Any:
    since, until = moments(start, end)
    return Visit.objects.filter(visitor__in=people, planned_start__gte=since, planned_start__lt=until)


def _counted(rows: Any, path: str) -> dict[UUID, int]:
    return dict(rows.values_list(path).annotate(count=Count("pk")).order_by())


def _won(user: UUID, start: date, end: date) -> str:
    state = Opportunity.State.WON.value
    return _list("/opportunities/", "closed_at", start, end, owner=user, state=state)


def _expenses(user: UUID, start: date, end: date) -> str:
    return _list("/expenses/lines/", "day", start, end, claimant=user)


def register_all() -> None:
    for one in (
        Metric("quota_attainment", _("Quota attainment"), "percent", read=quota_attainment,
               about=_("What was won in percent of the quota of the period.")),
        Metric("won_amount", _("Amount won"), "money", read=won_amount,
               about=_("The sum of the deals won in the period, each with his credit in it.")),
        Metric("margin", _("Margin after expenses"), "percent", read=margin,
               about=_("Of the amount won, the percent that is left after the costs of what was sold, where they are "
                       "known, and the expenses of the period.")),
        Metric("gross_margin", _("Gross margin"), "percent", read=gross_margin,
               about=_("What the accepted quotes of his deals leave after the cost of what is sold, in percent.")),
        Metric("win_rate", _("Win rate"), "percent", read=win_rate,
               about=_("Of his deals that were closed in the period, the percent that was won.")),
        Metric("visits", _("Visits held"), "count", read=visits,
               about=_("Visits of the period that took place.")),
        Metric("calls", _("Calls made"), "count", read=calls,
               about=_("Calls of the period that were logged.")),
        Metric("log_rate", _("Log rate"), "percent", read=log_rate,
               about=_("Of the visits that were due, the percent of which it was written down what became of them.")),
        Metric("expense_ratio", _("Expense ratio"), "percent", read=expense_ratio, less_is_better=True,
               about=_("The expenses of the period in percent of the amount won. Less is better.")),
        Metric("satisfaction", _("Customer satisfaction"), "percent",
               about=_("How content his customers are, entered by hand with who and why.")),
    ):  # fmt: skip
        register(one)
