"""What is typed into a cell of the grid, read; and how a value is written into its cell.

Both directions are pure, so that they can be tried by hand: whatever is printed here is read back as the same value.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from kehu.foundation.refusals import Refusal

MOST = Decimal(10) ** 9
_SIGNS = "¥￥$€£元"
_DISCOUNT = re.compile(
    r"(?:(?P<percent>[\d.,]+)\s*%)?\s*(?:-\s*(?P<off>[\d.,]+))?|(?P<plain>[\d.,]+)|(?P<zhe>[\d.]{1,4})\s*折"
)


class Unreadable(Refusal):
    """What was typed is no value for this cell."""


def number(text: str, *, places: int, least: Decimal | None = None, most: Decimal = MOST) -> Decimal:
    """“1,200.5”, “１２００” or “¥ 1200” as a number with at most `places` digits after the point. Raises Unreadable."""
    plain = unicodedata.normalize("NFKC", text).strip().strip(_SIGNS).replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    plain = plain.replace("，", "")
    try:
        if not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", plain):
            raise InvalidOperation
        value = Decimal(plain)
    except InvalidOperation:
        raise Unreadable(_("“%(text)s” is not a number.") % {"text": text[:40]}) from None
    if value != round(value, places):
        raise Unreadable(_("At most %(count)s digits after the point.") % {"count": places})
    if least is not None and value < least:
        raise Unreadable(_("Not less than %(least)s.") % {"least": shown(least)})
    if abs(value) > most:
        raise Unreadable(_("Not more than %(most)s.") % {"most": shown(most)})
    return value


def percent(text: str) -> Decimal:
    """“13” or “13%”, between 0 and 100."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%")
    return number(plain or "0", places=3, least=Decimal(0), most=Decimal(100))


def discount(text: str) -> tuple[Decimal, Decimal]:
    """(percent, amount) of “10%”, “10”, “-500”, “10% -500”, and of “85折”, which leaves 85 percent to pay."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for sign in _SIGNS:
        plain = plain.replace(sign, "")
    if not plain:
        return Decimal(0), Decimal(0)
    found = _DISCOUNT.fullmatch(plain)
    if found is None:
        raise Unreadable(_("“%(text)s” is no discount: write 10%% or -500.") % {"text": text[:40]})
    if found["zhe"]:
        left = number(found["zhe"], places=2, least=Decimal(0), most=Decimal(100))
        return 100 - (left * 10 if left <= 10 else left), Decimal(0)
    given = found["percent"] or found["plain"]
    share = number(given, places=4, least=Decimal(0), most=Decimal(100)) if given else Decimal(0)
    off = number(found["off"], places=2, least=Decimal(0)) if found["off"] else Decimal(0)
    return share, off


def shown(value: Decimal | None) -> str:
    """A number as a cell holds it: no separators, no zeros at the end."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def shown_discount(share: Decimal, off: Decimal) -> str:
    parts = [f"{shown(share)}%"] if share else []
    return " ".join([*parts, f"-{shown(off)}"] if off else parts)
