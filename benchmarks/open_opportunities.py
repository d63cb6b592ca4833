"""Ten thousand open opportunities for the demo company in DATABASE_URL: `python -m benchmarks.open_opportunities`.

They go with the demo company. `benchmarks.hands` drives their board.
"""

import os
import sys
import time
from datetime import timedelta
from decimal import Decimal
from random import Random

BATCH = 2000


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
    django.setup()
    from django.utils import timezone

    from kehu.customers.models import Customer
    from kehu.foundation.access.models import User
    from kehu.sales.actions import opportunity_bulk as bulk
    from kehu.sales.models import Stage

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rng, now, begun = Random(1), timezone.now(), time.monotonic()
    admin = User.objects.get(email="admin@demo.example")
    sellers = list(User.objects.filter(email__startswith="sales").values_list("pk", flat=True))
    customers = list(Customer.objects.filter(kind="organisation").values_list("pk", flat=True)[:5000])
    stages = list(Stage.objects.filter(pipeline__key="sales", outcome="open").select_related("pipeline"))
    weights = [50, 25, 15, 10][: len(stages)]
    for low in range(0, count, BATCH):
        rows = [
            bulk.Incoming(
                stage=rng.choices(stages, weights)[0],
                values={
                    "name": f"Opportunity {number:05}", "customer_id": rng.choice(customers),
                    "owner_id": rng.choice(sellers), "currency": "CNY",
                    "amount": Decimal(rng.randrange(10, 4000) * 100),
                    "expected_close": (now + timedelta(days=rng.randrange(-20, 150))).date(),
                    "next_step": "Call" if rng.random() < 0.7 else "",
                },
                external_system="benchmark", external_id=str(number),
                opened_at=now - timedelta(days=rng.randrange(1, 200)),
            )
            for number in range(low, min(low + BATCH, count))
        ]  # fmt: skip
        bulk.take_in(rows=rows, by=admin)
    print(f"{count:,} open opportunities in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
