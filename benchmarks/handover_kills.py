"""A hand-over of many customers, killed (-9) at random: done or not done, never half.

    python -m benchmarks.handover_kills [customers] [kills]

Needs DATABASE_URL of an empty, migrated database that may be written into. Prints how long an undisturbed one takes.
"""

import os
import random
import subprocess
import sys
import time
from typing import Any

CHILD = "from benchmarks.handover_kills import child; child()"


def main(customers: int, kills: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
    django.setup()
    handover, leaver = _company(customers)
    begun = time.perf_counter()
    _run(handover, None)
    whole = time.perf_counter() - begun
    print(f"{customers:,} customers handed over in {whole:.1f} s, start of the process included: {_held(leaver)} left")
    outcomes = {"done": 0, "not done": 0, "half": 0}
    for number in range(kills):
        handover, leaver = _company(customers)
        held = _held(leaver)
        _run(handover, random.Random(number).uniform(0.3, 1.0) * whole)
        left = _held(leaver)
        outcomes["done" if left == 0 else "not done" if left == held else "half"] += 1
        _run(handover, None)
        if _held(leaver):
            sys.exit("Begun again it did not come to its end.")
    print(f"{kills} kills: {outcomes}; begun again, all came to their end")


def child() -> None:
    """What the job does."""
    import django

    django.setup()
    from uuid import UUID

    from kehu.coverage.actions import carrying_out
    from kehu.foundation.access.models import User

    carrying_out.carry_out(handover_id=UUID(os.environ["HANDOVER"]), by=User.objects.system())


def _run(handover: Any, seconds: float | None) -> None:
    process = subprocess.Popen([sys.executable, "-c", CHILD], env={**os.environ, "HANDOVER": str(handover.pk)})
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        time.sleep(0.5)  # PostgreSQL notices and rolls back


def _held(leaver: Any) -> int:
    from kehu.coverage.holdings import holdings

    return sum(one.of([leaver.pk]).count() for one in holdings())


def _company(customers: int) -> tuple[Any, Any]:
    """A leaver with customers, a task for every fifth and a sale for every tenth of them, and two who take over."""
    from kehu.coverage.actions import preparing
    from kehu.coverage.models import Handover
    from kehu.customers.models import Customer
    from kehu.foundation.access.models import User
    from kehu.foundation.audit.writing import writing
    from kehu.interactions.models import Task
    from kehu.sales.models import Opportunity, Stage

    by, stage, mark = User.objects.system(), Stage.objects.filter(outcome="open")[0], time.time_ns()
    people = [User.objects.create(email=f"{name}{mark}@example.com", name=name) for name in ("Leaver", "One", "Two")]
    with writing(by=by):
        made = Customer.objects.bulk_create(
            [Customer(kind="person", name=f"Customer {number}", owner=people[0]) for number in range(customers)]
        )
        Task.objects.bulk_create(
            [Task(title="Call", customer=one, assignee=people[0], created_by=by) for one in made[::5]]
        )
        Opportunity.objects.bulk_create(
            [
                Opportunity(name="Fibre", customer=one, owner=people[0], currency="CNY", stage=stage,
                            pipeline=stage.pipeline)
                for one in made[::10]
            ]
        )  # fmt: skip
    handover = preparing.begin(leaver=people[0], candidates=people[1:], reason="leaves", by=by)
    Handover.objects.filter(pk=handover.pk).update(state="running")
    return handover, people[0]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000, int(sys.argv[2]) if len(sys.argv) > 2 else 10)
