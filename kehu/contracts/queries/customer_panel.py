"""What the page of a customer tells of his contracts and of what he owes."""

from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from kehu.contracts.models import Contract
from kehu.contracts.queries.ageing import link_of, owed
from kehu.contracts.queries.rates import home_currency
from kehu.customers.models import Customer
from kehu.foundation.access.models import User

SHOWN = 8


def panel(customer: Customer, user: User) -> dict[str, Any]:
    """The latest contracts, the sum that is owed and what of it is late, in the company's currency. Two statements."""
    rows = Contract.objects.visible_to(user).filter(customer=customer).order_by("-updated_at", "-pk")
    first = list(rows[: SHOWN + 1])
    today = timezone.localdate()
    sums = owed(user).filter(contract__customer=customer).aggregate(
        all=Sum("outstanding_home"), late=Sum("outstanding_home", filter=Q(due_on__lt=today))
    )  # fmt: skip
    return {
        "contracts": first[:SHOWN], "more": len(first) > SHOWN, "customer": customer, "owed": sums["all"] or 0,
        "late": sums["late"] or 0, "currency": home_currency(), "may_create": user.may("contract.create"),
        "late_link": link_of("", today, {"customer": str(customer.pk)}),
    }  # fmt: skip
