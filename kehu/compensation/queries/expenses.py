"""What the pages of expenses read."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from kehu.compensation.models import ExpenseCategory, ExpenseClaim, ExpenseLine
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.company.models import Company
from kehu.foundation.ui.charts import Chart, Mark, Series
from kehu.interactions.models import Visit
from kehu.sales.models import Opportunity

COUNTED = (ExpenseClaim.State.SUBMITTED, ExpenseClaim.State.APPROVED, ExpenseClaim.State.PAID)


def home() -> str:
    """The company's currency."""
    return Company.objects.current().currency


def lines_of(claim: ExpenseClaim, user: User) -> list[ExpenseLine]:
    """With `seen_customer` and `seen_opportunity`, None where the reader does not see them."""
    rows: list[Any] = list(claim.lines.select_related("category", "receipt", "visit").order_by("day", "pk"))
    customers = Customer.objects.visible_to(user).in_bulk({one.customer_id for one in rows if one.customer_id})
    deals = Opportunity.objects.visible_to(user).in_bulk({one.opportunity_id for one in rows if one.opportunity_id})
    for one in rows:
        one.seen_customer = customers.get(one.customer_id)
        one.seen_opportunity = deals.get(one.opportunity_id)
    return rows


def by_category(claim: ExpenseClaim) -> Chart:
    """What the claim is spent on, the most first."""
    sums = claim.lines.values_list("category").annotate(total=Sum("amount_home")).order_by("-total")
    named = {one.pk: str(one) for one in ExpenseCategory.objects.all()}
    found = [(named[category], total) for category, total in sums]
    marks = [Mark(total) for _name, total in found]
    return Chart(_("By category"), [name for name, _total in found], [Series(_("Amount"), marks)], currency=home())


def icons() -> dict[str, tuple[str, bool]]:
    """By category, its icon and whether it is counted by distance."""
    return {str(one.pk): (one.icon, one.is_distance) for one in ExpenseCategory.objects.all()}


def starting(given: Mapping[str, str], user: User) -> dict[str, Any]:
    """What the quick entry begins with, from the record it was called on."""
    found: dict[str, Any] = {"claim": given.get("claim")}
    if visit := _seen(Visit, given.get("visit"), user):
        found |= {"visit": visit.pk, "customer": visit.customer_id, "description": visit.purpose, "city": ""}
        found["day"] = visit.planned_start.date()
    if deal := _seen(Opportunity, given.get("opportunity"), user):
        found |= {"opportunity": deal.pk, "customer": deal.customer_id}
    if customer := _seen(Customer, given.get("customer"), user):
        found["customer"] = customer.pk
    return {key: value for key, value in found.items() if value}


def spent_on(user: User, **of: Any) -> dict[str, Any]:
    """Of an opportunity, a customer or a visit: the lines the user sees, their sum, and the sum of all that counts,
    which whoever sees the record may know although not each line.
    """
    rows = ExpenseLine.objects.filter(**of)
    seen = ExpenseLine.objects.visible_to(user).filter(**of) if user.may("expense.view") else rows.none()
    sums = rows.aggregate(
        counted=Sum("amount_home", filter=Q(claim__state__in=COUNTED)),
        open=Sum("amount_home", filter=~Q(claim__state__in=COUNTED)),
    )
    lines = list(seen.select_related("category", "claim__claimant").order_by("-day", "-pk")[:8])
    return {"lines": lines, "counted": sums["counted"] or Decimal(0), "open": sums["open"] or Decimal(0)}


def won_with(customer: Customer) -> Decimal | None:
    """What all won opportunities of a customer are worth in the company's currency; None while none is won."""
    won = Opportunity.objects.filter(customer=customer, state=Opportunity.State.WON, deleted_at=None)
    amount: Decimal | None = won.aggregate(total=Sum("amount_home"))["total"]
    return amount


def _seen(model: Any, pk: str | None, user: User) -> Any:
    try:
        return model.objects.visible_to(user).filter(pk=UUID(pk or "")).first()
    except ValueError:
        return None
