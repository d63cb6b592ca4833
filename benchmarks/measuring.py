"""How a figure is taken: wall time and CPU of many repetitions in turns, SQL statements, and these statements alone."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

LISTENED = 4
Work = Callable[[], Any]


@dataclass(frozen=True)
class Figure:
    """One line of the table. Times in ms; `cpu` is the median and `least` the smallest, which other work on the machine
    disturbs least; `raw` is PostgreSQL alone, asked the same by hand; `peer` is quoted.
    """

    name: str
    limit: str
    measured: str
    ok: bool
    p50: float | None = None
    p95: float | None = None
    cpu: float | None = None
    least: float | None = None
    statements: int | None = None
    raw: float | None = None
    peer: str = ""


@dataclass(frozen=True)
class Budget:
    """What a page or call may cost; None is not limited. Times in ms."""

    p95: float | None = None
    cpu: float | None = None
    statements: int | None = None
    peer: str = ""

    @property
    def wording(self) -> str:
        parts = [
            f"p95 ≤ {self.p95:g} ms" if self.p95 else "",
            f"CPU ≤ {self.cpu:g} ms" if self.cpu else "",
            f"≤ {self.statements} SQL" if self.statements else "",
        ]
        return ", ".join(part for part in parts if part)


def rounds() -> int:
    """How often each figure is taken."""
    return int(os.environ.get("KEHU_BENCH_ROUNDS", "30"))


PAGE = Budget(p95=300, cpu=15, statements=15)


def take(works: dict[str, list[Work]], budgets: dict[str, Budget], *, replay: bool = True) -> list[Figure]:
    """One figure per name. Each has several works of the same kind (other users, pages, customers), which are done in
    turns with those of all other names, so that what else the machine does falls on all alike.
    """
    seen = {name: _statements(several) for name, several in works.items()}
    wall: dict[str, list[float]] = {name: [] for name in works}
    cpu: dict[str, list[float]] = {name: [] for name in works}
    rng = random.Random(1)
    for _round in range(rounds()):
        names = list(works)
        rng.shuffle(names)
        for name in names:
            work = rng.choice(works[name])
            begun, spent = time.perf_counter(), time.process_time()
            work()
            cpu[name].append((time.process_time() - spent) * 1000)
            wall[name].append((time.perf_counter() - begun) * 1000)
    raw = {name: alone(seen[name][1]) if replay else None for name in works}
    return [_figure(name, budgets[name], wall[name], cpu[name], seen[name][0], raw[name]) for name in works]


def _figure(
    name: str, budget: Budget, wall: list[float], cpu: list[float], statements: int, raw: float | None
) -> Figure:
    p50, p95, spent = statistics.median(wall), percentile(wall, 95), statistics.median(cpu)
    ok = (
        (budget.p95 is None or p95 <= budget.p95)
        and (budget.cpu is None or spent <= budget.cpu)
        and (budget.statements is None or statements <= budget.statements)
    )
    return Figure(name, budget.wording, "", ok, p50, p95, spent, min(cpu), statements, raw, budget.peer)


def percentile(values: list[float], percent: int) -> float:
    """The smallest value that is not exceeded by `percent` of them."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]


Statement = tuple[str, Any]


def _statements(works: Iterable[Work]) -> tuple[int, list[list[Statement]]]:
    """Does some of the works twice, the first time for what is kept in memory; the most statements, and all of them."""
    all_said: list[list[Statement]] = []
    for work in list(works)[:LISTENED]:
        work()
        with listening() as said:
            work()
        all_said.append(list(said))
    return max(len(said) for said in all_said), all_said


@contextmanager
def listening() -> Any:
    """Collects the statements that Django sends to the database in this thread."""
    from django.db import connection

    said: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield said


def alone(all_said: list[list[Statement]]) -> float:
    """Median ms of the same reading statements, sent by psycopg by hand, rows fetched and nothing else done."""
    import psycopg
    from django.conf import settings

    from kehu.config import postgres

    times = []
    # As Django sends them: values in the text, so that no plan is made for values that are not known.
    with psycopg.connect(
        postgres.application_url(settings.HOME), autocommit=True, cursor_factory=psycopg.ClientCursor
    ) as connection:
        for round_ in range(rounds()):
            said = all_said[round_ % len(all_said)]
            begun = time.perf_counter()
            for sql, params in said:
                if sql.lstrip("( ").upper().startswith(("SELECT", "WITH")):
                    connection.execute(sql, params).fetchall()  # type: ignore[arg-type]
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)
