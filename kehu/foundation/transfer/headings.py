"""Which column of a file is which field: by its heading first, by what stands in it second."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from kehu.foundation.transfer.value_kinds import kinds_of
from kehu.foundation.values.folding import simplify

EXACT, LIKE, WITHIN, BY_VALUES = 1.0, 0.75, 0.7, 0.5
CLOSE = 88  # of 100: one slip in a word of eight letters
SHARE = 0.6  # of the sampled values that must look like a kind
# Headings that end so describe another column ("Phone 1 - Type") or point elsewhere ("Account ID").
OTHER_MATTERS = ("type", "label", "id", "类型", "标签", "类别", "编码", "count", "数量", "状态", "status")

WHY_HEADING = _("The heading says so.")
WHY_LIKE = _("The heading is similar to “%(known)s”.")
WHY_VALUES = _("The values look like it.")
WHY_ALONE = _("No other column holds the name.")


@dataclass(frozen=True)
class Target:
    """A field that a column may fill. `kind` is one of value_kinds, or '' for free text."""

    key: str
    kind: str = ""
    names: tuple[str, ...] = ()  # labels in all languages and synonyms, the surest first


@dataclass(frozen=True)
class Suggestion:
    """`target` is the key of a Target, `confidence` between 0 and 1; `str(why)` is a sentence for the user."""

    target: str
    confidence: float
    reason: object = WHY_HEADING
    known: str = ""

    @property
    def why(self) -> str:
        return str(self.reason) % {"known": self.known} if self.known else str(self.reason)


def targets_of(
    synonyms: Mapping[str, Sequence[str]], kinds: Mapping[str, str], labels: Mapping[str, Sequence[str]] | None = None
) -> list[Target]:
    """Targets from plain tables; `labels` adds what the fields are called on the pages."""
    names = {key: (key, *(labels or {}).get(key, ()), *words) for key, words in synonyms.items()}
    return [Target(key, kinds.get(key, ""), words) for key, words in names.items()]


def recognise(
    columns: Sequence[str],
    sample_rows: Iterable[Sequence[str | None]],
    targets: Sequence[Target],
    fallbacks: Mapping[str, tuple[str, tuple[str, ...]]] | None = None,
) -> dict[int, Suggestion]:
    """The likely target of each column, by column index; columns that nothing speaks for are left out.

    A target is suggested once. `fallbacks` {a: (b, (c, d))}: what was taken for `a` is `b` if none of b, c, d is there
    (a lone "Company" column is the customer's name).
    """
    rows = [row for _place, row in zip(range(200), sample_rows, strict=False)]
    samples = [[row[place] for row in rows if place < len(row)] for place in range(len(columns))]
    kinds = [kinds_of(values, SHARE) for values in samples]
    book = _Book(targets)
    wishes = [
        (suggestion.confidence, -place, suggestion)
        for place, heading in enumerate(columns)
        for suggestion in book.look_up(heading)
        if not _contradicted(book.kind(suggestion.target), kinds[place])
    ]
    found = _share_out(wishes)
    _add_by_values(found, columns, kinds, targets)
    _apply_fallbacks(found, fallbacks or {})
    return dict(sorted(found.items()))


def normalise(heading: str) -> tuple[str, int]:
    """A heading bare of case, width, punctuation and remarks, and its number: 'E-mail 2 - Value' → ('email', 2)."""
    text = simplify(unicodedata.normalize("NFKC", heading[:200]))
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold()
    text = re.sub(r"[(\[【].*?[)\]】]", " ", text) if re.search(r"[^\s(\[【].*[(\[【]", text) else text
    text = re.sub(r"\b(value|optional|required)\b|必填|选填|可选", " ", text)
    text = re.sub(r"第?([一二三四五])(?=$|个)", lambda match: str("一二三四五".index(match[1]) + 1), text)
    numbers = re.findall(r"(?<!\d)\d(?!\d)", text)
    bare = re.sub(r"(?<!\d)\d(?!\d)", "", text)
    return re.sub(r"[\W_]+", "", bare), int(numbers[0]) if numbers else 1


class _Book:
    """All known names, looked up by heading."""

    def __init__(self, targets: Sequence[Target]):
        self._targets = {target.key: target for target in targets}
        self._exact: dict[str, list[tuple[str, float]]] = {}
        self._shown: dict[str, str] = {}
        for target in targets:
            for rank, name in enumerate(target.names):
                bare, number = normalise(name)
                key = bare if number == 1 else f"{bare}{number}"
                known = self._exact.setdefault(key, [])
                if target.key not in [other for other, _score in known]:
                    known.append((target.key, EXACT - min(rank, 80) * 0.001))
                self._shown.setdefault(key, name)

    def kind(self, key: str) -> str:
        return self._targets[key].kind

    def look_up(self, heading: str) -> list[Suggestion]:
        bare, number = normalise(heading)
        if not bare:
            return []
        if number > 1 and (known := self._exact.get(f"{bare}{number}")):
            return [Suggestion(key, score) for key, score in known]
        found = [(key, score, "") for key, score in self._exact.get(bare, [])]
        if not found and not bare.endswith(OTHER_MATTERS):
            found = self._like(bare) or self._within(bare)
        if number > 1:
            numbered = [(f"{key}_{number}", score, name) for key, score, name in found]
            found = [entry for entry in numbered if entry[0] in self._targets]
        return [Suggestion(key, score, WHY_LIKE if name else WHY_HEADING, name) for key, score, name in found]

    def _like(self, bare: str) -> list[tuple[str, float, str]]:
        if len(bare) < 5 or not bare.isascii():
            return []
        scored = [(fuzz.ratio(bare, known), known) for known in self._exact if known.isascii() and len(known) > 3]
        score, known = max(scored, default=(0, ""))
        return [(key, LIKE, self._shown[known]) for key, _score in self._exact[known]] if score >= CLOSE else []

    def _within(self, bare: str) -> list[tuple[str, float, str]]:
        """The longest known name that the heading ends with (客户联系电话) or, in Chinese, begins with."""
        least = 5 if bare.isascii() else 2
        ends = [known for known in self._exact if len(known) >= least and bare.endswith(known)]
        if not ends and not bare.isascii():
            ends = [known for known in self._exact if len(known) >= 3 and bare.startswith(known)]
        if not ends:
            return []
        known = max(ends, key=len)
        score = WITHIN * min(1, 0.6 + 0.4 * len(known) / len(bare))
        return [(key, score, self._shown[known]) for key, _score in self._exact[known]]


def _contradicted(wanted: str, seen: set[str]) -> bool:
    """A heading is not believed where most values plainly are something else: mail addresses under 联系方式."""
    plain = {"email", "url", "date", "identity_number"}
    related = {"mobile": {"phone", "mobile"}, "phone": {"phone", "mobile"}, "moment": {"date"}, "date": {"date"}}
    if not wanted or not seen & plain:
        return False
    return not seen & related.get(wanted, {wanted})


def _share_out(wishes: list[tuple[float, int, Suggestion]]) -> dict[int, Suggestion]:
    found: dict[int, Suggestion] = {}
    taken: set[str] = set()
    for _confidence, place, suggestion in sorted(wishes, key=lambda wish: wish[:2], reverse=True):
        if -place not in found and suggestion.target not in taken:
            found[-place] = suggestion
            taken.add(suggestion.target)
    return found


def _add_by_values(
    found: dict[int, Suggestion], columns: Sequence[str], kinds: list[set[str]], targets: Sequence[Target]
) -> None:
    """Columns without telling heading: only kinds that are unmistakable, and never dates, which may be any date."""
    for place in range(len(columns)):
        if place in found or normalise(columns[place])[0].endswith(OTHER_MATTERS):
            continue
        for kind in ("email", "identity_number", "mobile", "phone", "url"):
            taken = {suggestion.target for suggestion in found.values()}
            free = next((target.key for target in targets if target.kind == kind and target.key not in taken), None)
            if kind in kinds[place] and free:
                found[place] = Suggestion(free, BY_VALUES, WHY_VALUES)
                break


def _apply_fallbacks(found: dict[int, Suggestion], fallbacks: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
    for key, (instead, unless) in fallbacks.items():
        if {suggestion.target for suggestion in found.values()} & {instead, *unless}:
            continue
        for place, suggestion in found.items():
            if suggestion.target == key:
                found[place] = Suggestion(instead, suggestion.confidence * 0.9, WHY_ALONE)
