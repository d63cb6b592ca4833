"""Search terms: the short folded strings under which a record can be found by typing the beginning of any of them.

A prefix of a suffix is a substring, so with every suffix of a Chinese name stored, a b-tree answers "contains" in a
third of a millisecond. Pinyin, initials, words of Western names, numbers and mail addresses are terms in the same way.
What people type is read by `typed.query_terms`, which folds the same way.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kehu.foundation.search.pinyin import person_readings, syllables
from kehu.foundation.search.typed import Query, query_terms
from kehu.foundation.values.folding import ALL_HAN, APOSTROPHES, HAN, PIECES, fold, halfwidth, has_han, simplify
from kehu.foundation.values.phones import digits, split_country

__all__ = ["LONGEST", "MOST", "Query", "query_terms", "terms"]

MOST = 40
"""Terms per record: what comes later in a record's order of importance is left out beyond this."""
LONGEST = 64
"""Characters per term."""

# Where the legal form begins nobody starts to search; 华宁科技有限公司 is found from 华, 宁, 科, 技.
_LEGAL_FORM = re.compile(r"(?:股份|集团|控股|责任)*(?:有限责任|有限)?(?:总公司|分公司|子公司|公司|企业|事务所)\Z")
_LONGEST_PERSON = 4


def terms(
    *,
    names: Iterable[str] = (),
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    identifiers: Iterable[str] = (),
    words: Iterable[str] = (),
) -> set[str]:
    """The terms of one record, at most MOST of at most LONGEST characters.

    `names` are names of persons and organisations in any script; a Chinese one of up to four characters is read as a
    person's. `phones` are E.164 or as typed, `identifiers` numbers of other systems and of documents, `words` anything
    else to be found by.
    """
    found: dict[str, None] = {}
    later: list[str] = []
    for phone in phones:
        whole, tails = _phone(phone)
        found.update(dict.fromkeys(whole))
        later += tails
    for email in emails:
        address = email.strip().lower()
        found[address[:LONGEST]] = None
        later += _local_part(address)
    for identifier in identifiers:
        found.update(dict.fromkeys(_identifier(identifier)))
    for name in names:
        first, rest = _name(name)
        found.update(dict.fromkeys(first))
        later += rest
    for word in words:
        found.update(dict.fromkeys(PIECES.findall(fold(word).translate(APOSTROPHES))))
    found.update(dict.fromkeys(later))
    kept = [term[:LONGEST] for term in found if term]
    return set(kept[:MOST])


@lru_cache(maxsize=4096)
def _country(prefix: str) -> str:
    return split_country(prefix)[0]


def _phone(number: str) -> tuple[list[str], list[str]]:
    """The whole number with and without country code; then its last eight and last four digits."""
    if number.startswith("+861") and len(number) == 14 and number[4] != "0":
        bare = number[1:]
        return [bare[2:], bare], [bare[-8:], bare[-4:]]
    bare = digits(number)
    if not number.lstrip().startswith("+"):
        return [bare], [bare[-8:], bare[-4:]] if len(bare) > 4 else []
    code = _country(bare[:3])
    national = bare[len(code) :]
    # Fixed lines are dialled with a leading zero nearly everywhere but in North America.
    whole = [national, bare] if code == "1" else ["0" + national, national, bare]
    tails = [national[-8:], national[-4:]]
    return whole, [national[-7:], *tails] if code == "86" else tails


def _local_part(address: str) -> list[str]:
    local = address.rpartition("@")[0]
    parts = re.split(r"[._+-]+", local)
    return [local, *parts] if len(parts) > 1 else [local]


def _identifier(identifier: str) -> list[str]:
    """Whole without punctuation, its parts, and the last four characters of a long one (an identity or card number)."""
    parts = PIECES.findall(fold(identifier))
    whole = "".join(parts)
    found = [whole, *parts] if len(parts) > 1 else [whole]
    return [*found, whole[-4:]] if len(whole) >= 15 else found


@lru_cache(maxsize=20_000)
def _name(name: str) -> tuple[list[str], list[str]]:
    """Terms of a name: those that find it from its beginning, and those that find it from within."""
    if not has_han(name):
        return _western(fold(name).translate(APOSTROPHES))
    if len(name) <= _LONGEST_PERSON and ALL_HAN.match(name):
        return _person(name)
    raw = unicodedata.normalize("NFKC", halfwidth(name)).translate(APOSTROPHES)
    pieces = list(_joined(PIECES.findall(raw)))
    if len(pieces) == 1 and len(pieces[0]) <= _LONGEST_PERSON:
        return _person(pieces[0])
    return _organisation(pieces)


def _western(plain: str) -> tuple[list[str], list[str]]:
    found = PIECES.findall(plain)[:12]
    # 'zhangwei' and 'deloitte touche' typed without the blank
    return found, ["".join(found[:3])] if 1 < len(found) <= 3 else []


def _person(name: str) -> tuple[list[str], list[str]]:
    simple = simplify(name)
    first, rest = [simple], [simple[i:] for i in range(1, len(simple))]
    readings = person_readings(name)
    if (plain := syllables(name)) not in readings:  # 重庆银行 is no person
        readings.append(plain)
    for reading in readings:
        whole = "".join(reading)
        first += [whole, "".join([syllable[0] for syllable in reading])]
        rest += ["".join(reading[i:]) for i in range(1, len(reading))]
        if "v" in whole:  # 吕 is lv to input methods, lu to most people and LYU in passports
            rest += [whole.replace("v", "u"), whole.replace("v", "yu")]
        if len(reading) > 2:
            rest.append("".join([syllable[0] for syllable in reading[1:]]))
    return first, rest


def _joined(pieces: list[str]) -> Iterator[str]:
    """Pieces of a mixed name, with Chinese runs that only punctuation parted put together: 华为（深圳） is 华为深圳."""
    run = ""
    for piece in pieces:
        if HAN.match(piece):
            run += piece
            continue
        if run:
            yield run
        run = ""
        yield piece.lower()
    if run:
        yield run


def _organisation(pieces: list[str]) -> tuple[list[str], list[str]]:
    """Every suffix of the Chinese runs; pinyin and initials of the whole, and from each character of its first run."""
    heads: list[str] = []
    suffixes: list[str] = []
    reading: list[str] = []
    letters: list[str] = []
    for piece in pieces:
        if not HAN.match(piece):
            word = fold(piece)
            heads.append(word)
            reading.append(word)
            letters.append(word if len(word) <= 8 else word[:1])
            continue
        simple = simplify(piece)
        core = _LEGAL_FORM.sub("", simple) or simple
        heads.append(simple)
        suffixes += [simple[i:] for i in range(1, min(len(core), 20))]
        sounds = syllables(piece)
        reading += sounds[: len(core)]
        letters += [sound[0] for sound in sounds]
    size = len(reading)
    first = [*heads, "".join(reading), "".join(letters)]
    within = ["".join(letters[i:]) for i in range(1, min(size - 1, 12))]
    sounding = ["".join(reading[i:]) for i in range(1, min(size, 9))]
    return first, [*suffixes, *within, *sounding]
