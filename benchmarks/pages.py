"""The customer 360 page of many customers, the parts it fetches, and the other pages of a day."""

from typing import Any

from benchmarks.client import Client, signed_in
from benchmarks.measuring import PAGE, Budget, Figure, Work, take

WHOLE = Budget(p95=300, cpu=15, statements=15, peer="155 ms, 98 SQL")
CUSTOMERS = 30


def figures(_load: dict[str, Any]) -> list[Figure]:
    """The 360 page of persons and organisations drawn evenly from the table; home, tasks, calendar."""
    from django.urls import reverse

    from kehu.customers.models import Customer
    from kehu.interactions.lists import MY_TASKS

    works: dict[str, list[Work]] = {}
    budgets: dict[str, Budget] = {}
    for seen, email in (("all", "admin"), ("own", "sales")):
        client = signed_in(email)
        for kind in ("person", "organisation"):
            ids = _some(Customer.objects.filter(kind=kind, owner__email="sales@demo.example"))
            name = f"360 page, {kind}, {seen}"
            works[name] = [_open(client, reverse("customers:customer", args=[pk])) for pk in ids]
            budgets[name] = WHOLE
        part = f"timeline of a customer, {seen}"
        works[part] = [_open(client, reverse("interactions:timeline", args=[pk])) for pk in ids[:10]]
        budgets[part] = PAGE
        for name, address in (
            ("home", reverse("interactions:home")),
            ("tasks", f"{reverse('interactions:tasks')}?{MY_TASKS}"),
        ):
            works[f"{name}, {seen}"] = [_open(client, address)]
            budgets[f"{name}, {seen}"] = PAGE
    return take(works, budgets)


def _some(customers: Any) -> list[Any]:
    """Ids from all over the table: the next one after points spread over the time of creation."""
    first = customers.order_by("created_at").values_list("created_at", flat=True).first()
    last = customers.order_by("-created_at").values_list("created_at", flat=True).first()
    points = [first + (last - first) * step / CUSTOMERS for step in range(CUSTOMERS)]
    found = [
        customers.filter(created_at__gte=at).order_by("created_at").values_list("pk", flat=True).first()
        for at in points
    ]
    return list(dict.fromkeys(pk for pk in found if pk))


def _open(client: Client, address: str) -> Work:
    return lambda: client.get(address)
