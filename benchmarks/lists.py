"""The customers list: as it opens, sorted, filtered, searched, far inside; for those who see all and their own."""

import re
from typing import Any
from urllib.parse import urlencode

from benchmarks.client import Client, signed_in
from benchmarks.measuring import PAGE, Budget, Figure, Work, take

FILTERED = Budget(p95=300, cpu=15, statements=15, peer="50 ms, filtered and sorted")
SORTS = (
    "name",
    "-name",
    "-created_at",
    "-updated_at",
    "-last_contact_at",
    "last_contact_at",
    "city",
    "tier",
    "lifecycle_stage",
)
FILTERS: dict[str, dict[str, str]] = {
    "city": {"city": "郑州市"},
    "tier and kind": {"tier": "key", "kind": "organisation"},
    "city and tier, sorted": {"city": "洛阳市", "tier": "a,key", "sort": "-last_contact_at"},
    "name contains": {"name.contains": "科技"},
    "standing": {"standings": "dealer"},
    "search": {"search": "张伟"},
    "search and city": {"search": "zw", "city": "郑州市"},
    "nothing found": {"city": "nowhere"},
}
USERS = {"all": "admin", "own": "sales"}


def figures(_load: dict[str, Any]) -> list[Figure]:
    """One line per view of the list and user."""
    from django.urls import reverse

    address = reverse("customers:list")
    works: dict[str, list[Work]] = {}
    budgets: dict[str, Budget] = {}

    def add(name: str, several: list[Work], budget: Budget) -> None:
        works[name], budgets[name] = several, budget

    for seen, email in USERS.items():
        client = signed_in(email)
        add(f"list, {seen}", [_open(client, address, {})], PAGE)
        add(f"list, {seen}, ten pages on", _further(client, address), PAGE)
        for sort in SORTS:
            add(f"list, {seen}, sort {sort}", [_open(client, address, {"sort": sort})], PAGE)
        for name, filters in FILTERS.items():
            add(f"list, {seen}, {name}", [_open(client, address, filters)], FILTERED)
    return take(works, budgets)


def _open(client: Client, address: str, parameters: dict[str, str]) -> Work:
    return lambda: client.get(f"{address}?{urlencode(parameters)}")


def _further(client: Client, address: str) -> list[Work]:
    """The pages that follow the first, found as a reader would: from page to page."""
    pages: list[Work] = []
    following = ""
    for _page in range(10):
        text = client.get(f"{address}?cursor={following}" if following else address).text
        cursors = re.findall(r"[?&;]cursor=([\w%=.~-]+)", text)
        if not cursors or cursors[-1] == following:
            break
        following = cursors[-1]
        pages.append(lambda at=following: client.get(f"{address}?cursor={at}"))
    return pages[-3:] or [lambda: client.get(address)]
