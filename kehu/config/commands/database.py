"""`kehu migrate` and `kehu demo`."""

import json
import os
import time
from argparse import Namespace
from typing import Any

from kehu.config.commands.session import Failed, answer, django, say

_LOCK = 0x6B656875  # "kehu": two Kehus on one server must not migrate at once


def migrate(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        begun = time.monotonic()
        # Hundreds of small transactions need not each wait for the disk: one that is lost is applied again.
        os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")
        with django(as_owner=True) as home:
            import psycopg
            from django.core.management import call_command

            from kehu.config import postgres

            with psycopg.connect(postgres.owner_url(home), autocommit=True) as connection:
                connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
                before = _applied()
                call_command("migrate", interactive=False, verbosity=0)
                # One durable write at the end makes all those before it durable.
                connection.execute("SET synchronous_commit = on")
                connection.execute("SELECT pg_logical_emit_message(true, 'kehu', 'migrated')")
                return {"applied": _applied() - before, "seconds": round(time.monotonic() - begun, 1)}

    return answer(
        work,
        as_json=options.json,
        show=lambda result: print(f"{result['applied']} migrations applied in {result['seconds']} s."),
    )


def _applied() -> int:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return len(MigrationRecorder(connection).applied_migrations())


_AS_OWNER_FROM = 20_000  # customers; see kehu.config.demo.loading


def demo(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        with django(as_owner=not options.remove and options.customers >= _AS_OWNER_FROM) as home:
            from kehu.config import demo as company
            from kehu.config.processes import run_folder

            note = run_folder(home) / "demo-logins.json"
            note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if options.remove:
                company.remove(progress=say)
                note.unlink(missing_ok=True)
                return {"removed": True}
            if options.if_empty and not company.is_empty():
                return {"loaded": False}
            if not options.if_empty and company.is_loaded():
                raise Failed("The demo company is here already; remove it first: kehu demo --remove.")
            result = company.load(
                customers=options.customers, interactions=options.interactions, seed=options.seed, progress=say
            )
            logins = [{"email": email, "role": role} for email, role in company.LOGINS]
            note.write_text(json.dumps({"password": company.PASSWORD, "logins": logins}))
            return {"loaded": True, **result, "password": company.PASSWORD, "logins": logins}

    def show(result: dict[str, Any]) -> None:
        for login in result.get("logins", []):
            print(f"{login['email']:32} {login['role']}")
        if "password" in result:
            print(f"Password: {result['password']}")

    return answer(work, as_json=options.json, show=show)
