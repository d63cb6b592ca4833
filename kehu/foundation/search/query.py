"""Search: what the palette, the lists and the API ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from kehu.foundation.access.models import User
from kehu.foundation.objects import registry as objects
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.search import lookup
from kehu.foundation.search.registry import Source, all_sources, source
from kehu.foundation.search.typed import Query, query_terms

WIDE_CAP = 500  # terms looked at per kind of record for those who see all of them
NARROW_CAP = 2000  # and for those who see some
OWN_SET = 10_000  # fewer records than this are searched one by one if that was not enough
FIRST_BATCH = 300  # candidates looked at first for whether the user sees them
LIST_CAP = 5000  # best matches that a list is narrowed to


@dataclass(frozen=True)
class Hit:
    object_key: str
    record_id: UUID
    title: str
    subtitle: str

    @property
    def url(self) -> str:
        """Where the record's page is."""
        return objects.get(self.object_key).url(self.record_id)


def search(user: User, text: str, objects: Sequence[str] | None = None, limit: int = 20) -> list[Hit]:
    """Up to `limit` records of each kind that the user sees and whose terms fit `text`, the exact and short matches
    first, then the latest changed. Kinds come in the order of their numbers. Kinds the user may not view, and names of
    kinds that cannot be searched, give nothing.
    """
    query = query_terms(text)
    sources = [one for one in all_sources() if (objects is None or one.object_key in objects) and _may(user, one)]
    if not query or not sources:
        return []
    found = _ranked(user, sources, query, limit)
    if query.fallback and not any(found.values()):
        found = _ranked(user, sources, query.fallback, limit)
    return [hit for one, ids in found.items() for hit in _described(user, one, ids)]


def _ranked(user: User, sources: list[Source], query: Query, limit: int) -> dict[Source, list[UUID]]:
    """The best visible records of each kind."""
    if not sources:
        return {}
    cap = WIDE_CAP if all(_sees_all(user, one) for one in sources) else NARROW_CAP
    ranked = {}
    for one, candidates in lookup.candidates(sources, query, user, cap).items():
        ids = _visible(user, one, candidates, limit)
        more = bool(query.patterns) or sum(candidate.terms for candidate in candidates) >= cap
        if more and len(ids) < limit and (own := _own_set(user, one)):
            ids = _visible(user, one, lookup.candidates_among(one, query, user, own), limit)
        ranked[one] = ids[:limit]
    return ranked


@dataclass(frozen=True)
class Narrowing:
    """A filter for the rows of one kind, and whether it keeps only the best of more matches."""

    condition: Q
    capped: bool = False


def narrowing(user: User, text: str, object_key: str) -> Narrowing:
    """The filter that keeps the rows of a list that `text` finds. Raises KeyError if the kind cannot be searched."""
    found, query = source(object_key), query_terms(text)
    if not query:
        return Narrowing(Q(pk__in=[]))
    terms = lookup.term_rows(found, query, user, LIST_CAP)
    if query.fallback and not lookup.reaches(terms, 1):
        query = query.fallback
        terms = lookup.term_rows(found, query, user, LIST_CAP)
    capped = lookup.reaches(terms, LIST_CAP)
    if capped and (own := _own_set(user, found)):
        terms, capped = lookup.term_rows_among(found, query, user, own), False
    column = f'"{found.object_type.model_class._meta.db_table}"."id"'
    chosen = f"{column} = ANY(ARRAY(SELECT record_id FROM ({terms[0]}) found))"
    return Narrowing(Q(RawSQL(chosen, terms[1], output_field=BooleanField())), capped)


def _may(user: User, found: Source) -> bool:
    view = found.object_type.view
    return not view or user.may(view)


def _sees_all(user: User, found: Source) -> bool:
    model: Any = found.object_type.model_class
    return bool(model.ownership.reached(model, user, "view").condition is None)


def _rows(user: User, object_type: ObjectType) -> Any:
    rows: Any = object_type.model_class._default_manager.all()
    return rows.visible_to(user)


def _own_set(user: User, found: Source) -> lookup.Sql | None:
    """The records of a user who sees few, to be searched one by one; None if they are too many for that."""
    model = found.object_type.model_class
    if _sees_all(user, found) or not model.ownership.reached(model, user, "view").few:  # type: ignore[attr-defined]
        return None
    rows = _rows(user, found.object_type).order_by().values("pk")[:OWN_SET]
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:  # he sees none
        return "SELECT NULL::uuid WHERE false", []
    own = (sql, list(values))
    return None if lookup.reaches(own, OWN_SET) else own


def _visible(user: User, found: Source, candidates: list[lookup.Candidate], limit: int) -> list[UUID]:
    """The best of the candidates that the user sees, best first: `limit` and some more, or all there are.

    Mostly he sees enough of the first few hundred, and thousands need not be looked at.
    """
    rows = _rows(user, found.object_type)
    ids: list[UUID] = []
    batch: list[lookup.Candidate] = []
    size = FIRST_BATCH
    for _rank, equals in groupby(sorted(candidates, key=_goodness), key=_goodness):
        alike = list(equals)
        if batch and len(batch) + len(alike) > size:
            ids += _seen(rows, batch)
            batch, size = [], size * 4
            if len(ids) >= limit:
                return ids
        batch += alike
    return [*ids, *_seen(rows, batch)] if batch else ids


def _goodness(candidate: lookup.Candidate) -> tuple[bool, int]:
    return not candidate.exact, candidate.length


def _seen(rows: Any, candidates: list[lookup.Candidate]) -> list[UUID]:
    """Those of the rows that are candidates, best first, among equals the latest changed first."""
    known = {one.record_id: one for one in candidates}
    table = connection.ops.quote_name(rows.model._meta.db_table)
    chosen = RawSQL(f"{table}.id = ANY(%s)", [list(known)], output_field=BooleanField())
    latest_first = rows.filter(chosen).order_by("-updated_at").values_list("pk", flat=True)
    return sorted(latest_first, key=lambda pk: _goodness(known[pk]))


def _described(user: User, found: Source, ids: list[UUID]) -> list[Hit]:
    if not ids:
        return []
    kind = found.object_type
    records = kind.model_class._base_manager.select_related(*found.related).in_bulk(ids)
    return [
        Hit(kind.key, pk, str(getattr(records[pk], kind.title)), found.subtitle(records[pk], user))
        for pk in ids
        if pk in records
    ]
