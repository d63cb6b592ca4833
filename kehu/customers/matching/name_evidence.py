"""What two names say about a pair: the same, alike, partly alike, contradicting."""

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from kehu.customers.matching.comparable import Comparable
from kehu.customers.matching.organisation_names import OrganisationName, organisation_sound
from kehu.customers.matching.person_names import person_key
from kehu.customers.matching.reasons import Reason
from kehu.foundation.values.folding import fold, has_han

Finding = tuple[Reason, float]


def person_names(a: Comparable, b: Comparable) -> list[Finding]:
    """The best pair of the two persons' names; nothing if either has none."""
    pairs = [_names(x, y) for x in a.names for y in b.names if person_key(x) and person_key(y)]
    return [max(pairs, key=lambda finding: (finding[1], finding[0]))] if pairs else []


def _names(x: str, y: str) -> Finding:
    ours, theirs = person_key(x), person_key(y)
    x, y = fold(x).replace(" ", ""), fold(y).replace(" ", "")
    if has_han(x) or has_han(y):
        return _chinese(x, y, ours, theirs)
    return (Reason.SAME_NAME, 4) if ours == theirs else _western(ours.split(), theirs.split())


def _chinese(x: str, y: str, ours: str, theirs: str) -> Finding:
    """At least one name is in Chinese: 章伟 may be 张伟 misheard; 马春 and 马春林 are brothers as often as one man."""
    if x == y:
        return Reason.SAME_NAME, 3 if len(x) == 2 else 4  # one given character: many namesakes
    if ours == theirs:
        return (Reason.SAME_SOUND, 2.5) if has_han(x) and has_han(y) else (Reason.SAME_NAME, 3)
    if not set(ours.split()) & set(theirs.split()):
        return Reason.OTHER_NAME, -5
    partly = x in y or y in x or (len(x) == len(y) > 2 and x[-1] == y[-1])
    return Reason.PART_DIFFERS, 0 if partly else -2


def _western(ours: list[str], theirs: list[str]) -> Finding:
    """Words are paired by likeness; a word without partner contradicts only if the other name has one to offer."""
    if (len(ours), ours) > (len(theirs), theirs):
        ours, theirs = theirs, ours
    left, likeness = list(theirs), []
    for word in sorted(ours, key=len, reverse=True):
        best = max(left, key=lambda other: _word_likeness(word, other))
        likeness.append(_word_likeness(word, best))
        left.remove(best)
    if min(likeness) >= 0.84:
        missing = len(theirs) - len(ours)
        return (Reason.SIMILAR_NAME, 3.5) if not missing else (Reason.NAME_IN_COMMON, 2)
    if len(likeness) > 1 and max(likeness) >= 0.9:
        return (Reason.NAME_IN_COMMON, 0) if min(likeness) >= 0.6 else (Reason.PART_DIFFERS, -2)
    whole = fuzz.ratio(" ".join(ours), " ".join(theirs))
    return (Reason.NAME_IN_COMMON, 0) if whole >= 70 else (Reason.OTHER_NAME, -5)


def _word_likeness(x: str, y: str) -> float:
    if x[0] == y[0] and 1 in (len(x), len(y)):
        return 0.85  # an initial
    return JaroWinkler.similarity(x, y)


def organisation_names(a: Comparable, b: Comparable) -> list[Finding]:
    """The best pair of the two organisations' names, with what speaks against it; nothing if either has none."""
    pairs = [_organisations(x, y) for x in a.organisations for y in b.organisations]
    return max(pairs, key=lambda findings: (sum(points for _, points in findings), findings)) if pairs else []


def _organisations(x: OrganisationName, y: OrganisationName) -> list[Finding]:
    if x.whole == y.whole:
        # The register gives a name with form and place to one firm only.
        return [(Reason.SAME_LEGAL_NAME, 10 if x.place else 8) if x.legal else (Reason.SAME_NAME, 5)]
    found = [_cores(x.core, y.core)]
    if found[0][1] > 0:
        if x.branch != y.branch:
            found.append((Reason.OTHER_BRANCH, -4))
        if x.place and y.place and x.place != y.place:
            found.append((Reason.OTHER_PLACE, -3))
        if x.legal and y.legal and x.form != y.form:
            found.append((Reason.OTHER_FORM, 0))
    return found


def _cores(x: str, y: str) -> Finding:
    if x == y:
        return Reason.SAME_NAME, 5
    if organisation_sound(x) == organisation_sound(y):
        return Reason.SAME_SOUND, 4
    ratio = max(fuzz.ratio(x, y), fuzz.token_sort_ratio(x, y))
    if ratio >= 86:
        return Reason.SIMILAR_NAME, 4
    shorter, longer = sorted((x, y), key=len)
    if len(shorter) >= 2 and (longer.startswith(shorter) or set(shorter.split()) < set(longer.split())):
        return Reason.NAME_IN_COMMON, 2
    return (Reason.NAME_IN_COMMON, 0) if ratio >= 70 else (Reason.OTHER_NAME, -5)
