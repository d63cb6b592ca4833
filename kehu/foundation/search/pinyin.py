"""How Chinese characters are read: pinyin without tones, one syllable per character, fast enough for a million names.

`pypinyin` has the readings; looking a whole name up in it costs fifty times a dictionary access, so each character is
asked for once per process. Where a character has several readings, a few tables say which one surnames and common words
take.
"""

import unicodedata
from itertools import product

from kehu.foundation.search import heteronyms
from kehu.foundation.values.folding import simplify


class _Syllables(dict[str, str]):
    """First reading of each character met so far; a character without one stands for itself."""

    def __missing__(self, char: str) -> str:
        from pypinyin.constants import PINYIN_DICT  # a quarter of a second that most processes never need

        reading = heteronyms.USUAL.get(char) or PINYIN_DICT.get(ord(char), char).split(",")[0]
        plain = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v"))
        plain = plain.replace("u\u0308", "v").replace("ê", "e")
        self[char] = syllable = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
        return syllable


_SYLLABLES = _Syllables()


def syllables(text: str) -> list[str]:
    """One syllable per character: 重庆 is `["chong", "qing"]`. `ü` is written `v`; other characters stand for
    themselves.
    """
    simple = simplify(text)
    found = [_SYLLABLES[char] for char in text]
    if not heteronyms.TRIGGERS.isdisjoint(simple):
        for match in heteronyms.WORDS_PATTERN.finditer(simple):
            found[match.start() : match.end()] = heteronyms.WORDS[match[0]]
    return found


def person_syllables(name: str) -> list[str]:
    """The syllables of a person's Chinese name, the surname read as a surname: 单伟 is `["shan", "wei"]`."""
    return person_readings(name)[0]


def person_readings(name: str, limit: int = 4) -> list[list[str]]:
    """Ways to read a person's Chinese name, the right one first, then those by which others might look for it."""
    simple = simplify(name)
    base = [_SYLLABLES[char] for char in name]
    if heteronyms.PERSONAL.isdisjoint(simple):
        return [base]
    choices = [[syllable] for syllable in base]
    if surname := heteronyms.COMPOUND_SURNAMES.get(simple[:2]):
        choices[:2] = [[syllable] for syllable in surname]
    elif readings := heteronyms.SURNAMES.get(simple[:1]):
        choices[0] = list(dict.fromkeys((*readings, base[0])))
    for place in range(2 if surname else 1, len(choices)):
        choices[place] += [r for r in heteronyms.GIVEN.get(simple[place], ()) if r not in choices[place]]
    return [list(reading) for reading, _ in zip(product(*choices), range(limit), strict=False)]
