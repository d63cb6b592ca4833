"""Opportunities for tests of sums: opened, and closed on a day, with credit shared out."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.sales.models import Closure, Opportunity, SellingTeamMember, Stage


def deal(
    owner: User | None,
    amount: str,
    *,
    customer: Customer,
    expected: date | None = None,
    won: datetime | date | None = None,
    category: str = "pipeline",
    probability: int = 50,
    shared: dict[User, int] | None = None,
    **more: Any,
) -> Opportunity:
    """Open and expected on a day, or won at a moment (a day: at noon in China)."""
    home = Decimal(amount)
    stage = Stage.objects.get(key="won" if won else "found", pipeline__key="sales")
    made = Opportunity.objects.create(
        **{
            "name": f"Deal of {amount}", "customer": customer, "owner": owner, "currency": "CNY", "amount": home,
            "amount_home": home, "weighted_home": home if won else (home * probability / 100).quantize(Decimal("0.01")),
            "probability": 100 if won else probability, "category": category, "expected_close": expected,
            "stage": stage, "pipeline": stage.pipeline, "state": "won" if won else "open", **more,
        }
    )  # fmt: skip
    if won:
        at = won if isinstance(won, datetime) else datetime(won.year, won.month, won.day, 4, tzinfo=UTC)
        Closure.objects.create(opportunity=made, outcome="won", closed_at=at, days_to_close=10)
    for user, credit in (shared or {}).items():
        SellingTeamMember.objects.create(opportunity=made, user=user, credit=credit)
    return made
