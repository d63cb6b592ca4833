"""The terms of a contract as they were agreed, and what one version changed of another."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kehu.contracts.models import Contract, ContractLine, ContractVersion
from kehu.foundation.ui.formats import show_date, show_money, show_number

DAYS = ("starts_on", "ends_on")
FIGURES = ("amount", "tax_amount")
NUMBERS = ("renewal_months", "notice_days")
TERMS = ("our_party", "their_party", *DAYS, "renews", *NUMBERS, *FIGURES)
"""What is agreed. While a contract is a draft these are its fields; later they change by an amendment alone."""


@dataclass(frozen=True)
class Difference:
    """One thing that changed: its label, and both values as text; `old` is empty for what was added."""

    label: str
    old: str
    new: str


def terms_of(contract: Contract) -> dict[str, str]:
    """The terms as plain text, to be frozen."""
    return {key: _frozen(getattr(contract, key)) for key in TERMS}


def thawed(key: str, value: str) -> Any:
    """A frozen term as the contract's field takes it."""
    if key in DAYS:
        return date.fromisoformat(value) if value else None
    if key in FIGURES:
        return Decimal(value or 0)
    if key in NUMBERS:
        return int(value or 0)
    return value == "yes" if key == "renews" else value


def label_of(key: str) -> str:
    """What a field of a contract is called."""
    return str(getattr(Contract._meta.get_field(key), "verbose_name", key))


def freeze(value: Any) -> str:
    return _frozen(value)


def differences(version: ContractVersion) -> list[Difference]:
    """What the version changes of the one before it: terms first, then lines by their names. Empty for the first."""
    former = version.contract.versions.filter(number__lt=version.number).exclude(state="rejected").first()
    if former is None:
        return []
    found = _of_terms(former.terms or terms_of(version.contract), version.terms, version.contract)
    return found + _of_lines(list(former.lines.all()), list(version.lines.all()), version.contract.currency)


def _of_terms(old: dict[str, str], new: dict[str, str], contract: Contract) -> list[Difference]:
    found = []
    for key in TERMS:
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            found.append(Difference(label_of(key), _shown(key, before, contract), _shown(key, after, contract)))
    return found


def _of_lines(old: list[ContractLine], new: list[ContractLine], currency: str) -> list[Difference]:
    """A line is the same if it has the same code, else the same name."""
    before, after = {_key(one): one for one in old}, {_key(one): one for one in new}
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        texts = _line(was, currency), _line(now, currency)
        if texts[0] != texts[1]:
            found.append(Difference((now or was).name, *texts))  # type: ignore[union-attr]
    return found


def _key(line: ContractLine) -> str:
    return line.code or line.name


def _line(line: ContractLine | None, currency: str) -> str:
    if line is None:
        return ""
    return _("%(quantity)s %(unit)s × %(price)s, discount %(discount)s%%, tax %(tax)s%% = %(gross)s") % {
        "quantity": show_number(line.quantity.normalize()), "unit": line.unit,
        "price": show_money(line.unit_price, currency), "discount": show_number(line.discount.normalize()),
        "tax": show_number(line.tax_rate.normalize()), "gross": show_money(line.gross, currency),
    }  # fmt: skip


def _frozen(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _shown(key: str, value: str, contract: Contract) -> str:
    if key in FIGURES:
        return show_money(Decimal(value or 0), contract.currency)
    if key in DAYS:
        return show_date(thawed(key, value)) if value else ""
    if key == "renews":
        return _("Yes") if value == "yes" else _("No")
    return value
