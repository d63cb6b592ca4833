"""The rights of `kehu_app`, the role that pages, API and jobs run as: to read and write rows, and nothing else.

It owns no table and is no superuser, so row-level policies hold for it, and an injected statement cannot change the
schema. Granted again after every migration; without the right to make roles we go on, and `kehu doctor` says so.
"""

from typing import Any

from django.db import connections
from psycopg import sql

ROLE = "kehu_app"


def grant_after_migrate(using: str, **_: Any) -> None:
    grant_application_role(using)


def grant_application_role(using: str = "default") -> bool:
    """Create the role if it is missing and we may, and grant it what it needs; returns whether the role is there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == ROLE:
            return True
        if not _exists(cursor) and not _create(cursor):
            return False
        schema = sql.Identifier(_schema(cursor))
        role = sql.Identifier(ROLE)
        for statement in _STATEMENTS:
            cursor.execute(sql.SQL(statement).format(schema=schema, role=role).as_string(cursor.connection))
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname ~ %s"
            " AND relnamespace = current_schema()::regnamespace",
            [_READ_ONLY],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {ROLE}')
    return True


_STATEMENTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
)
# What the application may only read: the trail (with its partitions) is written by triggers that run as its owner.
_READ_ONLY = r"^(audit_entry(_.*)?|django_migrations)$"


def _exists(cursor: Any) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
    return cursor.fetchone() is not None


def _create(cursor: Any) -> bool:
    cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        return False
    cursor.execute(
        f"""DO $$ BEGIN
            CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object THEN NULL; END $$"""
    )
    cursor.execute(f"GRANT {ROLE} TO CURRENT_USER")
    return True


def _schema(cursor: Any) -> str:
    cursor.execute("SELECT current_schema()")
    return str(cursor.fetchone()[0])
