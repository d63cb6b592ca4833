"""Keeping the term table in step with the records.

Terms are written in the transaction that changes the record, so a search never lags behind a save.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from kehu.foundation.database.copying import cell, copy_lines
from kehu.foundation.search.models import SearchTerm
from kehu.foundation.search.registry import Source, source

LONGEST = 120  # characters of a term that count; an index row has its limit
BATCH = 2000
NO_RECORD = UUID(int=0)
_COLUMNS = ("object", "term", "record_id")  # the order of the index


def reindex(object_key: str, ids: Iterable[UUID], *, new: bool = False) -> None:
    """Make the terms of these records anew, in the running transaction. `new` says that they have none yet.

    The records are locked first, so that two transactions that touch parts of one record do not write its terms twice.
    """
    found = source(object_key)
    remaining = iter(ids)
    while batch := sorted(set(islice(remaining, BATCH))):
        with transaction.atomic():
            if not new:
                _lock(found, batch)
                SearchTerm.objects.filter(record_id__in=batch, object=found.number).delete()
            _write(found, batch)


def lines(object_key: str, record_id: UUID, terms: set[str]) -> list[str]:
    """The terms of a record as `add` takes them. Needs no database, so it may be done ahead."""
    rest = f"\t{record_id.hex}"
    start = f"{source(object_key).number}\t"
    return [start + term + rest for term in set(map(_cell, terms)) if term]


def add(lines: list[str]) -> None:
    """Write terms of records that have none yet, by who has just written the records; best in the order of the lines,
    so that neighbours in the index are written together.
    """
    copy_lines("search_term", _COLUMNS, lines)


def rebuild(object_key: str, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Make the terms of all records of an object anew, batch by batch, and drop those of records that are gone.

    `progress` is told the number of records done after each batch and may raise to stop; what is done stays done, and
    running again is harmless. Returns the number of records.
    """
    found = source(object_key)
    done, last = 0, NO_RECORD
    while batch := _next_ids(found, last):
        with transaction.atomic():
            _lock(found, batch)
            SearchTerm.objects.filter(record_id__in=batch, object=found.number).delete()
            _write(found, batch)
        done, last = done + len(batch), batch[-1]
        progress(done)
    records = found.object_type.model_class._base_manager.filter(pk=OuterRef("record_id"))
    SearchTerm.objects.filter(~Exists(records), object=found.number).delete()
    return done


def _next_ids(found: Source, last: UUID) -> list[UUID]:
    records = found.object_type.model_class._base_manager
    return list(records.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])


def _lock(found: Source, ids: list[UUID]) -> None:
    records = found.object_type.model_class._base_manager
    list(records.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _write(found: Source, ids: list[UUID]) -> None:
    _copy(found, found.terms_of(ids))  # asked first: a connection that copies answers no questions


def _copy(found: Source, terms_of_each: dict[UUID, set[str]]) -> None:
    add(sorted(line for key, terms in terms_of_each.items() for line in lines(found.object_key, key, terms)))


def _cell(term: str) -> str:
    term = term[:LONGEST]
    return term if term.isalnum() else cell(term)
