"""The rights of the unprivileged role under which web and job processes work."""

from django.db import connection

ROLE = "kehu_app"

# The audit trail is written by triggers that run as its owner; the application may only read it.
GRANTS = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role};
"""
AUDIT_READ_ONLY = "REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role};"


def grant_application_role() -> None:
    """Give the application role what it needs and no more; safe to run again. Needs the owner's connection."""
    with connection.cursor() as cursor:
        cursor.execute(GRANTS.format(role=ROLE))
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'audit\\_entry%%' AND relkind IN ('r', 'p')")
        for (table,) in cursor.fetchall():
            cursor.execute(AUDIT_READ_ONLY.format(table=table, role=ROLE))
