"""How alike two records are: rules whose points add up, each with its reason.

Plain rules are as good as a trained model on a million generated customers, need no training, and can be read out to
the person who has to decide. Facts that identify (documents, numbers) weigh most; a contradiction between them takes
points away, so that father and son under one roof stay two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kehu.customers.matching.comparable import Comparable
from kehu.customers.matching.evidence import addresses, birthdays, contact_points, documents, external_ids
from kehu.customers.matching.name_evidence import organisation_names, person_names
from kehu.customers.matching.reasons import Reason

MERGE_WEIGHT = 10.0
"""From here two records are merged without asking."""
REVIEW_WEIGHT = 6.0
"""From here a person is asked."""

_PROOF = {Reason.SAME_IDENTITY, Reason.SAME_EXTERNAL_ID}
_CONFIRMATION = {Reason.SAME_BIRTHDAY, Reason.SAME_EMAIL}
_CONTRADICTION = {
    Reason.OTHER_IDENTITY,
    Reason.OTHER_BIRTHDAY,
    Reason.OTHER_NAME,
    Reason.PART_DIFFERS,
    Reason.OTHER_BRANCH,
    Reason.OTHER_PLACE,
    Reason.OTHER_FORM,
    Reason.OTHER_KIND,
}
_MOST_WITH_CONTRADICTION = MERGE_WEIGHT - 0.5


class Decision(StrEnum):
    MERGE = "merge"
    REVIEW = "review"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """The sum of the points, and each rule that spoke with its points, the weightiest first."""

    weight: float
    reasons: tuple[tuple[Reason, float], ...] = ()

    @property
    def decision(self) -> Decision:
        if self.weight >= MERGE_WEIGHT:
            return Decision.MERGE
        return Decision.REVIEW if self.weight >= REVIEW_WEIGHT else Decision.DIFFERENT


def score(a: Comparable, b: Comparable) -> Match:
    """Compare two records; the order does not matter.

    Where a fact contradicts (another document, birthday, name or branch) and no document or external id proves the
    pair, the weight stays below MERGE_WEIGHT, however much is shared: twins share nearly everything.
    """
    found = sorted(_findings(a, b), key=lambda finding: (-abs(finding[1]), finding[0]))
    weight = sum(points for _, points in found)
    reasons = {reason for reason, _ in found}
    doubtful = reasons & _CONTRADICTION or (Reason.SAME_SOUND in reasons and not reasons & _CONFIRMATION)
    if doubtful and not reasons & _PROOF:
        weight = min(weight, _MOST_WITH_CONTRADICTION)
    return Match(weight, tuple(found))


def _findings(a: Comparable, b: Comparable) -> Iterator[tuple[Reason, float]]:
    if a.kind != b.kind:
        yield Reason.OTHER_KIND, -8
    elif a.kind == "person":
        yield from person_names(a, b)
        yield from birthdays(a, b)
    else:
        yield from organisation_names(a, b)
    yield from documents(a, b)
    yield from external_ids(a, b)
    yield from contact_points(a, b)
    yield from addresses(a, b)
