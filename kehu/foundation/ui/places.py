"""Where Django keeps the language, time zone and address prefix of the moment, made quicker to reach.

A page asks for them a thousand times, and each time Django goes through a lock and two lookups that fail (5 to 10
microseconds). A context variable holds them just as well, separately for each thread and each task. Messages are our
own and few: Django looks through the catalogues of all packages for each, here each is looked for once.
"""

from contextvars import ContextVar
from typing import Any

from django.urls import base
from django.utils import timezone, translation
from django.utils.translation import trans_real

_NOTHING = object()
MOST_MESSAGES = 20_000  # of a language; some are made of what a company calls its things
_look_for, _language_now = trans_real.gettext, trans_real.get_language
_codes: dict[Any, str] = {}  # of the languages that were spoken


class Place:
    """Stands in for an asgiref `Local` of which only the attribute `value` is used."""

    __slots__ = ("_held",)

    def __init__(self, name: str):
        self._held: ContextVar[Any] = ContextVar(name, default=_NOTHING)

    @property
    def value(self) -> Any:
        found = self._held.get()
        if found is _NOTHING:
            raise AttributeError("value")
        return found

    @value.setter
    def value(self, value: Any) -> None:
        self._held.set(value)

    @value.deleter
    def value(self) -> None:
        self._held.set(_NOTHING)


def hasten() -> None:
    """Called once, when the application starts; what was set before stays."""
    for module, name in ((trans_real, "_active"), (timezone, "_active"), (base, "_prefixes"), (base, "_urlconfs")):
        before = getattr(module, name)
        if not isinstance(before, Place):
            place = Place(f"{module.__name__}.{name}")
            if hasattr(before, "value"):
                place.value = before.value
            setattr(module, name, place)
    trans_real.gettext = translation._trans.gettext = gettext  # type: ignore[attr-defined]
    translation.get_language = translation._trans.get_language = get_language  # type: ignore[attr-defined,assignment]


def get_language() -> str | None:
    """The language that is active: templates ask for it with every text, date and address."""
    active = trans_real._active  # type: ignore[attr-defined]
    spoken = active._held.get() if type(active) is Place else _NOTHING
    found = _codes.get(spoken)
    if found is None:
        found = _language_now()
        if spoken is not _NOTHING and found is not None:
            _codes[spoken] = found
    return found


def gettext(message: str) -> str:
    """The message in the language that is active."""
    language = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
    if language is None or type(message) is not str:  # a text that is marked as safe stays so
        return _look_for(message)
    known: dict[str, str] = language.__dict__.setdefault("known_messages", {})
    found = known.get(message)
    if found is None:
        found = _look_for(message)
        if len(known) < MOST_MESSAGES:
            known[message] = found
    return found
