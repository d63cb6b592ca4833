"""From the words someone typed to the identifiers of records, in SQL.

The most telling fragment is looked up as one range of the term table, in the order of terms, so that the exact and the
short come first; the other fragments are checked on each record found. Every step is capped: one letter typed into a
table of a million costs no more than a whole name.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from kehu.foundation.access.models import User
from kehu.foundation.search.caution import caution
from kehu.foundation.search.registry import Source
from kehu.foundation.search.typed import Query

COMBINED_CAP = 2000  # terms looked at when each record must fit further fragments

Sql = tuple[str, list[Any]]


class Candidate(NamedTuple):
    """A record with the best of its terms that matched (is it the fragment itself, and how long), and how many did.

    There are thousands, which is why it is a tuple.
    """

    record_id: UUID
    exact: bool
    length: int
    terms: int


def candidates(sources: Iterable[Source], query: Query, user: User, cap: int) -> dict[Source, list[Candidate]]:
    """Records by kind, best terms first, at most `cap` terms each; visibility is not looked at yet. One statement."""
    by_number = {source.number: source for source in sources}
    parts = [_ranked(source.number, term_rows(source, query, user, cap)) for source in by_number.values()]
    sql = " UNION ALL ".join(f"({part})" for part, _ in parts)
    found: dict[Source, list[Candidate]] = {source: [] for source in by_number.values()}
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in parts for value in values])
        for number, *columns in cursor.fetchall():
            found[by_number[number]].append(Candidate(*columns))
    return found


def candidates_among(source: Source, query: Query, user: User, visible: Sql) -> list[Candidate]:
    """Records out of a small set, given as a statement that yields identifiers."""
    with connection.cursor() as cursor:
        cursor.execute(*_ranked(source.number, term_rows_among(source, query, user, visible)))
        return [Candidate(*columns) for _, *columns in cursor.fetchall()]


def reaches(statement: Sql, cap: int) -> bool:
    """Whether a capped statement gives as many rows as it may, so that there are probably more."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({statement[0]}) capped", statement[1])
        return bool(cursor.fetchone()[0] >= cap)


def term_rows(source: Source, query: Query, user: User, cap: int) -> Sql:
    """A statement that yields (record_id, exact, length) for at most `cap` terms found, the exact and short first."""
    condition, values = _range(source, query)
    filters, more = _filters(source, query, user, "t")
    looked_at = max(cap, COMBINED_CAP) if filters else cap
    inner = f"SELECT record_id, term FROM search_term WHERE {condition} ORDER BY term LIMIT {looked_at}"
    return f"{_COLUMNS} ({inner}) t WHERE true{filters} LIMIT {cap}", [query.lookup, *values, *more]


def term_rows_among(source: Source, query: Query, user: User, visible: Sql) -> Sql:
    """The same for all terms of the records of a small set, which is looked through first, whatever the database
    expects.
    """
    condition, values = _range(source, query)
    filters, more = _filters(source, query, user, "t")
    among = f"record_id = ANY(ARRAY({visible[0]}))"
    return f"{_COLUMNS} search_term t WHERE {condition}{filters} AND {among}", [
        query.lookup, *values, *more, *visible[1],
    ]  # fmt: skip


_COLUMNS = "SELECT record_id, term = %s AS exact, length(term) AS length FROM"


def _range(source: Source, query: Query) -> Sql:
    return f"object = {source.number} AND term >= %s AND term < %s", [query.lookup, query.upper]


def _filters(source: Source, query: Query, user: User, alias: str) -> Sql:
    """What the term found must obey, and for each further fragment: some term of the record fits its pattern."""
    careful = caution(user, source)
    sql, values = careful.on_beginning(query.lookup)
    for pattern in query.patterns:
        extra, more = careful.on_pattern(pattern)
        fits = f"o.record_id = {alias}.record_id AND o.object = {source.number} AND term LIKE %s{extra}"
        sql += f" AND EXISTS (SELECT 1 FROM search_term o WHERE {fits})"
        values += [pattern, *more]
    return sql, values


def _ranked(number: int, terms: Sql) -> Sql:
    columns = f"{number}, record_id, bool_or(exact), min(length), count(*)"
    return f"SELECT {columns} FROM ({terms[0]}) terms GROUP BY record_id", terms[1]
