"""An import killed at every commit boundary, at random, and with PostgreSQL itself killed, on a cluster of its own.

    python -m benchmarks.import_kills [rows] [random kills] [kills of PostgreSQL] [kills at boundaries]

Each round is an import of its own; a round of 0 kills is left out. Without figures: 100,000 rows, 40, 20 and every
boundary.

The worker is a process of its own; after each kill another goes on. At the end every row must be there once, and
taking the import back must leave what was there before.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORKER = """
import sys, django
django.setup()
print("at work", flush=True)
from kehu.foundation.transfer.actions import running
running.run(import_id=sys.argv[1], batch=int(sys.argv[2]))
"""
BATCH = int(os.environ.get("BATCH", "2000"))


def work(import_id: str, *, crash_at: int = 0) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "KEHU_CRASH_AT": str(crash_at or "")}
    command = [sys.executable, "-c", WORKER, import_id, str(BATCH)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def boundaries(import_id: str, most: int) -> int:
    """One worker after the other, each killed at the next boundary but one, until the import is done."""
    kills = 0
    while not _done(import_id) and kills < most:
        worker = work(import_id, crash_at=1 + kills % 2)
        kills += worker.wait() == -signal.SIGKILL
    return kills


def at_random(import_id: str, kills: int, chance: random.Random) -> int:
    done = 0
    while done < kills and not _done(import_id):
        worker = work(import_id)
        _at_work(worker)
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=chance.uniform(0.05, 1.5))
        if worker.poll() is None:
            worker.kill()
            worker.wait()
            done += 1
    return done


def with_postgres(import_id: str, kills: int, cluster: object, folder: Path, chance: random.Random) -> int:
    from kehu.config.embedded import places

    done = 0
    while done < kills and not _done(import_id):
        worker = work(import_id)
        _at_work(worker)
        time.sleep(chance.uniform(0.05, 1.5))
        pid = int((places.data(folder) / "postmaster.pid").read_text().split()[0])
        _close()
        os.kill(pid, signal.SIGKILL)
        worker.wait()
        done += 1
        cluster.stop()  # type: ignore[attr-defined]
        cluster.start(lambda _sentence: None)  # type: ignore[attr-defined]
    return done


def _at_work(worker: subprocess.Popen[bytes]) -> None:
    """Until the worker is set up: kills while it only starts would test nothing."""
    if worker.stdout:
        worker.stdout.readline()


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _done(import_id: str) -> bool:
    from kehu.foundation.transfer.models import Import

    return Import.objects.get(pk=import_id).state == Import.State.DONE


def check(import_id: str, rows: int) -> str:
    from kehu.customers.models import Customer, ExternalId
    from kehu.foundation.changes.actions import undoing
    from kehu.foundation.transfer.models import Import

    of = Import.objects.get(pk=import_id)
    there = ExternalId.objects.filter(system="bench").count()
    doubled = Customer.objects.count() - there
    begun = time.perf_counter()
    undoing.undo(change_set=of.change_set, by=of.by)
    took = time.perf_counter() - begun
    left = Customer.objects.count()
    kept = f"{rows - there} lost, {doubled} doubled, {left} left after taking back"
    return f"{kept}, counts {of.counts['created']:,}, taken back in {took:.0f} s"


def main(rows: int, random_kills: int, postgres_kills: int, boundary_kills: int) -> None:
    from kehu.config import postgres
    from kehu.config.embedded.cluster import Cluster

    with tempfile.TemporaryDirectory(prefix="kehu-kills-") as place:
        folder = Path(place)
        os.environ["KEHU_HOME"] = place
        os.environ.pop("DATABASE_URL", None)
        cluster = Cluster(folder)
        cluster.start(lambda _sentence: None)
        try:
            os.environ["DATABASE_URL"] = postgres.owner_url(folder)
            os.environ["KEHU_AS_OWNER"] = "1"
            _create_database(folder)
            _run(rows, (boundary_kills, random_kills, postgres_kills), cluster, folder)
        finally:
            _close()
            cluster.stop()


def _create_database(folder: Path) -> None:
    import psycopg

    with psycopg.connect(postgres_address(folder), autocommit=True) as connection:
        connection.execute("CREATE DATABASE kehu")


def postgres_address(folder: Path) -> str:
    from kehu.config import postgres

    return postgres.owner_url(folder).replace("/kehu?", "/postgres?")


def _run(rows: int, kills: tuple[int, int, int], cluster: object, folder: Path) -> None:
    import django
    from django.core.management import call_command

    from benchmarks.imports import write_list

    django.setup()
    call_command("migrate", verbosity=0)
    seed = int(os.environ.get("SEED", "1"))
    print(f"seed {seed}, {rows:,} rows, batches of {BATCH:,}", flush=True)
    chance = random.Random(seed)
    path = folder / "list.csv"
    write_list(path, rows)
    rounds = (
        ("every commit boundary", boundaries),
        ("at random", lambda key, most: at_random(key, most, chance)),
        ("PostgreSQL", lambda key, most: with_postgres(key, most, cluster, folder, chance)),
    )
    for (name, kill), most in zip(rounds, kills, strict=True):
        if not most:
            continue
        begun = time.perf_counter()
        key = _begin(path)
        killed = kill(key, most)
        while not _done(key):
            work(key).wait()
        print(f"| {name} | {killed} kills | {check(key, rows)} | {time.perf_counter() - begun:.0f} s |", flush=True)


def _begin(path: Path) -> str:
    from kehu.foundation.access.models import User
    from kehu.foundation.transfer.actions import imports

    by = User.objects.system()
    with path.open("rb") as file:
        of = imports.upload(target="customers", name=path.name, file=file, source="bench", by=by)
    return str(imports.start(of=of, by=by, background=False).pk)


if __name__ == "__main__":
    usual = [100_000, 40, 20, 10**6]
    given = [int(one) for one in sys.argv[1:]]
    main(*given, *usual[len(given) :])
