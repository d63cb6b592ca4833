"""From the words someone typed to the identifiers of records, in SQL.

The longest fragment is looked up as one range of the term table, in the order of terms, so that the exact and the short
come first; the other fragments are checked on each record found. Every step is capped: one letter typed into a table of
a million costs no more than a whole name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.foundation.access.models import User
from kehu.foundation.search.caution import Caution, caution
from kehu.foundation.search.registry import Source

LAST_CHARACTER = "\U0010fffd"
COMBINED_CAP = 10_000  # records looked at for the second and further fragments

Sql = tuple[str, list[Any]]


@dataclass(frozen=True)
class Candidate:
    """A record with how many of its terms matched and the best of them: is it the fragment itself, and how long."""

    record_id: UUID
    exact: bool
    length: int
    terms: int


def candidates(sources: Iterable[Source], fragments: list[str], user: User, cap: int) -> dict[Source, list[Candidate]]:
    """Records by kind, best terms first, at most `cap` terms each; visibility is not looked at yet. One statement."""
    by_number = {source.number: source for source in sources}
    parts = [_ranked(source.number, *term_rows(source, fragments, user, cap)) for source in by_number.values()]
    sql = " UNION ALL ".join(f"({part})" for part, _ in parts)
    found: dict[Source, list[Candidate]] = {source: [] for source in by_number.values()}
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in parts for value in values])
        for number, *columns in cursor.fetchall():
            found[by_number[number]].append(Candidate(*columns))
    return found


def candidates_among(source: Source, fragments: list[str], user: User, visible: Sql) -> list[Candidate]:
    """Records out of a small set, given as a statement that yields identifiers."""
    sql, values = term_rows(source, fragments, user, cap=0)
    among = f"{sql} AND record_id IN ({visible[0]})"
    sql, values = _ranked(source.number, among, [*values, *visible[1]])
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Candidate(*columns) for _, *columns in cursor.fetchall()]


def reaches(statement: Sql, cap: int) -> bool:
    """Whether a capped statement gives as many rows as it may, so that there are probably more."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({statement[0]}) capped", statement[1])
        return cursor.fetchone()[0] >= cap


def term_rows(source: Source, fragments: list[str], user: User, cap: int) -> Sql:
    """A statement that yields (record_id, exact, length) for each term found; no more than `cap` of them unless 0."""
    first, *others = fragments
    careful = caution(user, source)
    sql, values = _range(source.number, first, careful)
    head = "SELECT record_id, term = %s AS exact, length(term) AS length FROM"
    if cap == 0:
        rest, more = _others("search_term", source.number, others, careful)
        return f"{head} search_term WHERE {sql}{rest}", [first, *values, *more]
    if not others:
        return f"{head} search_term WHERE {sql} ORDER BY term LIMIT {cap}", [first, *values]
    rest, more = _others("t", source.number, others, careful)
    inner = f"SELECT record_id, term FROM search_term WHERE {sql} ORDER BY term LIMIT {COMBINED_CAP}"
    return f"{head} ({inner}) t WHERE true{rest} LIMIT {cap}", [first, *values, *more]


def on_record(source: Source, fragments: list[str], user: User, column: str) -> Sql:
    """A condition on a quoted column that holds a record's identifier: it has terms for all fragments."""
    careful = caution(user, source)
    parts, values = [], []
    for fragment in fragments:
        sql, more = _range(source.number, fragment, careful)
        parts.append(f"EXISTS (SELECT 1 FROM search_term WHERE record_id = {column} AND {sql})")
        values += more
    return " AND ".join(parts), values


def _others(alias: str, number: int, fragments: list[str], careful: Caution) -> Sql:
    parts, values = [], []
    for fragment in fragments:
        sql, more = _range(number, fragment, careful)
        parts.append(f" AND EXISTS (SELECT 1 FROM search_term o WHERE o.record_id = {alias}.record_id AND {sql})")
        values += more
    return "".join(parts), values


def _range(number: int, fragment: str, careful: Caution) -> Sql:
    extra, values = careful.condition(fragment)
    return f"object = {number} AND term >= %s AND term < %s{extra}", [fragment, fragment + LAST_CHARACTER, *values]


def _ranked(number: int, sql: str, values: list[Any]) -> Sql:
    return (
        f"SELECT {number}, record_id, bool_or(exact), min(length), count(*) FROM ({sql}) terms GROUP BY record_id",
        values,
    )
