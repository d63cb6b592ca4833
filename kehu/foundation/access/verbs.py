"""All verbs of all domains, and which built-in role has them.

Each package with rights to give has a `permissions.py` with

    class CustomerVerb(Verb):
        VIEW = "customer.view", _("see customers")

    DEFAULTS = {"sales": {CustomerVerb.VIEW, …}, …}
    SCOPES = {"sales": {"customer": {"view": "own", "edit": "own"}}, …}
    FIELD_RULES = {"analyst": {("customer", "phone"): "masked"}, …}

`administrator` has every verb with scope `all` and needs no entry.

The verbs of kinds of record that a company makes for itself are such an enum as well, made when the kind is:
`verbs.put("custom_property", Verb("PropertyVerb", [("VIEW", ("custom_property.view", _("see properties"))), …]))`.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps


class Verb(StrEnum):
    """`object.verb`, with a label that completes "You may …"."""

    label: Any

    def __new__(cls, value: str, label: Any) -> "Verb":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


@cache
def permission_modules() -> list[ModuleType]:
    names = [f"{config.name}.permissions" for config in apps.get_app_configs() if config.name.startswith("kehu.")]
    return [import_module(name) for name in names if find_spec(name)]


_made: dict[str, type[Verb]] = {}


def put(object_key: str, verbs: type[Verb]) -> None:
    """Let the verbs of a kind of record be known from now on, in place of those it had."""
    _made[object_key] = verbs


def drop(object_key: str) -> None:
    _made.pop(object_key, None)


def all_verbs() -> dict[str, Verb]:
    return {**_declared(), **{verb.value: verb for enum in list(_made.values()) for verb in enum}}


@cache
def _declared() -> dict[str, Verb]:
    return {
        verb.value: verb
        for module in permission_modules()
        for enum in vars(module).values()
        if isinstance(enum, type) and issubclass(enum, Verb) and enum is not Verb
        for verb in enum
    }


def label(verb: str) -> str:
    known = all_verbs().get(verb)
    return str(known.label) if known else verb


def defaults(attribute: str, role: str) -> Iterable[Any]:
    """What each package's `permissions.py` says for a built-in role under `DEFAULTS`, `SCOPES` or `FIELD_RULES`."""
    return [getattr(module, attribute, {}).get(role, {}) for module in permission_modules()]
