"""The comparison form of a person's name: one key for 张伟, 張偉, Zhang Wei and Wei Zhang."""

from functools import lru_cache

from kehu.foundation.search.pinyin import person_syllables
from kehu.foundation.values import names
from kehu.foundation.values.folding import ALL_HAN, APOSTROPHES, PIECES, fold, has_han
from kehu.foundation.values.name_words import PINYIN_SURNAMES


@lru_cache(maxsize=50_000)
def person_key(name: str) -> str:
    """Folded words in alphabetical order, without titles; Chinese names by their pinyin, surname and given name.

    张晓明, Zhang Xiao Ming and Xiaoming ZHANG give `xiaoming zhang`; Smith, John and John Smith give `john smith`. A
    text without letters gives an empty key.
    """
    parts = names.parse(name)
    if parts.east_asian and has_han(name):
        words = [_spoken(parts.family), _spoken(parts.given)]
        if parts.family:  # 欧阳修 must be read as a whole, to know its surname
            syllables = person_syllables(parts.family + parts.given)
            size = len(parts.family)
            words = ["".join(syllables[:size]), "".join(syllables[size:])]
        return " ".join(sorted(word for word in words if word))
    family, given = _words(parts.family), _words(parts.given)
    if "".join(family) in PINYIN_SURNAMES:
        given = ["".join(given)]
    return " ".join(sorted(word for word in (*family, *given) if word))


def _spoken(text: str) -> str:
    return "".join(person_syllables(text)) if ALL_HAN.match(text) else "".join(_words(text))


def _words(text: str) -> list[str]:
    return [
        "".join(person_syllables(w)) if has_han(w) else w for w in PIECES.findall(fold(text).translate(APOSTROPHES))
    ]
