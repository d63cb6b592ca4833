"""Who may be the same, while a customer is being entered."""

from typing import Any

from benchmarks.client import demo_user
from benchmarks.measuring import Budget, Figure, Work, take

BUDGET = Budget(p95=100)


def figures(_load: dict[str, Any]) -> list[Figure]:
    """Drafts as they grow in the form: a name alone, a common name, a number, a firm written another way."""
    from kehu.customers.matching import Comparable
    from kehu.customers.models import Customer
    from kehu.customers.queries.duplicates import candidates

    user = demo_user("admin")
    known = list(Customer.objects.filter(kind="person").exclude(phone="").order_by("-created_at")[:20])
    firms = list(Customer.objects.filter(kind="organisation", name__endswith="有限公司").order_by("-created_at")[:20])
    drafts = {
        "common name": [Comparable(kind="person", names=(name,)) for name in ("张伟", "李娜", "王建国", "James Smith")],
        "number": [Comparable(kind="person", names=("某人",), phones=(one.phone,)) for one in known],
        "name and number": [Comparable(kind="person", names=(one.name,), phones=(one.phone,)) for one in known],
        "firm": [Comparable(kind="organisation", names=(one.name.removesuffix("有限公司"),)) for one in firms],
    }
    works: dict[str, list[Work]] = {}
    for name, several in drafts.items():
        works[f"duplicate hint, {name}"] = [lambda draft=draft: candidates(draft, user) for draft in several]
    return take(works, dict.fromkeys(works, BUDGET))
