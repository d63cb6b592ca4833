"""What coverage adds to a customer: nothing to see, but his rows in hand-overs follow him."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.coverage.models import HandoverItem, HandoverPromise
from kehu.customers.extensions import CustomerExtension
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing


class Extension(CustomerExtension):
    key = "coverage"

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        HandoverItem.objects.filter(customer=loser).update(customer=survivor)
        HandoverPromise.objects.filter(customer=loser).update(customer=survivor)

    def erase(self, *, customer: Customer, by: User) -> None:
        """That something was handed over stays; what it says of him goes."""
        with writing(by=by):
            HandoverItem.objects.filter(customer=customer).update(title=_("erased"))
            HandoverPromise.objects.filter(customer=customer).delete()

    def export(self, customer: Customer) -> dict[str, Any]:
        items = HandoverItem.objects.filter(customer=customer, object_key="customer", moved=True)
        rows = items.order_by("pk").values_list("handover__leaver__name", "successor__name", "handover__done_at")
        promises = HandoverPromise.objects.filter(customer=customer).order_by("said_at", "pk")
        return {
            "handovers": [{"from": leaver, "to": successor, "at": str(at)} for leaver, successor, at in rows],
            "promises": list(promises.values_list("sentence", flat=True)),
        }


extension = Extension()
