"""Cuts Tabler's style sheet down to what the frame uses: 56 kB compressed otherwise, more than all the rest of a page.

Tabler's classes occur in `foundation/ui` alone, so the list of those in use is short and stands here.
"""

import re
from collections.abc import Iterator

USED = frozenset(
    [
        "btn",
        "btn-primary",
        "btn-danger",
        "btn-icon",
        "btn-ghost-secondary",
        "form-control",
        "form-select",
        "form-check",
        "form-check-input",
        "form-check-label",
        "form-label",
        "is-invalid",
    ]
)
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_LISTED = re.compile(r":(?:not|is|where|has)\([^()]*\)")
_NESTED = ("@media", "@supports", "@layer", "@container")
_DECLARED = re.compile(r"(--tblr-[\w-]+):[^;{}]*;?")


def cut(sheet: str, used: frozenset[str] = USED) -> str:
    """The rules of a minified style sheet that need no class outside `used`, without idle custom properties."""
    kept = "".join(_kept(sheet, used))
    while (smaller := _without_idle(kept)) != kept:
        kept = smaller
    return re.sub(r"[^{}]*\{\}", "", kept)


def _kept(sheet: str, used: frozenset[str]) -> Iterator[str]:
    for head, body in _rules(sheet):
        if head.startswith(_NESTED):
            inner = "".join(_kept(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@keyframes"):
            continue  # our own movements stand in kehu.css
        elif head.startswith("@"):
            yield f"{head}{{{body}}}" if body else head
        else:
            fitting = [one for one in _selectors(head) if set(_CLASS.findall(_LISTED.sub("", one))) <= used]
            if fitting:
                yield f"{','.join(fitting)}{{{body}}}"


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The (selector or at-rule, content) pairs at the outermost level; a statement such as @charset has no content."""
    text, place = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL), 0
    while place < len(text):
        opening, ending = text.find("{", place), text.find(";", place)
        if opening < 0:
            return
        if 0 <= ending < opening:
            yield text[place : ending + 1].strip(), ""
            place = ending + 1
            continue
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[place:opening].strip(), text[opening + 1 : end - 1]
        place = end


def _selectors(head: str) -> Iterator[str]:
    """A list of selectors at its outer commas."""
    depth, begun = 0, 0
    for place, letter in enumerate(head):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            yield head[begun:place]
            begun = place + 1
    yield head[begun:]


def _without_idle(sheet: str) -> str:
    read = set(re.findall(r"var\(\s*(--tblr-[\w-]+)", sheet))
    return _DECLARED.sub(lambda found: found.group() if found.group(1) in read else "", sheet)
