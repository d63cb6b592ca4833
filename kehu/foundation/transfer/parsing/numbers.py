"""Numbers and amounts of money as people type them: 1,234.50, 1.234,50, ￥3.2万, (500), 1亿元, US$ 20k."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.parsing.problems import Problem, shown

LONGEST = 60
LARGEST = Decimal(10) ** 18

SCALES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "萬": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "億": 10**8, "百亿": 10**10, "万亿": 10**12, "k": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "b": 10**9,
    "bn": 10**9, "w": 10**4, "": 1,
}  # fmt: skip
CURRENCIES = {
    "¥": "CNY", "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "人民币": "CNY", "元": "CNY", "圆": "CNY", "元人民币": "CNY",
    "yuan": "CNY", "$": "USD", "us$": "USD", "usd": "USD", "美元": "USD", "美金": "USD", "€": "EUR", "eur": "EUR",
    "欧元": "EUR", "£": "GBP", "gbp": "GBP", "英镑": "GBP", "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "港元": "HKD",
    "nt$": "TWD", "twd": "TWD", "新台币": "TWD", "jpy": "JPY", "日元": "JPY", "円": "JPY", "jp¥": "JPY", "chf": "CHF",
    "mop": "MOP", "澳门元": "MOP", "sgd": "SGD", "s$": "SGD", "aud": "AUD", "cad": "CAD", "krw": "KRW", "₩": "KRW",
    "inr": "INR", "₹": "INR",
}  # fmt: skip

_SHAPE = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<before>[^\d.,()+-]{0,8})(?P<sign2>[+-])?(?P<digits>\d[\d.,' ]*|[.,]\d+)"
    r"(?P<after>[^\d()+-]{0,10})(?P<sign3>-)?(?P<close>\))?"
)


@dataclass(frozen=True)
class Money:
    """An amount and its ISO 4217 currency, None where the cell names none."""

    amount: Decimal
    currency: str | None = None


def decimal_sign_of(values: Iterable[str | None], preferred: str = ".") -> str:
    """Whether a column writes '.' or ',' before the decimals; `preferred` where nothing in it tells."""
    votes = {".": 0, ",": 0}
    for value in values:
        if not value or not (match := re.search(r"\d[\d.,]*\d", unicodedata.normalize("NFKC", value[:LONGEST]))):
            continue
        digits = match.group()
        last = max(digits.rfind("."), digits.rfind(","))
        if last < 0:
            continue
        sign, other = digits[last], "," if digits[last] == "." else "."
        if other in digits:
            votes[sign] += 2
        elif digits.count(sign) > 1:
            votes[other] += 2
        elif len(digits) - last - 1 != 3 or digits.startswith("0"):
            votes[sign] += 1
    return preferred if votes["."] == votes[","] else max(votes, key=lambda sign: votes[sign])


def parse_number(text: str | None, decimal_sign: str = ".") -> Decimal | Problem | None:
    """The number in a cell, exact; None if empty. A currency is ignored, a percent sign divides by a hundred."""
    found = _amount(text, decimal_sign)
    if found is None or isinstance(found, Problem):
        return found
    return found.amount


def parse_money(text: str | None, decimal_sign: str = ".") -> Money | Problem | None:
    """The amount in a cell with its currency, exact; None if empty."""
    return _amount(text, decimal_sign)


def _amount(text: str | None, decimal_sign: str) -> Money | Problem | None:
    if not text or not text.strip() or text.strip() in ("-", "--", "—", "/"):
        return None
    problem = Problem(_("“%(value)s” is not a number."), {"value": shown(text.strip())})
    tidy = re.sub(r"[\s\u00a0\u202f]+", " ", unicodedata.normalize("NFKC", text[:LONGEST])).strip(" '\"")
    tidy = tidy.replace("\u2212", "-").replace("’", "'")
    if re.fullmatch(r"[+-]?\d(\.\d+)?[eE][+-]?\d{1,2}", tidy) and abs(Decimal(tidy)) < LARGEST:
        return Money(Decimal(tidy))
    match = _SHAPE.fullmatch(tidy) if len(text) <= LONGEST else None
    if not match or bool(match["open"]) != bool(match["close"]):
        return problem
    number = _digits(match["digits"], decimal_sign)
    scale_currency = _scale_and_currency(match["before"], match["after"])
    if number is None or scale_currency is None:
        return problem
    scale, currency = scale_currency
    negative = any(match[part] == "-" for part in ("sign", "sign2", "sign3")) or bool(match["open"])
    number = number * scale * (-1 if negative else 1)
    return Money(number, currency) if abs(number) < LARGEST else problem


def _digits(digits: str, decimal_sign: str) -> Decimal | None:
    grouping = "," if decimal_sign == "." else "."
    plain = digits.replace(" ", "").replace("'", "")
    whole, _sign, part = plain.rpartition(decimal_sign) if plain.count(decimal_sign) == 1 else (plain, "", "")
    if grouping in part or decimal_sign in whole:
        return None
    groups = whole.split(grouping)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 4 or any(len(group) not in (2, 3, 4) for group in groups[1:])):
        return None  # 1,5 in a column of decimal points is no fifteen
    try:
        return Decimal(("".join(groups) or "0") + "." + (part or "0")).normalize() + 0
    except InvalidOperation:
        return None


def _scale_and_currency(before: str, after: str) -> tuple[Decimal, str | None] | None:
    before, after = before.strip().lower(), after.strip().lower()
    if before and before not in CURRENCIES:
        return None
    currency = CURRENCIES.get(before)
    if after == "%":
        return Decimal("0.01"), currency
    after = after.removesuffix("整").removesuffix("正").strip()
    for length in range(min(len(after), 3), -1, -1):
        unit = after[length:].strip()
        if after[:length] in SCALES and (not unit or unit in CURRENCIES):
            return Decimal(SCALES[after[:length]]), currency or CURRENCIES.get(unit)
    return None
