"""Postal addresses: Chinese ones run from large to small on one line, Western ones from small to large on several."""

import re
from dataclasses import dataclass, fields
from functools import cache

from babel import Locale, UnknownLocaleError

from kehu.foundation.values.chinese_places import CITIES, MUNICIPALITIES, PROVINCE_OF, PROVINCES
from kehu.foundation.values.folding import has_han, simplify

_LOOSE = " \t\r\n\u3000\u00a0,，、;；(（"
_GAP = re.compile(r"[\s,，、;；]*")
_COUNTRY = re.compile(
    r"(?:中华人民共和国|中国|PRC|China)(?![\u4e00-\u9fff]{0,4}(?:路|街|银行|石化|移动|电信|联通))", re.IGNORECASE
)
_POSTCODE_FIRST = re.compile(r"\s*(?:邮政编码|邮编)?[:：]?\s*([0-8]\d{5})(?=[\s,，]|\Z)", re.ASCII)
_POSTCODE_LAST = re.compile(r"[\s,，(（]+(?:邮政编码|邮编|P\.?C\.?)?[:：]?\s*([0-8]\d{5})\s*[)）]?\s*\Z", re.ASCII)
_DISTRICT = re.compile(
    r"(?![区县旗市])(?:(?![路街道巷弄号镇乡村里楼栋室园厦])[\u4e00-\u9fff]){0,12}?"
    r"(?:自治县|自治旗|工业园区|产业园区|开发区|高新区|新区|林区|特区|(?<![小社校院厂库园景])区|县|旗|(?<!城)(?<!超)市(?!场))"
)
# 南京路, 北京东路, 中山大道, 上海大厦: the name of a place that names a road or a house instead.
_ROAD = re.compile(
    r"(?:[东西南北中前后上下新老]?[一二三四五六七八九十]?[东西南北中]?)"
    r"(?:路|街|大道|道|巷|弄|胡同|桥|广场|大厦|饭店|酒店|宾馆|花园|花苑|小区|新村|公寓|大学|学院|医院|公园|站|镇|乡|村|银行|会馆|城)"
)
_POSTCODE_BEFORE_CITY_TEXT = "DE AT CH FR ES IT NL BE DK SE NO FI PL CZ PT GR HU"
_POSTCODE_BEFORE_CITY = frozenset(_POSTCODE_BEFORE_CITY_TEXT.split())
_ANY_CITY = {**PROVINCE_OF, **{m: m for m in MUNICIPALITIES}}
_LARGE_TO_SMALL = frozenset({"CN", "TW", "HK", "MO"})


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of an address. `country` is an ISO 3166 code; `street` holds everything finer than the district."""

    country: str = ""
    region: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self) if f.name != "country")

    @property
    def chinese(self) -> bool:
        """True if the parts are written in Chinese, which decides the order they are shown in."""
        return has_han(self.region + self.city + self.district + self.street)


def parse_chinese(line: str, country: str = "CN") -> Address:
    """Province, city and district of a Chinese address line; the rest stays as typed in `street`.

    Short and traditional names are completed (`廣東深圳` is 广东省 深圳市); what is not recognised is left in `street`,
    so nothing typed is lost, and parsing the formatted result gives the same address.
    """
    rest, postcode = _postcode(_within_china(line.strip(_LOOSE)))
    rest = _within_china(rest)
    region, rest = _province(rest)
    city, rest = _city(region, rest)
    region = region or PROVINCE_OF.get(city, "") or (city if city in MUNICIPALITIES else "")
    while city and rest.startswith("市辖区"):
        rest = _skip(rest, 3)
    district, rest = _district(rest, anchored=bool(region or city))
    return Address(country, region, city, district, rest.strip(_LOOSE), postcode)


def _within_china(text: str) -> str:
    while match := _COUNTRY.match(text):
        text = _skip(text, match.end())
    return text


def _skip(text: str, start: int) -> str:
    gap = _GAP.match(text, start)
    return text[gap.end() if gap else start :]


def _postcode(text: str) -> tuple[str, str]:
    if match := _POSTCODE_LAST.search(text):
        return text[: match.start()], match[1]
    if match := _POSTCODE_FIRST.match(text):
        return _skip(text, match.end()), match[1]
    return text, ""


def _leading(text: str, names: dict[str, str]) -> tuple[str, int]:
    """The longest of `names` that the text begins with, and its length."""
    simple = simplify(text[:12])
    for size in range(min(len(simple), 12), 1, -1):
        if full := names.get(simple[:size]):
            return full, size
    return "", 0


def _province(text: str) -> tuple[str, str]:
    full, size = _leading(text, PROVINCES)
    tail = simplify(text[size : size + 12])
    complete = simplify(text[:size]) == full
    if not full or (
        not complete and (_ROAD.match(tail) or tail[:1] in ("市", "县", "区", "州") or tail.startswith("藏族"))
    ):
        return "", text
    return full, _skip(text, size)


def _city(region: str, text: str) -> tuple[str, str]:
    names = CITIES[region] if region else _ANY_CITY
    name, size = _leading(text, names)
    if region in MUNICIPALITIES:
        while simplify(text[:3]) in (region, "市辖区"):
            text = _skip(text, 3)
        return region, text
    if not name:
        return "", text
    if region:
        full = names[simplify(text[:size])]
    else:
        full = CITIES[PROVINCE_OF[simplify(text[:size])]][simplify(text[:size])] if name not in MUNICIPALITIES else name
    tail = simplify(text[size : size + 14])
    if simplify(text[:size]) == full:
        return full, _skip(text, size)
    if full.endswith("自治州") and tail.startswith("州"):
        return full, _skip(text, size + 1)
    if not full.endswith("市") and tail[:1] in ("市", "县"):
        return full, text  # 大理市 is a county of the prefecture of Dali
    district = _DISTRICT.match(_skip(tail, 0))
    if _ROAD.match(tail) or tail[:1] in ("县", "区", "州") or not (region or (district and len(district[0]) > 2)):
        return "", text
    return full, _skip(text, size)


def _district(text: str, *, anchored: bool) -> tuple[str, str]:
    """A leading district or county; without a known province or city before it, only one with a plain ending."""
    match = _DISTRICT.match(simplify(text))
    if not match or (not anchored and (len(match[0]) > 6 or len(match[0]) < 3)):
        return "", text
    return match[0], _skip(text, match.end())


def one_line(address: Address, *, home: str = "CN", language: str = "zh-hans") -> str:
    """Large to small on one line, postcode last: `广东省深圳市南山区科苑路1号 518057`; the country unless `home`."""
    if not address.chinese:
        return ", ".join(lines(address, home=home, language=language))
    city = "" if address.city == address.region else address.city
    # 昆山市 + 场北路 would read as a market; nothing else changes its meaning by standing together.
    gap = " " if address.district.endswith("市") and address.street.startswith("场") else ""
    text = f"{address.region}{city}{address.district}{gap}{address.street}"
    abroad = country_name(address.country, language) if address.country not in ("", home) else ""
    return " ".join(part for part in (abroad, text, address.postcode) if part)


def lines(address: Address, *, home: str = "CN", language: str = "en") -> list[str]:
    """The lines of an envelope: one for a Chinese address, small to large for a Western one."""
    if address.chinese and address.country in _LARGE_TO_SMALL | {""}:
        return [line for line in [one_line(address, home=home, language=language)] if line]
    place = _place_line(address)
    abroad = country_name(address.country, language) if address.country not in ("", home) else ""
    streets = [line.strip() for line in address.street.splitlines()]
    return [line for line in (*streets, address.district, *place, abroad) if line]


def _place_line(address: Address) -> list[str]:
    if address.country in _POSTCODE_BEFORE_CITY:
        return [" ".join(p for p in (address.postcode, address.city) if p), address.region]
    if address.country in ("GB", "IE"):
        return [address.city, address.region, address.postcode]
    state = " ".join(p for p in (address.region, address.postcode) if p)
    return [", ".join(p for p in (address.city, state) if p)]


def country_name(code: str, language: str = "en") -> str:
    """The country's name in a language, or its code where the language has none."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return str(locale.territories.get(code, code))


_ALSO = {
    "usa": "US", "us": "US", "u.s.a.": "US", "u.s.": "US", "america": "US", "uk": "GB", "u.k.": "GB",
    "great britain": "GB", "england": "GB", "korea": "KR", "south korea": "KR", "russia": "RU", "prc": "CN",
    "holland": "NL", "中华人民共和国": "CN", "美国": "US", "英国": "GB", "韩国": "KR",
}  # fmt: skip


def country_code(text: str) -> str:
    """The code of a country that is written as its code or its name, in English or Chinese; "" for what is none."""
    word = text.strip()
    if len(word) == 2 and word.isascii() and word.isalpha() and word.upper() in _countries().values():
        return word.upper()
    return _ALSO.get(word.casefold()) or _countries().get(word.casefold(), "")


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh_Hant", "zh_Hans", "en"):
        names = Locale.parse(language).territories
        found.update({str(name).casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()})
    return found
