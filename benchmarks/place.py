"""Where the figures are taken: a data folder of its own with the demo company at size, made once and kept.

The folder is `.bench-data/CUSTOMERS-INTERACTIONS` in the checkout, or KEHU_HOME; with DATABASE_URL a server of
one's own is used, whose database must be empty or hold the demo company. PostgreSQL runs as it does for users: durable.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def ready(customers: int, interactions: int) -> Iterator[dict[str, Any]]:
    """Django on a database that holds the company; yields what the load said when it was made."""
    home = Path(os.environ.get("KEHU_HOME") or ROOT / ".bench-data" / f"{customers}-{interactions}").absolute()
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KEHU_HOME=str(home),
        KEHU_DB_POOL="1",
        KEHU_API_RATE="100000000",
        DJANGO_SETTINGS_MODULE="kehu.config.settings",
    )
    from kehu.config import server

    with server.reachable(home, _say):
        note = _loaded(home, customers, interactions)
        _set_up_django()
        yield note


def _loaded(home: Path, customers: int, interactions: int) -> dict[str, Any]:
    """Migrates, loads the company unless it is there, and returns the answer of the load."""
    note = home / "benchmark.json"
    _kehu("migrate")
    if not note.exists():
        _say(f"Loading {customers:,} customers and {interactions:,} interactions")
        told = _kehu("demo", "--customers", str(customers), "--interactions", str(interactions), "--json")
        note.write_text(told)
    found: dict[str, Any] = json.loads(note.read_text())
    if (found["customers"], found["interactions"]) != (customers, interactions):
        sys.exit(f"{home} holds {found['customers']:,} customers and {found['interactions']:,} interactions.")
    return found


def _kehu(*arguments: str) -> str:
    command = [sys.executable, "-m", "kehu.config.cli", *arguments]
    alone = {**os.environ, "KEHU_DB_POOL": "0"}  # the load divides itself into processes, which must not share a pool
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, cwd=ROOT, env=alone).stdout


def _set_up_django() -> None:
    """As the web process has it: warmed, and its log is written too, beside the data."""
    import logging

    import django

    os.environ["KEHU_LOG"] = "json"
    django.setup()
    from kehu.config import logs, warming, wsgi  # noqa: F401 the application sets up its log when it is made

    warming.warm()
    logs.configure()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream((Path(os.environ["KEHU_HOME"]) / "logs" / "benchmark.jsonl").open("a"))


def _say(sentence: str) -> None:
    print(f"  {sentence} …", file=sys.stderr, flush=True)
