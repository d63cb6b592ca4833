"""What domains say about their kinds of record that are persons, so that an erasure can reach them.

    register(Holding("customer", Customer, words=…, erase=…, pseudonymise=…, retained=…))

Everything else is found by itself: rows by their foreign keys, what hangs on a record by its identifier, texts by the
words that mean the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from kehu.foundation.access.models import User
from kehu.foundation.privacy.words import Words


def _nothing(_record: Any) -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True)
class Holding:
    """`words(record)` is read before anything is erased. `erase` and `pseudonymise` get the record and who does it, run
    inside the erasure's transaction, and leave nothing personal in their domain's rows. `retained` says what has to
    stay and why, as (what, reason) pairs. `shared(words)` are those of the identifiers that other persons have as well,
    asked after the erasure: a household's telephone stays with the rest of the household. `linked(record)` are ids by
    model of rows that stay without the record and speak of him, where no foreign key tells.
    """

    object_key: str
    model: type[models.Model]
    words: Callable[[Any], Words]
    erase: Callable[[Any, User], None]
    pseudonymise: Callable[[Any, User], None]
    retained: Callable[[Any], list[tuple[str, str]]] = _nothing
    shared: Callable[[set[str]], set[str]] = lambda words: set()

    linked: Callable[[Any], dict[Any, list[Any]]] = lambda record: {}


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    _holdings[holding.object_key] = holding


def holding_of(object_key: str) -> Holding:
    """Raises KeyError for a kind of record that is no person."""
    return _holdings[object_key]


def record_of(object_key: str, record_id: UUID) -> Any | None:
    """The record wherever it is, in the trash too; None if it is gone."""
    return holding_of(object_key).model._base_manager.filter(pk=record_id).first()
