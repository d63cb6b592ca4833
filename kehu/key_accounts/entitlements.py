"""What a tier is owed, as data that other packages obey:

    from kehu.key_accounts import entitlements
    owed = entitlements.of([customer.pk])[customer.pk]
    owed.green_channel, owed.response_hours, owed.visit_days, owed.dedicated_manager
    owed.discount_limit, owed.price_books, owed.said()

`KEYS` are those that are entered for each tier. Discounts and price books are not entered again: their limits stand in
`quotes` and `catalog`, by tier, and are read from there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kehu.catalog.models import PriceBook
from kehu.customers.models import Customer
from kehu.foundation.ui.formats import show_percent
from kehu.key_accounts.models import Entitlement
from kehu.quotes.models import DiscountLimit


class Kind(StrEnum):
    YES_NO = "yes_no"
    NUMBER = "number"


@dataclass(frozen=True)
class Key:
    """One thing that a tier may be owed; a number lies between 1 and `most`."""

    key: str
    label: Any
    kind: Kind
    about: Any
    most: int = 1


GREEN, RESPONSE, VISITS, MANAGER = "green_channel", "response_hours", "visit_days", "dedicated_manager"
KEYS = (
    Key(GREEN, gettext_lazy("Green channel"), Kind.YES_NO,
        gettext_lazy("Goes to the front of every queue.")),
    Key(RESPONSE, gettext_lazy("Answer within hours"), Kind.NUMBER,
        gettext_lazy("Working hours until somebody answers."), most=1000),
    Key(VISITS, gettext_lazy("Visit every so many days"), Kind.NUMBER,
        gettext_lazy("Accounts that were not visited for longer are listed as overdue."), most=1000),
    Key(MANAGER, gettext_lazy("A manager of his own"), Kind.YES_NO,
        gettext_lazy("Has an owner who stays responsible for the whole group.")),
)  # fmt: skip
BY_KEY = {one.key: one for one in KEYS}


@dataclass(frozen=True)
class Entitlements:
    """Of one customer, by his tier. Who has no tier is owed nothing beyond what everybody is."""

    tier: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    discount_limit: Decimal | None = None  # in percent, for a person without a limit of his role
    price_books: tuple[str, ...] = ()

    @property
    def green_channel(self) -> bool:
        return bool(self.values.get(GREEN))

    @property
    def response_hours(self) -> int | None:
        return self.values.get(RESPONSE)

    @property
    def visit_days(self) -> int | None:
        return self.values.get(VISITS)

    @property
    def dedicated_manager(self) -> bool:
        return bool(self.values.get(MANAGER))

    def said(self) -> list[str]:
        """In words of the reader's language."""
        found = []
        if self.green_channel:
            found.append(_("green channel"))
        if hours := self.response_hours:
            text = ngettext("answer within %(num)s working hour", "answer within %(num)s working hours", hours)
            found.append(text % {"num": hours})
        if days := self.visit_days:
            found.append(ngettext("a visit every day", "a visit every %(num)s days", days) % {"num": days})
        if self.dedicated_manager:
            found.append(_("a manager of his own"))
        if self.discount_limit is not None:
            found.append(_("discounts up to %(share)s") % {"share": show_percent(self.discount_limit / 100, 1)})
        found += [_("prices of “%(book)s”") % {"book": name} for name in self.price_books]
        return found


def of(customer_ids: Iterable[UUID]) -> dict[UUID, Entitlements]:
    """What each of these customers is owed. Four statements, however many they are."""
    ids = list(customer_ids)
    tiers = dict(Customer._base_manager.filter(pk__in=ids).order_by().values_list("pk", "tier"))
    owed = by_tier()
    return {one: owed.get(tiers.get(one, ""), Entitlements()) for one in ids}


def by_tier() -> dict[str, Entitlements]:
    """What each tier is owed. Three statements."""
    values: dict[str, dict[str, Any]] = {tier: {} for tier in Customer.Tier.values}
    for tier, key, value in Entitlement.objects.values_list("tier", "key", "value"):
        values[tier][key] = value
    limits = dict(DiscountLimit.objects.filter(role=None).order_by().values_list("tier", "percent"))
    books: dict[str, list[str]] = {}
    rows = PriceBook.objects.filter(is_active=True).exclude(tier="").order_by("-priority", "name", "pk")
    for tier, name in rows.values_list("tier", "name"):
        books.setdefault(tier, []).append(name)
    return {
        tier: Entitlements(tier, found, limits.get(tier), tuple(books.get(tier, ()))) for tier, found in values.items()
    }


def entitled_tiers() -> dict[str, int | None]:
    """The tiers that are owed something, each with the days between visits. One statement."""
    found: dict[str, int | None] = {}
    for tier, key, value in Entitlement.objects.values_list("tier", "key", "value"):
        days = value if key == VISITS else None
        found[tier] = days or found.get(tier)
    return found
