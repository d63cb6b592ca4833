"""What the page of a record can be put together from, as each domain declares it for its kinds of record.

    panels.register("customer", panels.Catalogue(panels=customer_panels, fields=customer_fields))

A page asks `arranging.arrange(object_key, user)` where each of its panels stands and draws them itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kehu.foundation.access.models import User
from kehu.foundation.ui.addresses import maybe_url

PLACES = ("left", "tabs", "right")


@dataclass(frozen=True)
class Panel:
    """A part of a page under a key that never changes. `place` is where it stands by itself, `position` after which
    others. What is `fixed` cannot be hidden.
    """

    key: str
    title: Any
    place: str = "right"
    position: int = 50
    icon: str = "layout-grid"
    fixed: bool = False


@dataclass(frozen=True)
class Catalogue:
    """`panels` and `fields` give what a user may see: panels, and (key, label) of the fields of the facts panel."""

    panels: Callable[[User], list[Panel]]
    fields: Callable[[User], list[tuple[str, Any]]] = lambda _user: []


_catalogues: dict[str, Catalogue] = {}


def register(object_key: str, catalogue: Catalogue) -> None:
    _catalogues[object_key] = catalogue


def drop(object_key: str) -> None:
    _catalogues.pop(object_key, None)


def find(object_key: str) -> Catalogue | None:
    return _catalogues.get(object_key)


@dataclass(frozen=True)
class Contribution:
    """A panel that a domain brings along for pages of another package's records: `address` is the name of the URL that
    gives its content, taking the key of the object and the id of the record. `fits` says for which kinds.
    """

    panel: Panel
    address: str
    verb: str
    fits: Callable[[str], bool]


_contributions: list[Contribution] = []


def contribute(contribution: Contribution) -> None:
    _contributions.append(contribution)


def contributed(object_key: str, user: User) -> list[Panel]:
    return [one.panel for one in _contributions if one.fits(object_key) and user.may(one.verb)]


def address_of(panel: Panel, object_key: str, record_id: Any) -> str:
    """Where the content of a contributed panel is loaded from; empty for others."""
    found = next((one for one in _contributions if one.panel.key == panel.key and one.fits(object_key)), None)
    return maybe_url(found.address, object_key, record_id) if found else ""
