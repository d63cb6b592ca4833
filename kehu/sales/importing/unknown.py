"""Whose opportunities are that name no customer.

They are kept, and counted like all others: a pipeline that leaves them out would be wrong. They stand under one
customer who says what he is; as soon as somebody knows whose it is, the opportunity gets its customer.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.actions import customers
from kehu.customers.models import Customer, ExternalId
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing

SYSTEM, VALUE = "kehu", "customer-not-known"


def unknown_customer(by: User, change_set: UUID | None = None) -> Customer:
    """Made when it is first needed; whoever renames him changes nothing."""
    known = ExternalId.objects.filter(system=SYSTEM, value=VALUE, customer__deleted_at=None)
    found = known.select_related("customer").first()
    if found:
        return found.customer
    with writing(by=by, change_set=change_set):
        made = customers.create(kind="organisation", name=_("Customer not known yet"), by=by)
        ExternalId.objects.create(customer=made, system=SYSTEM, value=VALUE)
    return made
