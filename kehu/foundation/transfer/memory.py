"""What a check remembers. It takes every batch back, so rows of a later batch would not meet those of an earlier one:
their keys go into a temporary table, whose size is the database's concern and not the process's.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from uuid import UUID

from django.db import connection

TABLE = "import_seen"


class Forgetful:
    """For a real run, where the database itself knows."""

    remembers = False

    def recall(self, keys: Iterable[str]) -> dict[str, UUID]:
        return {}

    def remember(self, keys: Mapping[str, UUID]) -> None:
        pass

    def keep(self) -> None:
        pass

    def drop(self) -> None:
        pass

    def forget(self) -> None:
        pass


class SeenKeys:
    """`remember` collects for a batch; `keep` writes it once the batch is taken back, `drop` throws it away."""

    remembers = True

    def __init__(self) -> None:
        self._made = False
        self._batch: dict[str, UUID] = {}

    def recall(self, keys: Iterable[str]) -> dict[str, UUID]:
        by_number = {_number(key): key for key in keys}
        if not self._made or not by_number:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT key, record_id FROM {TABLE} WHERE key = ANY(%s)", [list(by_number)])
            return {by_number[number]: record_id for number, record_id in cursor.fetchall()}

    def remember(self, keys: Mapping[str, UUID]) -> None:
        self._batch.update(keys)

    def keep(self) -> None:
        if not self._batch:
            return
        with connection.cursor() as cursor:
            if not self._made:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{TABLE}")
                cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} (key bigint PRIMARY KEY, record_id uuid NOT NULL)")
                self._made = True
            cursor.execute(
                f"INSERT INTO {TABLE} SELECT * FROM unnest(%s::bigint[], %s::uuid[]) ON CONFLICT DO NOTHING",
                [[_number(key) for key in self._batch], list(self._batch.values())],
            )
        self._batch = {}

    def drop(self) -> None:
        self._batch = {}

    def forget(self) -> None:
        """Give the table back; the connection may live on."""
        if self._made:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{TABLE}")
            self._made = False


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
