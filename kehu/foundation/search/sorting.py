"""The key by which names stand in a list: Chinese ones by pinyin among the others by alphabet, as in a phone book.

The database compares by code point (the embedded PostgreSQL has no ICU), so the key is stored in a column beside the
name and compared byte by byte.
"""

from functools import lru_cache

from kehu.foundation.search.pinyin import person_syllables, syllables
from kehu.foundation.values.folding import ALL_HAN, HAN, fold, has_han

LONGEST = 80
"""Characters of a key; names that are alike for so long keep the order in which they were made."""
_LONGEST_PERSON = 4


def sort_key(name: str) -> str:
    """王伟 is `wang 王 wei 伟`: by sound, among equal sounds by character, a shorter syllable first (xi before xian).

    A Chinese name of up to four characters is read as a person's (单 is shan). Capitals, accents and full-width letters
    do not count.
    """
    if name.isascii():
        return name.casefold()[:LONGEST].strip()
    return _mixed(name) if has_han(name) else fold(name)[:LONGEST].strip()


@lru_cache(maxsize=20_000)
def _mixed(name: str) -> str:
    person = len(name) <= _LONGEST_PERSON and ALL_HAN.match(name)
    head = name[:LONGEST]
    sounds = person_syllables(head) if person else syllables(head)
    parts = [
        f" {sound} {char} " if HAN.match(char) else fold(char) if char.isalnum() else " "
        for char, sound in zip(head, sounds, strict=True)
    ]
    return " ".join("".join(parts).split())[:LONGEST].strip()
