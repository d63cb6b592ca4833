"""What the rule of tiers may ask about a customer: what he brought, and what he may bring.

    register(Measure("tickets", _("Open tickets"), read, added_up=True, verb="ticket.view"))

`read(ids, today)` answers for many customers in one statement; who is missing has nought. What is `added_up` of a group
is the sum over its members, anything else is said of the customer alone. Whoever lacks `verb` is not told the number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Sum
from django.utils.translation import gettext_lazy as _

from kehu.contracts.models import Contract, Receipt
from kehu.customers.models import Customer
from kehu.foundation.company.calendar import rate_on
from kehu.foundation.company.models import Company
from kehu.interactions.models import Interaction
from kehu.key_accounts.queries import groups
from kehu.sales.models import Opportunity

Numbers = dict[UUID, Decimal]
ByMeasure = dict[str, Decimal]
YEAR = timedelta(days=365)
NOTHING = Decimal(0)
COUNTED = (Contract.State.ACTIVE, Contract.State.SUSPENDED, Contract.State.ENDED, Contract.State.TERMINATED)


@dataclass(frozen=True)
class Measure:
    key: str
    label: Any
    read: Callable[[list[UUID], date], Numbers]
    money: bool = False
    added_up: bool = False
    verb: str = ""


_measures: dict[str, Measure] = {}
SUBSIDIARIES = "subsidiaries"


def register(measure: Measure) -> None:
    _measures[measure.key] = measure


def find(key: str) -> Measure | None:
    return _measures.get(key)


def all_measures() -> list[Measure]:
    return list(_measures.values())


def numbers(ids: Iterable[UUID], keys: Iterable[str], *, with_group: bool, today: date) -> dict[UUID, ByMeasure]:
    """The numbers by customer and measure. As many statements as measures, and one for the groups."""
    wanted = list(ids)
    members = groups.below(wanted)
    reached = members if with_group else {one: {one} for one in wanted}
    everybody = list(set().union(*reached.values())) if reached else []
    found: dict[UUID, ByMeasure] = {one: {} for one in wanted}
    for key in dict.fromkeys(keys):
        measure = find(key)
        if key == SUBSIDIARIES:
            for one in wanted:
                found[one][key] = Decimal(len(members[one]) - 1)
        elif measure is not None:
            values = measure.read(everybody if measure.added_up else wanted, today)
            for one in wanted:
                summed = reached[one] if measure.added_up else {one}
                found[one][key] = sum((values.get(each, NOTHING) for each in summed), NOTHING)
    return found


def _summed(rows: Any, value: Any) -> Numbers:
    pairs = rows.order_by().values("customer").annotate(sum=value).values_list("customer", "sum")
    return {customer: Decimal(sum_ or 0) for customer, sum_ in pairs}


def receipts(ids: list[UUID], today: date) -> Numbers:
    """Confirmed receipts of the last 365 days without what was paid back, in the company's currency."""
    rows = Receipt.objects.filter(
        customer__in=ids,
        state=Receipt.State.CONFIRMED,
        received_on__gt=today - YEAR,
        received_on__lte=today,
        amount__gt=0,
    )
    return _summed(rows, Sum(F("amount_home") * (F("amount") - F("refunded")) / F("amount")))


def signed(ids: list[UUID], today: date) -> Numbers:
    """What was signed in the last 365 days, in the company's currency."""
    rows = Contract.objects.filter(
        customer__in=ids, state__in=COUNTED, signed_on__gt=today - YEAR, signed_on__lte=today, deleted_at=None
    )
    return _summed(rows, Sum("amount_home"))


def pipeline(ids: list[UUID], _today: date) -> Numbers:
    """Open opportunities times their probability, in the company's currency."""
    rows = Opportunity.objects.filter(customer__in=ids, state=Opportunity.State.OPEN, deleted_at=None)
    return _summed(rows, Sum("weighted_home"))


def potential(ids: list[UUID], today: date) -> Numbers:
    """The customers' own annual revenue at today's rate; in a currency without a rate it counts as nought."""
    rows = Customer.objects.filter(pk__in=ids, annual_revenue__isnull=False)
    found = list(rows.order_by().values_list("pk", "annual_revenue", "currency"))
    home = Company.objects.current().currency
    rates = {one: rate_on(one or home, today) or NOTHING for one in {currency for _pk, _sum, currency in found}}
    return {pk: (revenue or NOTHING) * rates[currency] for pk, revenue, currency in found}


def employees(ids: list[UUID], _today: date) -> Numbers:
    rows = Customer.objects.filter(pk__in=ids, employees__isnull=False).order_by()
    return {pk: Decimal(number or 0) for pk, number in rows.values_list("pk", "employees")}


def talks(ids: list[UUID], today: date) -> Numbers:
    """Calls, meetings, visits and messages of the last 365 days; notes are none."""
    rows = Interaction.objects.filter(customer__in=ids, started_at__date__gt=today - YEAR)
    return _summed(rows.exclude(kind=Interaction.Kind.NOTE), Count("pk"))


def nobody(_ids: list[UUID], _today: date) -> Numbers:
    """Subsidiaries are counted with the groups."""
    return {}


def register_all() -> None:
    money: dict[str, Any] = {"money": True, "added_up": True}
    register(Measure("receipts", _("Receipts of the last 12 months"), receipts, verb="receipt.view", **money))
    register(Measure("signed", _("Contracts signed in the last 12 months"), signed, verb="contract.view", **money))
    register(Measure("pipeline", _("Weighted open pipeline"), pipeline, verb="opportunity.view", **money))
    register(Measure("potential", _("Annual revenue of the customer"), potential, money=True))
    register(Measure("employees", _("Employees of the customer"), employees))
    register(Measure(SUBSIDIARIES, _("Subsidiaries"), nobody))
    register(Measure("talks", _("Contacts in the last 12 months"), talks, added_up=True))
