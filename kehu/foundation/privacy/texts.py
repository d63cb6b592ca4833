"""Finding and taking out words in the texts of any table, known or yet to come.

Tables of business rows (`Record`) are other people's: there only words that mean one person are taken out. All other
tables are Kehu's own bookkeeping (notices, mails, jobs, titles of changes): there names are taken out as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from kehu.foundation.database.records import Record
from kehu.foundation.privacy.sql import MARK
from kehu.foundation.privacy.words import loose, pattern

# Log-ins, rights and the engine's own tables hold no customers; terms and keys are made anew from the records.
LEFT_OUT_APPS = {
    "access", "account", "auth", "audit", "contenttypes", "mfa", "privacy", "sessions", "socialaccount", "usersessions",
    "search", "staticfiles",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """`kind` is text, json, array or bytes."""

    name: str
    kind: str
    longest: int | None = None

    def matches(self) -> str:
        """SQL with one place for the expression."""
        quoted = connection.ops.quote_name(self.name)
        return {"text": f"{quoted} ~* %s", "bytes": f"encode({quoted}, 'escape') ~* %s"}.get(
            self.kind, f"{quoted}::text ~* %s"
        )

    def redacted(self) -> str:
        """SQL that sets the column, with two places: an expression that finds, and one that takes out."""
        quoted = connection.ops.quote_name(self.name)
        one = {
            "json": f"privacy_redact_json({quoted}, %s)",
            "array": f"ARRAY(SELECT regexp_replace(one, %s, '{MARK}', 'gi')"
            f" FROM unnest({quoted}) WITH ORDINALITY AS e(one, place) ORDER BY place)",
        }.get(self.kind, f"regexp_replace({quoted}, %s, '{MARK}', 'gi')")
        changed = f"left({one}, {self.longest})" if self.kind == "text" and self.longest else one
        return f"{quoted} = CASE WHEN {self.matches()} THEN {changed} ELSE {quoted} END"


@dataclass(frozen=True)
class Place:
    """A table with texts in it."""

    model: type[models.Model]
    columns: tuple[Column, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def is_business(self) -> bool:
        return issubclass(self.model, Record)


@cache
def places() -> tuple[Place, ...]:
    """Every table whose texts may speak of somebody, by name."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in LEFT_OUT_APPS or model._meta.proxy:
            continue
        columns = tuple(column for one in model._meta.local_concrete_fields if (column := _column(one)))
        if columns:
            found.append(Place(model, columns))
    return tuple(sorted(found, key=lambda place: place.table))


def place_of(model: type[models.Model]) -> Place | None:
    return next((one for one in places() if one.model is model), None)


def _column(field: Any) -> Column | None:
    if field.primary_key or field.unique or getattr(field, "choices", None) or isinstance(field, models.SlugField):
        return None
    if isinstance(field, ArrayField) and isinstance(field.base_field, models.CharField | models.TextField):
        return None if field.base_field.choices else Column(str(field.column), "array")
    if isinstance(field, models.JSONField):
        return Column(str(field.column), "json")
    if isinstance(field, models.BinaryField):
        return Column(str(field.column), "bytes")
    if isinstance(field, models.CharField | models.TextField):
        return Column(str(field.column), "text", getattr(field, "max_length", None))
    return None


def count(place: Place, words: Iterable[str]) -> int:
    """How many rows of a table speak of one of the words."""
    where, values = _where(place, list(words))
    if not where:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_table(place)} WHERE {where}", values)
        return int(cursor.fetchone()[0])


def redact(place: Place, words: Iterable[str], ids: list[UUID] | None = None) -> list[Any]:
    """Take the words out of a table, or of the rows given; returns the primary keys of the rows that had them.

    Rows whose binary content has one are deleted: they are answers kept for a day for who asks twice.
    """
    listed = list(words)
    if not pattern(listed):
        return []
    found: list[Any] = []
    binary = tuple(one for one in place.columns if one.kind == "bytes")
    written = tuple(one for one in place.columns if one.kind != "bytes")
    if binary:
        found += _change(f"DELETE FROM {_table(place)}", [], Place(place.model, binary), listed, ids)
    if written:
        settings, values = [], []
        for one in written:
            settings.append(one.redacted())
            values += [_expression(one, listed), pattern(listed)]
        statement = f"UPDATE {_table(place)} SET {', '.join(settings)}"
        found += _change(statement, values, Place(place.model, written), listed, ids)
    return found


def _change(statement: str, values: list[Any], place: Place, words: list[str], ids: list[UUID] | None) -> list[Any]:
    where, more = _where(place, words)
    key = _key(place)
    if ids is not None:
        where, more = f"({where}) AND {key} = ANY(%s)", [*more, ids]
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE {where} RETURNING {key}", [*values, *more])
        return [row[0] for row in cursor.fetchall()]


def _where(place: Place, words: list[str]) -> tuple[str, list[Any]]:
    if not pattern(words):
        return "", []
    values: list[Any] = [_expression(one, words) for one in place.columns]
    return " OR ".join(one.matches() for one in place.columns), values


def _expression(column: Column, words: list[str]) -> str:
    return pattern(words) if column.kind == "text" else loose(words)


def _table(place: Place) -> str:
    return connection.ops.quote_name(place.table)


def _key(place: Place) -> str:
    pk = place.model._meta.pk
    return connection.ops.quote_name(str(pk.column)) if getattr(pk, "column", None) else "ctid::text"
