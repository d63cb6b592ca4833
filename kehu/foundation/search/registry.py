"""Which kinds of record can be found, as each package declares them in its `search.py`.

register(Source("customer", number=1, terms_of=terms_of, subtitle=subtitle, related=("owner",)))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from kehu.foundation.access.models import User
from kehu.foundation.objects import registry as objects

TermsOf = Callable[[list[UUID]], dict[UUID, set[str]]]


def no_subtitle(_record: Any, _user: User) -> str:
    return ""


@dataclass(frozen=True)
class Source:
    """`number` stands for the object in the term table and never changes. `terms_of` gives the folded terms of some
    records in a handful of statements; records without terms may be missing from its answer. `subtitle` is the second
    line of a hit and must respect what the user may see; `related` are the foreign keys it reads.
    """

    object_key: str
    number: int
    terms_of: TermsOf
    subtitle: Callable[[Any, User], str] = no_subtitle
    related: tuple[str, ...] = ()

    @property
    def object_type(self) -> objects.ObjectType:
        return objects.get(self.object_key)


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    if any(source.object_key == one.object_key or source.number == one.number for one in _sources.values()):
        raise ValueError(f"search of {source.object_key} is declared twice, or its number {source.number} is taken")
    _sources[source.object_key] = source
    return source


def put(source: Source) -> None:
    """Let a kind be found from now on, in place of what was said of it."""
    _sources[source.object_key] = source


def drop(object_key: str) -> None:
    _sources.pop(object_key, None)


def source(object_key: str) -> Source:
    """Raises KeyError for an object that cannot be searched."""
    return _sources[object_key]


def is_searchable(object_key: str) -> bool:
    return object_key in _sources


def all_sources() -> list[Source]:
    return sorted(_sources.copy().values(), key=lambda one: one.number)


def by_number(number: int) -> Source:
    return next(one for one in list(_sources.values()) if one.number == number)


def discover() -> None:
    """Import the `search.py` of every installed package."""
    autodiscover_modules("search")
