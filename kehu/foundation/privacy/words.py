"""By which words a person is found outside the records that are about him."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

SHORTEST = 6  # letters of an identifier that may be taken out of other people's texts
SHORTEST_NAME = 2


@dataclass
class Words:
    """`strong` words mean one person wherever they stand: phones, mails, numbers of documents, whole addresses. `names`
    are also those of others, and are taken out only of what is about this person and of Kehu's own bookkeeping.
    `digests` are (kind, value) of what must not be contacted again.
    """

    strong: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    digests: set[tuple[str, str]] = field(default_factory=set)

    def add(self, *values: Any) -> None:
        self.strong |= {text for value in values if len(text := str(value or "").strip()) >= SHORTEST}

    def add_names(self, *values: Any) -> None:
        self.names |= {text for value in values if len(text := str(value or "").strip()) >= SHORTEST_NAME}

    def __or__(self, other: "Words") -> "Words":
        return Words(self.strong | other.strong, self.names | other.names, self.digests | other.digests)

    def as_data(self) -> dict[str, Any]:
        return {
            "strong": sorted(self.strong), "names": sorted(self.names), "digests": sorted(map(list, self.digests)),
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Words":
        pairs = {(kind, value) for kind, value in data.get("digests", [])}
        return cls(set(data.get("strong", [])), set(data.get("names", [])), pairs)


def pattern(words: Iterable[str]) -> str:
    """A regular expression of PostgreSQL that finds any of the words, not as parts of longer ones; "" for no words."""
    found = sorted({word for word in words if word.strip()}, key=lambda word: (-len(word), word))
    if not found:
        return ""
    return "(?<![0-9A-Za-z])(?:" + "|".join(map(_literal, found)) + ")(?![0-9A-Za-z])"


def loose(words: Iterable[str]) -> str:
    """The same without regard to what stands around a word, for documents as PostgreSQL writes them out: there a line
    break before a number is a letter.
    """
    found = sorted({json.dumps(word, ensure_ascii=False)[1:-1] for word in words if word.strip()})
    return "|".join(map(_literal, found))


def _literal(word: str) -> str:
    return re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", word)
