"""Changing how the company writes quotes, and how much may be given away."""

from decimal import Decimal
from typing import Any

from kehu.foundation.access.models import Role, User
from kehu.foundation.audit.writing import writing
from kehu.quotes.models import DiscountLimit, QuoteRules
from kehu.quotes.permissions import QuoteVerb


def change_rules(*, changes: dict[str, Any], by: User) -> QuoteRules:
    """`changes` by the names of `QuoteRules`. Quotes that are there keep what they have."""
    by.require(QuoteVerb.CONFIGURE)
    with writing(by=by):
        row = QuoteRules.objects.select_for_update(of=("self",)).first() or QuoteRules()
        for key, value in changes.items():
            setattr(row, key, value)
        row.save()
    return row


def set_limit(
    *, role: Role | None, tier: str, percent: Decimal, by: User, least_margin: Decimal | None = None
) -> DiscountLimit:
    """One for each role and tier: a second one takes the place of the first."""
    by.require(QuoteVerb.CONFIGURE)
    with writing(by=by):
        said = {"percent": percent, "least_margin": least_margin}
        return DiscountLimit.objects.update_or_create(role=role, tier=tier, defaults=said)[0]


def remove_limit(*, limit: DiscountLimit, by: User) -> None:
    by.require(QuoteVerb.CONFIGURE)
    with writing(by=by):
        limit.delete()
