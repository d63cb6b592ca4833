"""On what occasion a deal earns commission: each basis with where its credits are read.

    sources.register("won", deals.of_people)

`read(people, since, until)` gives the credits by person, as `queries/deals.py` does. A plan can only go by a basis that
somebody registered.
"""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from kehu.compensation.arithmetic.commission import Credit

Read = Callable[[Iterable[UUID], date, date], dict[UUID, list[Credit]]]
_sources: dict[str, Read] = {}


def register(basis: str, read: Read) -> None:
    _sources[basis] = read


def known() -> list[str]:
    return list(_sources)


def read(basis: str, people: Iterable[UUID], since: date, until: date) -> dict[UUID, list[Credit]]:
    """Raises KeyError for a basis nobody registered."""
    return _sources[basis](people, since, until)
