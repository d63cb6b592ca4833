"""The main menu and the settings menu, as each package declares them in its `navigation.py`.

    MENU = [Entry("customers", _("Customers"), icon="users", url="customers:list", verb="customer.view", position=20)]
    SETTINGS = [Entry("users", _("Users"), icon="user-cog", url="access:users", verb="user.manage", position=10)]
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Entry:
    """`verb` empty: everyone sees the entry. `shortcut` is the letter after G. `group` orders the settings menu."""

    key: str
    label: Any
    icon: str
    url: str
    verb: str = ""
    position: int = 50
    shortcut: str = ""
    group: Any = ""


def menu(user: User) -> list[Entry]:
    return [entry for entry in _entries("MENU") if not entry.verb or user.may(entry.verb)]


def settings_menu(user: User) -> list[Entry]:
    return [entry for entry in _entries("SETTINGS") if not entry.verb or user.may(entry.verb)]


@cache
def _entries(kind: str) -> list[Entry]:
    names = [f"{config.name}.navigation" for config in apps.get_app_configs() if config.name.startswith("kehu.")]
    modules = [import_module(name) for name in names if find_spec(name)]
    return sorted((entry for module in modules for entry in getattr(module, kind, [])), key=lambda entry: entry.position)
