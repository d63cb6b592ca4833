"""Money: an amount and its currency, which never part. Amounts are decimal; floats are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_compact_currency, format_currency, get_currency_precision, list_currencies

_LARGEST = Decimal(10) ** 16


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies cannot be added or compared without a dated rate."""


@cache
def _known_currencies() -> frozenset[str]:
    return frozenset(list_currencies("en"))


@cache
def _quantum(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` of `currency` (ISO 4217). Raises ValueError for an unknown currency, TypeError for a float."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool | float):
            raise TypeError("amounts are Decimal, int or str, never float")
        amount = Decimal(self.amount)
        if not amount.is_finite():
            raise ValueError("an amount is a number")
        if self.currency not in _known_currencies():
            raise ValueError(f"unknown currency {self.currency!r}")
        object.__setattr__(self, "amount", amount)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if isinstance(factor, float):
            raise TypeError("multiply money by Decimal or int")
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def rounded(self) -> "Money":
        """To the smallest unit of the currency, half away from zero."""
        with localcontext(prec=60):
            return Money(self.amount.quantize(_quantum(self.currency), ROUND_HALF_UP), self.currency)

    def allocate(self, weights: Sequence[int | Decimal]) -> list["Money"]:
        """Shares in proportion to `weights` that add up to exactly this amount, rounded to the smallest unit.

        What rounding leaves over goes to the largest remainders, earlier shares first. Raises ValueError for negative
        weights, for weights that are all zero, and for an amount finer than the smallest unit.
        """
        if not weights or any(weight < 0 for weight in weights) or not sum(weights):
            raise ValueError("weights are not negative and at least one is positive")
        with localcontext(prec=60):
            units = self.amount / _quantum(self.currency)
            if units != units.to_integral_value():
                raise ValueError("round the amount first")
            total, whole = sum(Decimal(weight) for weight in weights), abs(int(units))
            # Fractions, so that equal remainders are equal and not apart by the last digit of a division.
            exact = [Fraction(whole) * Fraction(weight) / Fraction(total) for weight in weights]
            shares = [int(share) for share in exact]
            by_remainder = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
            for i in [i for i in by_remainder if weights[i]][: whole - sum(shares)]:
                shares[i] += 1
            sign = -1 if units < 0 else 1
            return [Money(sign * share * _quantum(self.currency), self.currency) for share in shares]

    def split(self, parts: int) -> list["Money"]:
        """`parts` shares as equal as the smallest unit allows."""
        return self.allocate([1] * parts)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def display(money: Money, language: str = "en") -> str:
    """`¥1,234.50`, as the language writes amounts."""
    return str(format_currency(money.amount, money.currency, locale=_locale(language)))


def display_short(money: Money, language: str = "en") -> str:
    """`¥1.2万`, `¥3.45亿`, `CN¥12.3K`: three significant figures for tiles and charts."""
    magnitude = abs(money.amount)
    if magnitude < (10_000 if language.startswith("zh") else 1_000):
        return display(money.rounded(), language)
    step = 4 if language.startswith("zh") else 3
    lead = (magnitude.adjusted() % step) + 1
    amount = money.amount.quantize(Decimal(1).scaleb(magnitude.adjusted() - 2), ROUND_HALF_UP)
    return str(
        format_compact_currency(amount, money.currency, locale=_locale(language), fraction_digits=max(0, 3 - lead))
    ).replace("\xa0", "")


_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def capitals(amount: Decimal) -> str:
    """Yuan in capital characters as cheques and contracts require: 123 is 壹佰贰拾叁元整, 1409.50 is
    壹仟肆佰零玖元伍角.

    The amount is rounded to the fen. Raises ValueError from ten quadrillion up.
    """
    with localcontext(prec=60):
        rounded = abs(Decimal(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if rounded >= _LARGEST:
        raise ValueError("too large to write out")
    sign = "负" if amount < 0 and rounded else ""
    yuan, cents = divmod(int(rounded * 100), 100)
    jiao, fen = divmod(cents, 10)
    text = _integer(yuan) + "元" if yuan else ""
    if not cents:
        return sign + (text or "零元") + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        text += "零"
    text += _CAPITALS[jiao] + "角" if jiao else ""
    return sign + text + (_CAPITALS[fen] + "分" if fen else "")


def _integer(number: int) -> str:
    """A positive whole number in capital characters, in groups of four: 万, 亿, 万亿."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, skipped = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group:
            bridge = "零" if text and (skipped or group < 1000) else ""
            text += bridge + _group(group) + ("", "万", "亿", "万")[place]
        skipped = not group
        if place == 3 and not groups[2]:
            text += "亿"
    return text


def _group(group: int) -> str:
    text, gap = "", False
    for unit, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = group // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _CAPITALS[digit] + name
            gap = False
        else:
            gap = True
    return text
