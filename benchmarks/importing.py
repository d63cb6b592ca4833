"""Import of a CSV with duplicate check: rows a second, memory, and COPY of the same values by hand."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import Figure

ROWS = 20_000
PEER = "127–390 contacts/s"


def figures(_load: dict[str, Any]) -> list[Figure]:
    """In a process of its own, whose memory is then that of an import alone."""
    command = [sys.executable, "-m", "benchmarks.importing", str(ROWS)]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1])
    rate = ROWS / told["seconds"]
    measured = f"{rate:,.0f} rows/s, {ROWS / told['cpu']:,.0f} a second of CPU; by COPY alone {ROWS / told['raw']:,.0f}"
    again = ROWS / told["again"]
    return [
        Figure(f"import of {ROWS:,} new customers", "≥ 5,000 rows/s", measured, rate >= 5000, peer=PEER),
        Figure("import of the same file again", "≥ 5,000 rows/s", f"{again:,.0f} rows/s", again >= 5000),
        Figure("memory of the import", "constant", f"{told['memory']:.0f} MB at the peak", told["memory"] < 512),
    ]


def main(rows: int) -> None:
    """Bring a list in twice, take both back, and print what it took as JSON."""
    import django

    django.setup()
    from benchmarks.imports import bring_in, copy_by_hand, write_list
    from kehu.foundation.changes.actions import undoing
    from kehu.foundation.transfer.models import Import

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        write_list(path, rows)
        seconds, cpu, counts = bring_in(path)
        if counts["created"] != rows:
            sys.exit(f"Not every row became a customer: {counts}")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again, _cpu, _counts = bring_in(path)
        raw = copy_by_hand(path)
    for one in Import.objects.filter(source="bench").exclude(state="undone").order_by("-created_at"):
        undoing.undo(change_set=one.change_set, by=one.by)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": memory, "again": again, "raw": raw}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
