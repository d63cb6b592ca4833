"""What call lists say of a customer: that he stands in some, and how calls to him ended."""

from typing import Any

from django.db.models import Exists, OuterRef

from kehu.calling.derived import recount
from kehu.calling.models import CallEntry
from kehu.customers.extensions import CustomerExtension
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing


class Extension(CustomerExtension):
    key = "calling"

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        """A list that has the survivor already keeps that entry."""
        entries = CallEntry.objects.filter(customer=loser)
        same = CallEntry.objects.filter(customer=survivor, call_list=OuterRef("call_list"), opportunity=None, lead=None)
        lists = list(entries.values_list("call_list", flat=True).distinct())
        entries.filter(Exists(same), opportunity=None).delete()
        entries.update(customer=survivor)
        recount(lists)

    def erase(self, *, customer: Customer, by: User) -> None:
        """How many calls were made and how they ended stays; to whom goes."""
        with writing(by=by):
            entries = CallEntry.objects.filter(customer=customer)
            lists = list(entries.values_list("call_list", flat=True).distinct())
            entries.delete()
            recount(lists)

    def export(self, customer: Customer) -> dict[str, Any]:
        rows = CallEntry.objects.filter(customer=customer).select_related("call_list").order_by("created_at", "pk")
        return {
            "call_lists": [
                {"list": one.call_list.name, "state": one.state, "outcome": one.outcome, "attempts": one.attempts}
                for one in rows
            ]
        }


extension = Extension()
