"""Customers as the only kind that can be searched, with terms simple enough to reason about."""

from typing import Any
from uuid import UUID

import pytest

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.objects import registry as objects
from kehu.foundation.search import registry
from kehu.foundation.search.terms import terms

PARTY = objects.ObjectType(
    key="customer",
    model="customers.Customer",
    label="Customer",
    label_plural="Customers",
    icon="users",
    fields=(
        objects.Field("name", "Name"),
        objects.Field("phone", "Phone", objects.Kind.PHONE),
        objects.Field("email", "E-mail", objects.Kind.EMAIL),
    ),
    view="customer.view",
)


def terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "name", "phone", "email")
    return {pk: terms(names=[name], phones=[phone], emails=[email]) for pk, name, phone, email in rows}


def subtitle(customer: Customer, _user: User) -> str:
    return customer.city


@pytest.fixture(autouse=True)
def only_customers(monkeypatch: Any) -> registry.Source:
    monkeypatch.setattr(objects, "_objects", {"customer": PARTY})
    monkeypatch.setattr(registry, "_sources", {})
    return registry.register(registry.Source("customer", number=1, terms_of=terms_of, subtitle=subtitle))
