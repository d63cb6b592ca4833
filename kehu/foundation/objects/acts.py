"""What can be done to one open record from search-and-go, as each package declares it in its `navigation.py`:

    ACTS = [Act("customer", "stage", _("Move to stage …"), icon="progress", url="customers:stage", verb="customer.edit",
                shortcut="s")]

A package may declare acts on the records of those further inward. What is done to many records at once (BulkVerb) is
offered for the open one as well, unless an act of the same key does it better.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps

from kehu.foundation.access.models import User
from kehu.foundation.ui.addresses import maybe_url


@dataclass(frozen=True)
class Act:
    """`url` is the name of an address that takes the record's id; with `parameter` it takes none, and the id stands
    behind that name after the ?; `more` are further parameters. `edits`: only for those who may edit the record.
    `posts`: it is done by pressing, after the question `asks`; else the address answers with a dialog, or with a page
    where not `dialog`. `words` are further words by which it is found.
    """

    object: str
    key: str
    label: Any
    icon: str
    url: str
    verb: str = ""
    edits: bool = True
    dialog: bool = True
    posts: bool = False
    asks: Any = ""
    parameter: str = ""
    more: tuple[tuple[str, str], ...] = ()
    shortcut: str = ""
    words: tuple[str, ...] = ()
    position: int = 50

    def address(self, record_id: UUID) -> str:
        """ "" where this installation has none."""
        base = maybe_url(self.url) if self.parameter else maybe_url(self.url, record_id)
        given = [*([(self.parameter, str(record_id))] if self.parameter else []), *self.more]
        return f"{base}?{urlencode(given)}" if base and given else base


def acts_of(object_key: str, user: User) -> list[Act]:
    """Those his roles allow, in order."""
    return [one for one in _declared() if one.object == object_key and (not one.verb or user.may(one.verb))]


@cache
def _declared() -> list[Act]:
    names = [f"{config.name}.navigation" for config in apps.get_app_configs() if config.name.startswith("kehu.")]
    modules = [import_module(name) for name in names if find_spec(name)]
    return sorted((one for module in modules for one in getattr(module, "ACTS", [])), key=lambda one: one.position)
