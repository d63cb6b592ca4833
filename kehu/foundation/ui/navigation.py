"""The main menu and the settings menu, as each package declares them in its `navigation.py`.

    MENU = [Entry("customers", _("Customers"), icon="users", url="customers:list", verb="customer.view", position=20)]
    SETTINGS = [Entry("users", _("Users"), icon="user-cog", url="access:users", verb="user.manage", position=10)]
    CREATE = [Entry("customer", _("Customer"), icon="user-plus", url="customers:create", verb="customer.create")]
    HOME = [Entry("product_news", _("Product news"), icon="news", url="catalog:news_at_home", verb="product.view")]

What stands under HOME is a part of the home page that comes by itself, read anew at `changed-KEY`.
An entry whose address does not exist in this installation is left out.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.ui.addresses import maybe_url

# Headings of the main menu, in their order; what has none stands above them.
CUSTOMERS, SALES, RESULTS, MORE = _("Customers and contacts"), _("Sales"), _("Results"), _("More")


@dataclass(frozen=True)
class Entry:
    """`verb` empty: everyone sees the entry. `shortcut` is the letter after G, or after C in the create menu.

    `group` is the heading it stands under in the main and the settings menu; `phone` puts the entry on the bar at the
    foot of a phone's screen; `dialog` says that the address answers with a dialog instead of a page. `about` is one
    sentence that the page begins with: what it is for, and what happens when something is changed; every settings page
    has one.
    """

    key: str
    label: Any
    icon: str
    url: str
    verb: str = ""
    position: int = 50
    shortcut: str = ""
    group: Any = ""
    phone: bool = False
    dialog: bool = False
    about: Any = ""
    words: tuple[str, ...] = ()  # arguments of the address
    counter: str = ""  # name of the URL of a fragment: how much waits there; read anew at `changed-KEY` and notices

    @property
    def address(self) -> str:
        return _address(get_script_prefix(), self.url, *self.words)

    @property
    def counter_address(self) -> str:
        return maybe_url(self.counter) if self.counter else ""


@lru_cache(maxsize=1000)
def _address(_prefix: str, name: str, *words: str) -> str:
    """Every page asks for the addresses of all entries."""
    return maybe_url(name, *words)


def menu(user: User) -> list[Entry]:
    return _allowed("MENU", user)


def settings_menu(user: User) -> list[Entry]:
    return _allowed("SETTINGS", user)


def create_menu(user: User) -> list[Entry]:
    """What the + button offers."""
    return _allowed("CREATE", user)


def home_parts(user: User) -> list[Entry]:
    """What other packages put above the day on the home page."""
    return _allowed("HOME", user)


def grouped(entries: list[Entry]) -> list[tuple[Any, list[Entry]]]:
    """The entries under their headings, those without one first."""
    found: dict[Any, list[Entry]] = {"": []}
    for entry in entries:
        found.setdefault(entry.group, []).append(entry)
    return [(heading, members) for heading, members in found.items() if members]


def current(entries: list[Entry], path: str) -> str:
    """The key of the entry whose address begins `path` and is longest; "" if none does. "/" stands for itself only."""
    addresses = ((entry.address, entry.key) for entry in entries)
    fitting = [(len(address), key) for address, key in addresses if path == address or _begins(address, path)]
    return max(fitting)[1] if fitting else ""


def _begins(address: str, path: str) -> bool:
    return address != "/" and path.startswith(address.rstrip("/") + "/")


_made: dict[str, list[Entry]] = {"MENU": [], "CREATE": []}


def put(*, menu: list[Entry], create: list[Entry]) -> None:
    """The entries of the kinds of record that the company made for itself, in place of those there were."""
    _made["MENU"], _made["CREATE"] = menu, create


def _allowed(kind: str, user: User) -> list[Entry]:
    entries = _entries(kind)
    if made := _made.get(kind):
        entries = sorted([*entries, *made], key=lambda entry: entry.position)
    return [entry for entry in entries if entry.address and (not entry.verb or user.may(entry.verb))]


@cache
def _entries(kind: str) -> list[Entry]:
    names = [f"{config.name}.navigation" for config in apps.get_app_configs() if config.name.startswith("kehu.")]
    modules = [import_module(name) for name in names if find_spec(name)]
    return sorted(
        (entry for module in modules for entry in getattr(module, kind, [])), key=lambda entry: entry.position
    )
