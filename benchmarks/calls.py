"""The API: creating a customer, reading him, lists; against the same rows written by hand."""

import itertools
import json
import statistics
import time
import uuid
from typing import Any

from benchmarks.client import with_token
from benchmarks.measuring import Budget, Figure, rounds, take

CREATE = Budget(cpu=3, peer="38–64 ms")
LIST = Budget(p95=300, cpu=15, statements=15, peer="50 ms, filtered and sorted")


def figures(_load: dict[str, Any]) -> list[Figure]:
    """Customers made here carry the source "benchmark" and are taken away again."""
    client = with_token("admin")
    number = itertools.count(int(time.time() * 1000) % 10**8)

    def create() -> None:
        client.post("/api/v1/customers", _body(next(number)))

    first = client.get("/api/v1/customers?limit=20").text
    one = json.loads(first)["items"][0]["id"]
    works = {
        "API create": [create],
        "API read one": [lambda: client.get(f"/api/v1/customers/{one}")],
        "API list": [lambda: client.get("/api/v1/customers?limit=50")],
        "API list, filtered and sorted": [
            lambda: client.get("/api/v1/customers?limit=50&city=%E6%B4%9B%E9%98%B3%E5%B8%82&sort=-created_at")
        ],
        "API list, searched": [lambda: client.get("/api/v1/customers?limit=50&search=zhangw")],
    }
    try:
        writing = take({"API create": works.pop("API create")}, {"API create": CREATE}, replay=False)
        raw = _by_hand(number)
        created = [Figure(**{**vars(one), "raw": raw}) for one in writing]
        return created + take(works, dict.fromkeys(works, LIST))  # type: ignore[arg-type]
    finally:
        _take_away()


def _body(number: int) -> dict[str, Any]:
    phone = f"+86139{number % 10**8:08d}"
    return {
        "kind": "person", "name": f"测试{number}", "job_title": "郑州", "source": "benchmark",
        "contact_points": [{"kind": "phone", "value": phone}],
    }  # fmt: skip


def _by_hand(number: Any) -> float:
    """Median ms of the same rows (customer, contact point, ten search terms) in one durable transaction."""
    import psycopg
    from django.conf import settings

    from kehu.config import postgres

    times = []
    with psycopg.connect(postgres.application_url(settings.HOME)) as connection:
        pattern = _columns(connection)
        for _round in range(rounds()):
            name, pk = f"测试{next(number)}", uuid.uuid4()
            begun = time.perf_counter()
            for statement, values in pattern:
                connection.execute(statement, {**values, "id": pk, "name": name})
            connection.commit()
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _columns(connection: Any) -> list[tuple[str, dict[str, Any]]]:
    """Statements that copy the last benchmark customer with his contact point and terms under a new id."""
    last = connection.execute(
        "SELECT id FROM customers_customer WHERE source = 'benchmark' ORDER BY created_at DESC LIMIT 1"
    ).fetchone()[0]
    statements = []
    for table, key, changed in (
        ("customers_customer", "id", {"id": "%(id)s", "name": "%(name)s"}),
        ("customers_contactpoint", "customer_id", {"id": "gen_random_uuid()", "customer_id": "%(id)s"}),
        ("search_term", "record_id", {"record_id": "%(id)s"}),
    ):
        rows = connection.execute(
            "SELECT attname FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [table],
        )
        names = [row[0] for row in rows.fetchall()]
        chosen = ", ".join(changed.get(name, name) for name in names)
        statement = f"INSERT INTO {table} ({', '.join(names)}) SELECT {chosen} FROM {table} WHERE {key} = %(last)s"
        statements.append((statement, {"last": last}))
    return statements


def _take_away() -> None:
    from kehu.config.demo.removing import _delete_with_all_that_hangs_on
    from kehu.customers.models import Customer

    made = list(Customer._base_manager.filter(source="benchmark").values_list("pk", flat=True)[:5000])
    if made:
        from django.db import transaction

        with transaction.atomic():
            _delete_with_all_that_hangs_on(made)
