"""How long the demo company took to load, against COPY of the same interactions by hand."""

import time
from typing import Any

from benchmarks.measuring import Figure

SAMPLE = 200_000


def figures(load: dict[str, Any]) -> list[Figure]:
    """The load itself ran when the data folder was made; its answer is kept there."""
    seconds, rows = load["seconds"], load["customers"] + load["interactions"]
    rate = rows / max(seconds, 0.1)
    raw = _copied_by_hand()
    measured = f"{seconds:.0f} s, {rate:,.0f} rows/s; interactions by COPY alone {raw:,.0f} rows/s"
    return [Figure("load the demo company", "≤ 600 s (a million)", measured, seconds <= 600)]


def _copied_by_hand() -> float:
    """Rows/s of interactions copied out of the table and into one of the same shape with its indexes."""
    import psycopg
    from django.conf import settings

    from kehu.config import postgres

    with psycopg.connect(postgres.application_url(settings.HOME)) as connection:
        statement = f"COPY (SELECT * FROM interactions_interaction LIMIT {SAMPLE}) TO STDOUT"
        with connection.cursor().copy(statement) as copy:
            rows = b"".join(bytes(piece) for piece in copy)
        connection.execute(
            "CREATE TEMP TABLE copied (LIKE interactions_interaction INCLUDING INDEXES INCLUDING CONSTRAINTS)"
        )
        begun = time.perf_counter()
        with connection.cursor().copy("COPY copied FROM STDIN") as copy:
            copy.write(rows)
        return rows.count(b"\n") / (time.perf_counter() - begun)
