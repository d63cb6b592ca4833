"""Names of persons: told apart into family and given name, and shown again in the order their own language uses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from kehu.foundation.values import name_words as words
from kehu.foundation.values.folding import ALL_HAN, halfwidth, has_han, simplify

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af〇·]+\Z")
_DOTS = str.maketrans("•・‧･．", "·····")
_CHINESE_TITLE = re.compile(
    f"(?P<name>.+?)\\s*(?P<title>{'|'.join(sorted(words.CHINESE_TITLES, key=len, reverse=True))})\\Z"
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """Parts of a name. A name that has no family part (买买提·吐尔逊, Madonna) stands in `given`."""

    family: str = ""
    given: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def east_asian(self) -> bool:
        """True if the family name comes first and no blank is written between the parts."""
        return bool(_EAST_ASIAN.match(self.family + self.given))

    @property
    def full(self) -> str:
        """Family and given name in the order of the name's own language, without titles; pinyin as Chinese."""
        if self.east_asian:
            return self.family + self.given
        if _is_pinyin(self.family, self.given):
            return f"{self.family} {self.given}"
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    @property
    def sort_key(self) -> str:
        """Family name first in every script."""
        return self.full if self.east_asian else " ".join(p for p in (self.family, self.given) if p).casefold()


@lru_cache(maxsize=20_000)
def parse(text: str) -> PersonName:
    """A full name as typed, with titles, in Chinese or Western order. Empty text gives empty parts."""
    plain = " ".join(halfwidth(text).translate(_DOTS).split())
    if not plain:
        return PersonName()
    if has_han(plain) or _EAST_ASIAN.match(plain.replace(" ", "")):
        return _east_asian(plain)
    return _western(plain)


def _east_asian(plain: str) -> PersonName:
    name, title = plain, ""
    if plain in words.CHINESE_TITLES:
        return PersonName(given=plain)
    match = _CHINESE_TITLE.match(plain)
    # 王总 is a surname and a title; 李总明 is a person called 总明.
    if match and (match["title"] != "总" or _is_surname(match["name"])):
        name, title = match["name"], match["title"]
    tokens = name.split()
    if len(tokens) == 2 and _EAST_ASIAN.match(tokens[0] + tokens[1]) and len(tokens[0]) <= 2 and "·" not in name:
        return PersonName(family=tokens[0], given=tokens[1], prefix=title)
    if not _EAST_ASIAN.match("".join(tokens)):
        return _mixed(tokens, title)
    joined = "".join(tokens)
    if "·" in joined or not (ALL_HAN.match(joined) or "\uac00" <= joined[0] <= "\ud7af") or len(joined) > 5:
        return PersonName(given=joined, prefix=title)
    size = _surname_length(joined)
    if len(joined) == 1 or (len(joined) == size and not title and size == 1):
        return PersonName(family=joined if title else "", given="" if title else joined, prefix=title)
    return PersonName(family=joined[:size], given=joined[size:], prefix=title)


def _mixed(tokens: list[str], title: str) -> PersonName:
    """`Peter 陈` and `陈 Peter`: the Chinese part is the family name if it is one, else everything stays together."""
    han = [token for token in tokens if has_han(token)]
    rest = [token for token in tokens if not has_han(token)]
    if len(han) == 1 and rest and _is_surname(han[0]):
        return PersonName(family=han[0], given=" ".join(rest), prefix=title)
    return PersonName(given=" ".join(tokens), prefix=title)


def _surname_length(name: str) -> int:
    simple = simplify(name)
    return next((size for size in (4, 2) if simple[:size] in words.COMPOUND_SURNAMES), 1)


def _is_surname(text: str) -> bool:
    return len(text) == 1 or simplify(text) in words.COMPOUND_SURNAMES


def _western(plain: str) -> PersonName:
    before, comma, after = plain.partition(",")
    suffixes: list[str] = []
    if comma:
        tail = [part.strip() for part in after.split(",")]
        suffixes = [part for part in tail if _bare(part) in words.SUFFIXES]
        rest = " ".join(part for part in tail if _bare(part) not in words.SUFFIXES)
        prefix, given = _take_prefix(rest.split())
        if given:
            early, family = _take_prefix(before.split())
            family, late = _take_suffix(family)
            given, last = _take_suffix(given)
            return _assembled(prefix or early, given, family, [*late, *last, *suffixes])
        plain = before
    prefix, tokens = _take_prefix(plain.split())
    tokens, late = _take_suffix(tokens)
    given_words, family_words = _split_western(tokens, bool(prefix))
    return _assembled(prefix, given_words, family_words, [*late, *suffixes])


def _assembled(prefix: list[str], given: list[str], family: list[str], suffix: list[str]) -> PersonName:
    return PersonName(" ".join(family), " ".join(given), " ".join(prefix), " ".join(suffix))


def _bare(word: str) -> str:
    return word.replace(".", "").casefold()


def _take_prefix(tokens: list[str]) -> tuple[list[str], list[str]]:
    size = 0
    while size < len(tokens) - 1 and _bare(tokens[size]) in words.PREFIXES:
        size += 1
    return tokens[:size], tokens[size:]


def _take_suffix(tokens: list[str]) -> tuple[list[str], list[str]]:
    size = len(tokens)
    while size > 1 and _bare(tokens[size - 1]) in words.SUFFIXES:
        size -= 1
    return tokens[:size], tokens[size:]


def _split_western(tokens: list[str], titled: bool) -> tuple[list[str], list[str]]:
    """Given and family words of a Western name, which may begin with the family name in capitals or in pinyin."""
    if len(tokens) < 2:
        return ([], tokens) if titled else (tokens, [])
    loud = [len(token) > 1 and token.isupper() for token in tokens]
    if loud[0] and not loud[-1]:
        size = loud.index(False)
        return tokens[size:], tokens[:size]
    if loud[-1] and not loud[0]:
        size = len(loud) - loud[::-1].index(False)
        return tokens[:size], tokens[size:]
    first = tokens[0].casefold()
    if _pinyin_family_first(tokens):
        return tokens[1:], tokens[:1]
    cut = len(tokens) - 1
    for place in range(1, len(tokens) - 1):
        if tokens[place] in words.PARTICLES or (
            tokens[place].casefold() in words.CAPITAL_PARTICLES and first not in words.VIETNAMESE_SURNAMES
        ):
            cut = place
            break
    return tokens[:cut], tokens[cut:]


def _is_pinyin(family: str, given: str) -> bool:
    plain = given.casefold().replace(" ", "")
    return family.casefold() in words.PINYIN_SURNAMES and words.PINYIN_WORD.match(plain) is not None


def _pinyin_family_first(tokens: list[str]) -> bool:
    """True for `Zhang Xiaoming` and `Zhang Xiao Ming`; of two surnames (`Li Wei`) the commoner is the family name."""
    if len(tokens) not in (2, 3) or not _is_pinyin(tokens[0], " ".join(tokens[1:])):
        return False
    ranks = words.PINYIN_SURNAMES
    last = ranks.get(tokens[-1].casefold(), len(ranks)) if len(tokens) == 2 else len(ranks)
    return ranks[tokens[0].casefold()] < last


def display(family: str, given: str) -> str:
    """One line for the two parts, in the order of the script they are written in."""
    return PersonName(family=family.strip(), given=given.strip()).full


def initials(name: PersonName | str) -> str:
    """One or two characters for an avatar: the last two of a Chinese name, first letters of a Western one."""
    if isinstance(name, str):
        name = parse(name)
    if name.east_asian:
        whole = name.full.replace("·", "")
        return name.given[-2:] if len(name.given) >= 2 and "·" not in name.given else whole[-2:]
    given, family = name.given.split(), [w for w in name.family.split() if w not in words.PARTICLES]
    letters = [part[0][0] for part in (given, family) if part]
    if not family and len(given) > 1:
        letters.append(given[-1][0])
    return "".join(letters).upper()


def salutation(name: PersonName, language: str = "en", sex: str = "") -> str:
    """How a letter begins: `Dear Mr Smith`, `尊敬的张先生`. `sex` is "male", "female", or unknown: the full name."""
    if language.startswith("zh"):
        return "尊敬的" + _chinese_form(name, sex)
    if not (name.family or name.given):
        return "Dear Sir or Madam"
    title = words.ENGLISH_TITLE_OF.get(name.prefix, "" if has_han(name.prefix) else name.prefix)
    title = title or {"male": "Mr", "female": "Ms"}.get(sex, "")
    if title and name.family:
        return f"Dear {title} {name.family}"
    return f"Dear {name.full}"


def _chinese_form(name: PersonName, sex: str) -> str:
    if not (name.family or name.given):
        return "客户"
    title = name.prefix if name.prefix in words.CHINESE_TITLES else words.CHINESE_TITLE_OF.get(_bare(name.prefix), "")
    title = title or {"male": "先生", "female": "女士"}.get(sex, "")
    called = name.family if name.family and title else name.full
    return called + title if name.east_asian or not title else f"{called}{title}"
