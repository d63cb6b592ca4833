"""The figures as one table, for the terminal and for docs/performance.md alike."""

import datetime
import os
import platform
import statistics
import time

from benchmarks.measuring import Figure

HEAD = [
    "figure",
    "budget",
    "p50 ms",
    "p95 ms",
    "CPU ms",
    "least",
    "SQL",
    "PostgreSQL alone, ms",
    "other",
    "Odoo 19 (100,000)",
    "ok",
]


def text(figures: list[Figure]) -> str:
    """Markdown, its columns aligned."""
    rows = [HEAD, *(_row(one) for one in figures)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(HEAD))]
    lines = [_line(rows[0], widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    return "\n".join([*lines, *(_line(row, widths) for row in rows[1:])])


def circumstances(customers: int, interactions: int) -> str:
    """When and where: what the figures depend on."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    today = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"{today}; {customers:,} customers, {interactions:,} interactions; {os.cpu_count()} cores, {memory:.0f} GB, "
        f"Python {platform.python_version()}; load average at the end {load}; "
        f"a million additions take {_speed():.0f} ms of CPU"
    )


def _speed() -> float:
    """What this core gives at the moment: with others at work the same takes up to twice the CPU."""
    times = []
    for _time in range(9):
        begun = time.process_time()
        total = 0
        for number in range(1_000_000):
            total += number
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times)


def _row(one: Figure) -> list[str]:
    count = "" if one.statements is None else str(one.statements)
    times = [_number(one.p50), _number(one.p95), _number(one.cpu), _number(one.least), count, _number(one.raw)]
    return [one.name, one.limit, *times, one.measured, one.peer, "yes" if one.ok else "NO"]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"


def _line(cells: list[str], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
