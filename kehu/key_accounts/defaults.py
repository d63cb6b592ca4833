"""What is there from the start: a rule to begin with, and what key accounts are owed.

Made when there is none, after each migration; what exists is the company's and is left as it is. The rule is only
prepared: nobody's tier changes before somebody has looked at its effect and put it in force.
"""

from decimal import Decimal

from kehu.customers.models import Customer
from kehu.key_accounts.models import Entitlement, TierRule, TierStep

STEPS = (
    ("receipts", 2_000_000, 40), ("receipts", 500_000, 25), ("receipts", 100_000, 10),
    ("pipeline", 1_000_000, 20), ("pipeline", 200_000, 10),
    ("potential", 500_000_000, 20), ("potential", 50_000_000, 12), ("potential", 5_000_000, 5),
    ("employees", 1000, 15), ("employees", 200, 8),
    ("subsidiaries", 3, 10), ("subsidiaries", 1, 5),
)  # fmt: skip
OWED = {
    Customer.Tier.KEY: {"green_channel": True, "response_hours": 2, "visit_days": 30, "dedicated_manager": True},
    Customer.Tier.A: {"response_hours": 8, "visit_days": 90},
}


def ensure_defaults() -> None:
    if not TierRule.objects.exists():
        rule = TierRule.objects.create(number=1)
        TierStep.objects.bulk_create(
            TierStep(rule=rule, measure=measure, at_least=Decimal(least), points=points)
            for measure, least, points in STEPS
        )
        Entitlement.objects.bulk_create(
            Entitlement(tier=tier, key=key, value=value) for tier, owed in OWED.items() for key, value in owed.items()
        )
