"""A bulk edit of many customers and its taking back: rows a second each, memory, and one UPDATE of them by hand.

python -m benchmarks.bulk [rows]        on the database of DATABASE_URL, which holds the demo company
"""

import json
import resource
import subprocess
import sys
import time
from typing import Any

from benchmarks.measuring import Figure

ROWS = 100_000


def figures(_load: dict[str, Any]) -> list[Figure]:
    """In a process of its own, whose memory is then that of a bulk edit alone."""
    command = [sys.executable, "-m", "benchmarks.bulk", str(ROWS)]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1])
    rows = told["rows"]
    edit, undo = rows / told["edit"], rows / told["undo"]
    by_hand = f"{told['by_hand']:.1f} s by one UPDATE"
    return [
        Figure("preview of the bulk edit", "≤ 2 s", f"{told['preview']:.2f} s", told["preview"] <= 2),
        Figure(f"bulk edit of {rows:,} customers, two fields", "≥ 2,000 rows/s",
               f"{told['edit']:.1f} s, {edit:,.0f} rows/s; {by_hand}", edit >= 2000),
        Figure("taking it back", "≥ 2,000 rows/s", f"{told['undo']:.1f} s, {undo:,.0f} rows/s", undo >= 2000),
        Figure("memory of both", "constant", f"{told['memory']:.0f} MB at the peak", told["memory"] < 512),
    ]  # fmt: skip


def main(rows: int) -> None:
    """Change the first customers by id, take it back, and print what it took as JSON."""
    import django

    django.setup()
    from django.db import connection, transaction

    from kehu.customers.models import Customer
    from kehu.foundation.access.models import User
    from kehu.foundation.changes.actions import bulk_running, undoing
    from kehu.foundation.changes.actions.bulk_rehearsing import rehearse
    from kehu.foundation.changes.actions.bulk_running import EDIT
    from kehu.foundation.changes.selection import Selection
    from kehu.foundation.search import registry as _searchable  # noqa: F401 (loaded before the clock runs)

    by = User.objects.filter(email="admin@demo.example").first() or User.objects.filter(is_system=True)[0]
    last = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:rows])[-1]
    mark = "bulk benchmark"
    with transaction.atomic():
        Customer.objects.filter(pk__lte=last, deleted_at=None).update(source=mark)
    selection = Selection.of_filter("customer", {"source": mark})
    given = {"industry": "telecom", "preferred_hours": "North"}
    began = time.perf_counter()
    rehearse(selection=selection, verb=EDIT, given=given, by=by)
    preview = time.perf_counter() - began
    began = time.perf_counter()
    made = bulk_running.begin(selection=selection, verb=EDIT, given=given, by=by, background=False)
    edit = time.perf_counter() - began
    began = time.perf_counter()
    undoing.undo(change_set=made, by=by)
    undo = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer SET industry = 'telecom', preferred_hours = 'North' WHERE source = %s", [mark]
        )
        changed = cursor.rowcount
        by_hand = time.perf_counter() - began
        transaction.set_rollback(True)
    told = {"rows": changed, "preview": preview, "edit": edit, "undo": undo, "by_hand": by_hand, "memory": memory}
    print(json.dumps(told | {"counts": made.counts}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
