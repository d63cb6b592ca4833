"""What can be wrong with an installation, each as a sentence. `kehu doctor` prints them."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from kehu.config import environment, postgres, production

FINE, NOTE, WARNING, PROBLEM = "fine", "note", "warning", "problem"
LEAST_SPACE = 1024**3  # bytes free in the data folder, below which Kehu will soon stop working
SILENCE = 60  # seconds without a sign of life from the job process


@dataclass(frozen=True)
class Finding:
    level: str
    subject: str
    sentence: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


Check = Callable[[Path], Iterator[Finding]]


def interpreter(_home: Path) -> Iterator[Finding]:
    version = sys.version.split()[0]
    if headers_can_be_forged():
        yield Finding(
            WARNING,
            "interpreter",
            f"This Python ({version}) writes an encoded line break in a mail header as a new header; Kehu refuses such "
            f"headers itself, but install a later patch level.",
        )
    else:
        yield Finding(FINE, "interpreter", f"Python {version} keeps mail headers apart.")


def headers_can_be_forged() -> bool:
    """Whether the e-mail library turns an encoded newline in a subject into a header of its own (CVE-2024-6923)."""
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "Hi =?UTF-8?Q?=0A?=Bcc: x@example.org"
    try:
        return b"\nBcc:" in message.as_bytes()
    except Exception:
        return False  # refusing is as good


def database(home: Path) -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_user, rolsuper OR rolbypassrls,"
            " abs(extract(epoch FROM clock_timestamp()) - %s) FROM pg_roles WHERE rolname = current_user",
            [time.time()],
        )
        version, role, mighty, skew = cursor.fetchone()
    where = "embedded" if postgres.is_embedded() else "your own server"
    yield Finding(FINE, "database", f"PostgreSQL {version.split()[0]} ({where}) answers.")
    if mighty or role != postgres.ROLE:
        yield Finding(
            PROBLEM if environment.flag("KEHU_PRODUCTION", False) else WARNING,
            "database role",
            f"Kehu works as the database role {role}, for whom row-level policies do not hold; let an administrator "
            f"of the server run: CREATE ROLE {postgres.ROLE}; GRANT {postgres.ROLE} TO {role}; then kehu migrate.",
        )
    if skew > 5:
        yield Finding(WARNING, "clock", f"The clocks of this machine and of the database differ by {skew:.0f} s.")
    yield from _migrations()


def _migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(PROBLEM, "migrations", f"{len(waiting)} migrations have not been applied; run: kehu migrate.")


def disk(home: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(home).free
    text = f"{free / 1024**3:.1f} GB are free in {home}"
    yield Finding(PROBLEM, "disk", f"Only {text}.") if free < LEAST_SPACE else Finding(FINE, "disk", f"{text}.")


def jobs(_home: Path) -> Iterator[Finding]:
    rows = _row(
        "SELECT (SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers),"
        " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),"
        " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at < now() - interval '10 min')"
    )
    silent, failed, late = rows
    if silent is None or silent > SILENCE:
        yield Finding(NOTE, "jobs", "No job process runs (Kehu is stopped).")
    else:
        yield Finding(FINE, "jobs", f"The job process was alive {silent:.0f} s ago.")
    if failed:
        yield Finding(WARNING, "jobs", f"{failed} jobs failed for good; look at them on the jobs page.")
    if late:
        yield Finding(WARNING, "jobs", f"{late} jobs have been waiting for more than ten minutes.")


def mail(_home: Path) -> Iterator[Finding]:
    host, fenced = _row("SELECT mail_host, outbound_fenced FROM company_company LIMIT 1", ("", False))
    if fenced:
        yield Finding(WARNING, "mail", "Nothing is sent after a restore until an administrator releases it.")
    if not host:
        yield Finding(NOTE, "mail", "No mail server is set; mail waits in the outbox.")
    uncertain = _row("SELECT count(*) FROM company_mail WHERE state = 'uncertain'")[0]
    if uncertain:
        yield Finding(WARNING, "mail", f"{uncertain} mails may or may not have left; settle them in the outbox.")


def browser_files(_home: Path) -> Iterator[Finding]:
    from kehu.config.frontend import collect, vendor

    if not collect.complete():
        yield Finding(PROBLEM, "browser files", "The files for browsers were not collected; run: make setup.")
    elif not vendor.complete():
        yield Finding(NOTE, "browser files", "The files for browsers are complete, their sources are not here.")
    root = Path(__file__).resolve().parents[1]
    if not list(root.glob("*/locale/zh_Hans/LC_MESSAGES/django.mo")):
        yield Finding(WARNING, "languages", "The translations were not compiled; run: make setup.")


def papers(_home: Path) -> Iterator[Finding]:
    from kehu.foundation.documents import pdf

    if trouble := pdf.trouble():
        yield Finding(NOTE, "papers", trouble)
    else:
        yield Finding(FINE, "papers", "Quotes and other papers can be made as PDF.")


def defaults(home: Path) -> Iterator[Finding]:
    level = PROBLEM if environment.flag("KEHU_PRODUCTION", False) else NOTE
    if level == NOTE:
        yield Finding(NOTE, "production", "KEHU_PRODUCTION is not set: fine for trying, not for the open network.")
    for sentence in production.problems():
        yield Finding(level, "production", f"Before production: {sentence}.")
    if (home / "secrets").exists() and (home / "secrets").stat().st_mode & 0o077:
        yield Finding(PROBLEM, "secrets", f"Others on this machine can look into {home / 'secrets'}.")


CHECKS: tuple[Check, ...] = (interpreter, database, disk, jobs, mail, browser_files, papers, defaults)


def examine(home: Path) -> list[Finding]:
    """All findings; a check that itself fails is a finding too."""
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings.extend(check(home))
        except Exception as problem:
            reason = str(problem).strip().splitlines() or [type(problem).__name__]
            findings.append(Finding(PROBLEM, check.__name__, f"This could not be examined: {reason[0]}"))
    return findings


def _row(statement: str, default: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row or default
