"""Small pieces of HTML that macros are built from."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

_MAY_BE_EMPTY = ("value", "alt", "hx_")
_CELL = re.compile(r"<td(?=[\s>])")


def attributes(given: Mapping[str, Any], **always: Any) -> Markup:
    """HTML attributes from keyword arguments; their classes are added to the class in `always`.

    `hx_get="…"` gives `hx-get="…"`, `hx_target__inherited` gives `hx-target:inherited`. True gives a bare attribute,
    False and None give none.
    """
    classes = " ".join(str(part["class"]) for part in (always, given) if part.get("class"))
    pieces = [f' class="{escape(classes)}"'] if classes else []
    for key, value in ({**always, **given} if always else given).items():
        if value is None or value is False or key == "class" or (value == "" and not key.startswith(_MAY_BE_EMPTY)):
            continue
        pieces.append(f" {_attribute(key)}" if value is True else f' {_attribute(key)}="{escape(value)}"')
    return Markup("".join(pieces))  # noqa: S704 -- values are escaped here


@lru_cache(maxsize=1000)
def _attribute(key: str) -> str:
    """`hx_get` is `hx-get`, `hx_target__inherited` is `hx-target:inherited`, `class_` is `class`."""
    return str(escape(key.rstrip("_").replace("__", ":").replace("_", "-")))


@lru_cache(maxsize=1000)
def icon(name: str) -> Markup:
    """A decorative icon of the Tabler set; what it means must stand beside it in words or a label."""
    return Markup('<i class="ti ti-{}" aria-hidden="true"></i>').format(name) if name else Markup("")


def labelled_cells(cells: str, labels: Sequence[Any]) -> Markup:
    """Gives each `<td>` the heading of its column, which phones show because there a row is a card."""
    rest = iter(labels)

    def labelled(_match: re.Match[str]) -> str:
        label = next(rest, "")
        return f'<td data-label="{escape(label)}"' if label else "<td"

    return Markup(_CELL.sub(labelled, str(cells)))  # noqa: S704 -- a rendered macro, escaped already


def initials(name: str) -> str:
    """What an avatar shows: the given name's last two characters of a Chinese name, else up to two first letters."""
    words = name.split()
    if not words:
        return "?"
    if any("\u4e00" <= letter <= "\u9fff" for letter in name):
        return words[0][-2:] if len(words[0]) <= 4 else words[0][:2]
    letters = [word[0] for word in words if word[0].isalnum()] or [words[0][0]]
    return (letters[0] + (letters[-1] if len(letters) > 1 else "")).upper()


def hue(name: str) -> int:
    """A steady number from 0 to 7 for a name: the colour of its avatar."""
    return sum(name.encode()) % 8
