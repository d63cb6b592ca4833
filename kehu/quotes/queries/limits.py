"""How much of a list price a person may give away by himself.

Of each of his roles the limit for the tier of the customer counts, else that for all customers; of these the highest.
A person none of whose roles has one gets that of everybody, and nothing where there is none either. As long as nobody
wrote any limit down, there is none.
"""

from decimal import Decimal

from kehu.foundation.access.models import User
from kehu.quotes.models import DiscountLimit

ALL = Decimal(100)


def limit_of(user: User, tier: str) -> Decimal:
    """In percent."""
    rows = list(DiscountLimit.objects.all())
    if not rows or user.is_system:
        return ALL
    mine = [_of(rows, role.pk, tier) for role in user.grants.roles]
    known = [one for one in mine if one is not None]
    return max(known) if known else _of(rows, None, tier) or Decimal(0)


def _of(rows: list[DiscountLimit], role: object, tier: str) -> Decimal | None:
    fitting = {one.tier: one.percent for one in rows if one.role_id == role and one.tier in ("", tier)}
    return fitting.get(tier, fitting.get(""))
