"""What cadences keep of a customer: the names of his opportunities and leads, and which steps were taken."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kehu.cadences.models import Enrolment
from kehu.customers.extensions import CustomerExtension
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing


class Extension(CustomerExtension):
    key = "cadences"

    def erase(self, *, customer: Customer, by: User) -> None:
        """That there was a cadence, and how it went, stays for its figures."""
        with writing(by=by):
            _of(customer).update(name=_("erased"))

    def export(self, customer: Customer) -> dict[str, Any]:
        rows = _of(customer).order_by("started_at", "pk").values(
            "name", "cadence__name", "state", "stop_reason", "started_at", "ended_at"
        )  # fmt: skip
        return {"cadences": [{key: str(value) for key, value in row.items() if value} for row in rows]}


def _of(customer: Customer) -> QuerySet[Enrolment]:
    found: QuerySet[Enrolment] = Enrolment.objects.filter(
        Q(opportunity__customer=customer) | Q(lead__converted_customer=customer)
    )
    return found


extension = Extension()
