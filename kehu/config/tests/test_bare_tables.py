"""Indexes taken off for the load come back, whatever happens in between."""

from collections.abc import Iterator

import pytest
from django.db import connection

from kehu.config.demo import bare_tables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def as_owner(transactional_db: None) -> Iterator[None]:
    """Tables are stripped by whoever owns them."""
    usual = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {key: value for key, value in usual.items() if key != "options"}
    yield
    connection.close()
    connection.settings_dict["OPTIONS"] = usual


def test_what_was_taken_off_is_there_again_after_a_failure() -> None:
    before = structure()
    with pytest.raises(RuntimeError), bare_tables.stripped(lambda _sentence: None):
        assert len(structure()) < len(before) - 30
        raise RuntimeError
    assert structure() == before


def test_a_killed_load_is_made_good_for_by_the_next() -> None:
    before = structure()
    with connection.cursor() as cursor:
        bare_tables._strip(cursor, bare_tables.TABLES)
    with bare_tables.stripped(lambda _sentence: None):
        pass
    assert structure() == before


def structure() -> set[tuple[str, ...]]:
    """Indexes and constraints of all tables, as they are defined."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        indexes = set(cursor.fetchall())
        cursor.execute(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
        )
        return indexes | set(cursor.fetchall())
