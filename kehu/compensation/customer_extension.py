"""What compensation adds to a customer: what was spent on him, and what is left of what he brought."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.compensation.models import CommissionLine, DealCredit, ExpenseLine
from kehu.customers.extensions import CustomerExtension, Panel
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.sales.models import Opportunity

_TITLE = gettext_lazy("Expenses")


class Extension(CustomerExtension):
    key = "compensation"

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [("expenses", _TITLE, "right")]

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        """Loaded by itself, so that the page does not wait for sums of money."""
        if not user.may("expense.view"):
            return []
        template = "compensation/expenses/panel_place.html"
        return [Panel(key="expenses", title=_TITLE, template=template, context={"customer": customer}, position=60)]

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        ExpenseLine.objects.filter(customer=loser).update(customer=survivor)

    def erase(self, *, customer: Customer, by: User) -> None:
        """What was spent and earned stays for the books; what it says of the person goes."""
        deals: list[UUID] = list(Opportunity.objects.filter(customer=customer).values_list("pk", flat=True))
        with writing(by=by):
            ExpenseLine.objects.filter(customer=customer).update(description=_("erased"), route="", customer=None)
            CommissionLine.objects.filter(opportunity__in=deals).update(title=_("erased"))
            DealCredit.objects.filter(deal__in=deals).update(title=_("erased"))

    def export(self, customer: Customer) -> dict[str, Any]:
        rows = ExpenseLine.objects.filter(customer=customer).order_by("day", "pk")
        said = rows.values("day", "description", "city", "route", "amount", "currency")
        return {"expenses": [{key: str(value) for key, value in row.items() if value} for row in said]}


extension = Extension()
