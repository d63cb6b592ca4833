"""What other domains add to a customer, each in its `customer_extension.py`.

The core knows only this contract; it never imports another domain. A domain writes

    class Extension(CustomerExtension):
        key = "interactions"
        …

    extension = Extension()

and leaves out what it has nothing to say about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Panel:
    """A card on the customer 360 page: a Jinja2 template with its context. `side` is left, middle or right."""

    key: str
    title: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    side: str = "right"
    position: int = 50


@dataclass(frozen=True)
class Trait:
    """A fact about customers that others may filter and sort on; `path` is the ORM path from Customer."""

    key: str
    label: Any
    kind: str
    path: str


class CustomerExtension:
    key: str = ""

    def headline(self, customer: Customer, user: User) -> list[tuple[Any, Any]]:
        """Short (label, value) facts for the header: what is open, what is next."""
        return []

    def catalogue(self) -> list[tuple[str, Any, str]]:
        """Key, title and side of every panel that `panels` may give, for arranging the page without a customer."""
        return []

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        return []

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        """Re-point this domain's rows from the loser to the survivor. Runs inside the merge's `writing`, so that every
        change belongs to its change set and is taken back with it: nothing needs writing for the way back.
        """

    def refresh(self, customer_ids: Iterable[UUID]) -> None:
        """Make anew what this domain derives per customer (summary rows, counters), after rows were written past its
        actions: when a change set was taken back, rows may have come, gone or moved between these customers.
        """

    def settled(self, customer_ids: Iterable[UUID]) -> None:
        """Customers came or changed a moment ago. Called in the background, for a whole batch, and perhaps twice."""

    def erase(self, *, customer: Customer, by: User) -> None:
        """Delete everything personal of the customer. Files, shares, search terms and the like that hang on the rows by
        their identifier, the audit trail, and words in the texts of others are seen to by the erasure itself.
        """

    def pseudonymise(self, *, customer: Customer, by: User) -> None:
        """Keep what statistics need (that there was a call, when, how it went) and nothing that says of whom."""
        self.erase(customer=customer, by=by)

    def retained(self, customer: Customer) -> list[tuple[str, str]]:
        """What a duty of retention forbids to erase, and which duty: (what, why)."""
        return []

    def busy(self) -> Q | None:
        """Which customers are being worked on, so that no retention rule takes them, as a condition on Customer."""
        return None

    def linked_to_contact(self, contact: Contact) -> dict[Any, list[UUID]]:
        """Ids by model of rows that speak of a contact without a foreign key that the database would follow."""
        return {}

    def forget_contact(self, *, contact: Contact, by: User) -> None:
        """The contact is about to go: lead nowhere where his identifier stands without a constraint."""

    def export(self, customer: Customer) -> dict[str, Any]:
        """Everything known of the customer, as plain data."""
        return {}

    def export_contact(self, contact: Contact) -> dict[str, Any]:
        """Everything known of a contact beyond what his organisation's page says, as plain data."""
        return {}

    def traits(self) -> list[Trait]:
        return []

    def search_terms(self, customer_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
        """Further search terms per customer."""
        return {}


@cache
def extensions() -> list[CustomerExtension]:
    """One per installed domain that has a `customer_extension.py`, in the order of the installed apps."""
    names = [
        f"{config.name}.customer_extension" for config in apps.get_app_configs() if config.name.startswith("kehu.")
    ]
    return [import_module(name).extension for name in names if find_spec(name)]
