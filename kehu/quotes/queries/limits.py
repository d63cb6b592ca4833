"""How much of a list price a person may give away by himself, and what margin has to be left.

Of each of his roles the limit for the tier of the customer counts, else that for all customers; of these the widest. A
person none of whose roles has one gets that of everybody, and nothing where there is none either. As long as nobody
wrote any limit down, there is none. A limit that names no margin asks for none.
"""

from dataclasses import dataclass
from decimal import Decimal

from kehu.foundation.access.models import User
from kehu.quotes.models import DiscountLimit

ALL = Decimal(100)


@dataclass(frozen=True)
class Limits:
    """In percent; a `least_margin` of None asks for none."""

    discount: Decimal
    least_margin: Decimal | None

    def allow(self, discount: Decimal, margin: Decimal | None) -> bool:
        """Whether a quote keeps within them; a margin that is not known is not asked for."""
        if discount > self.discount:
            return False
        return self.least_margin is None or margin is None or margin >= self.least_margin


def limits_of(user: User, tier: str) -> Limits:
    rows = list(DiscountLimit.objects.all())
    if not rows or user.is_system:
        return Limits(ALL, None)
    mine = [_of(rows, role.pk, tier) for role in user.grants.roles]
    known = [one for one in mine if one is not None] or [one for one in [_of(rows, None, tier)] if one is not None]
    if not known:
        return Limits(Decimal(0), None)
    margins = [one.least_margin for one in known]
    least = None if None in margins else min(one for one in margins if one is not None)
    return Limits(max(one.percent for one in known), least)


def _of(rows: list[DiscountLimit], role: object, tier: str) -> DiscountLimit | None:
    fitting = {one.tier: one for one in rows if one.role_id == role and one.tier in ("", tier)}
    return fitting.get(tier, fitting.get(""))
