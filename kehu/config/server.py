"""Brings the database server to where Kehu can use it: reachable, new enough, with a database and a role."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from kehu.config import postgres
from kehu.config.embedded.cluster import Cluster, InUse, NotStarted, quiet

PATIENCE = 60.0  # seconds that a command waits for the PostgreSQL of a Kehu that is just starting


class NotUsable(Exception):
    """The database server cannot be used; the message is one sentence for the person at the terminal."""


@contextmanager
def reachable(home: Path, progress: Callable[[str], None] = quiet) -> Iterator[None]:
    """Inside the block the database answers: it runs already, or the embedded one is started for the block.

    Raises NotUsable or NotStarted.
    """
    cluster = None
    if postgres.is_embedded():
        cluster = Cluster(home)
        try:
            cluster.start(progress)
        except InUse:
            cluster = None
            _await_answer(postgres.owner_url(home))
    try:
        examine(home)
        yield
    finally:
        if cluster:
            cluster.stop()


def examine(home: Path) -> str:
    """Make database and role where they are missing and say, in KEHU_DB_ROLE, whether the role can be taken on.

    Returns the server's version, such as `18.4`. Raises NotUsable if it is too old or does not answer.
    """
    if postgres.is_embedded():
        _prepare_embedded(home)
    try:
        with psycopg.connect(postgres.owner_url(home), connect_timeout=10, autocommit=True) as connection:
            version = connection.info.server_version
            if version < postgres.OLDEST * 10000:
                raise NotUsable(
                    f"Kehu needs PostgreSQL {postgres.OLDEST} or newer, and this server is {version // 10000}."
                )
            usable = connection.execute(
                "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [postgres.ROLE]
            ).fetchone()
    except psycopg.OperationalError as problem:
        reason = str(problem).strip().splitlines()[-1].strip().rstrip(".")
        raise NotUsable(f"The database does not answer: {reason}.") from problem
    os.environ["KEHU_DB_ROLE"] = postgres.ROLE if usable and usable[0] else ""
    return f"{version // 10000}.{version % 10000}"


def _prepare_embedded(home: Path) -> None:
    parts = urlsplit(postgres.owner_url(home))
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if "kehu" not in known:
            connection.execute("CREATE DATABASE kehu")
        role = connection.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [postgres.ROLE]).fetchone()
        if role is None:
            connection.execute(f"CREATE ROLE {postgres.ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        elif not role[0]:
            connection.execute(f"ALTER ROLE {postgres.ROLE} LOGIN")


def _await_answer(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as problem:
            if time.monotonic() > until:
                raise NotStarted("The PostgreSQL of this data folder does not answer.") from problem
            time.sleep(0.1)
