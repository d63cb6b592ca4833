"""A cell that cannot be understood is a value too: it says why, and the row goes on."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """Why a cell was not understood. `str()` gives the sentence in the active language."""

    sentence: object  # a lazily translated text with %(name)s places
    facts: dict[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)


def shown(text: str) -> str:
    """The cell's text, short enough for a sentence."""
    return text if len(text) <= 60 else text[:59] + "…"
