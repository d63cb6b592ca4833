import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


def _ask(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_tests_run_as_the_unprivileged_role() -> None:
    assert _ask("SELECT current_user") == "kehu_app"
    assert _ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False


def test_the_role_reads_and_writes_every_table_but_the_trail() -> None:
    lacking = """
        SELECT coalesce(string_agg(relname, ', '), '') FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
        AND relname !~ '^(audit_entry|django_migrations)'
        AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                 AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
    """
    assert _ask(lacking) == ""


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a int)",
        "ALTER TABLE django_session ADD COLUMN mine int",
        "TRUNCATE django_session",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET source = 'page'",
    ],
)
def test_the_role_cannot_change_the_schema_or_the_trail(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
