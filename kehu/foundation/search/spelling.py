"""How the words of a command may be typed: as they stand, in pinyin, and by its initials."""

from functools import lru_cache

from kehu.foundation.search.pinyin import syllables
from kehu.foundation.values.folding import simplify


@lru_cache(maxsize=4000)
def spelt(text: str) -> str:
    """`text` in lower case, and for Chinese its pinyin whole and by initials: 移入回收站 → … yiruhuishouzhan yrhsz."""
    plain = simplify(text.lower())
    if plain.isascii():
        return plain
    read = [one for one in syllables(plain) if one.strip() and one.isalnum()]
    return f"{plain} {''.join(read)} {''.join(one[0] for one in read)}"


def fits(typed: str, *texts: str) -> bool:
    """Whether each word typed occurs in how the texts are spelt."""
    spelling = " ".join(spelt(text) for text in texts if text)
    return all(word in spelling for word in simplify(typed.lower()).split())
