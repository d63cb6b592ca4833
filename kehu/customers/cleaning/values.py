"""The plain fields of customers and contacts: a cleaner takes what was entered and gives what is stored, or refuses."""

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kehu.customers.cleaning.industries import industry_key
from kehu.customers.models import Contact, Customer
from kehu.foundation.refusals import Refusal

Cleaner = Callable[[Any], Any]

# Changed by a step with a story of its own, or derived; see `storing`.
_NOT_PLAIN = {
    "id", "created_at", "updated_at", "version", "deleted_at", "deleted_by", "owner", "team", "territory", "tier",
    "lifecycle_stage", "phone", "email", "country", "region", "city", "last_contact_at", "match_key", "custom",
    "created_by", "merged_into", "customer", "person", "name", "family_name", "given_name", "external_system",
    "external_id",
}  # fmt: skip
LONGEST_NOTE = 20_000


class ValueRefused(Refusal):
    """A value does not fit its field."""


@cache
def customer_cleaners() -> dict[str, Cleaner]:
    return _cleaners(Customer)


@cache
def contact_cleaners() -> dict[str, Cleaner]:
    return _cleaners(Contact)


def plain_text(value: Any, key: str, longest: int) -> str:
    """The text without blanks around it and without NUL, which PostgreSQL cannot hold."""
    found = "" if value is None else str(value).replace("\0", "").strip()
    if len(found) > longest:
        raise ValueRefused(_("At most %(count)s characters.") % {"count": longest}, field=key)
    return found


def chosen(value: Any, key: str, allowed: Iterable[str]) -> str:
    found = "" if value is None else str(value)
    if found and found not in allowed:
        raise ValueRefused(_("“%(value)s” is not one of the choices.") % {"value": found[:60]}, field=key)
    return found


def _cleaners(model: type[models.Model]) -> dict[str, Cleaner]:
    fields = [field for field in model._meta.local_fields if field.name not in _NOT_PLAIN]
    return {field.name: _SPECIAL.get(field.name) or _cleaner(field) for field in fields}


def _cleaner(field: Any) -> Cleaner:
    key = field.name
    if field.choices:
        allowed = frozenset(value for value, _label in field.choices)
        return lambda value: chosen(value, key, allowed)
    if isinstance(field, models.BooleanField):
        return lambda value: value in {True, "true", "True", "on", "1", "yes"}
    if isinstance(field, models.IntegerField):
        return lambda value: _whole_number(value, key)
    longest = getattr(field, "max_length", None) or LONGEST_NOTE
    return lambda value: plain_text(value, key, longest)


def _whole_number(value: Any, key: str, most: int = 2_000_000_000) -> int | None:
    if value in (None, ""):
        return None
    try:
        found = int(Decimal(str(value).replace(",", "").strip()))
    except (InvalidOperation, ValueError, OverflowError) as problem:
        raise ValueRefused(_("This must be a whole number."), field=key) from problem
    if not 0 <= found <= most:
        raise ValueRefused(_("This must be between 0 and %(most)s.") % {"most": most}, field=key)
    return found


def _amount(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        found = Decimal(str(value).replace(",", "").strip()).quantize(Decimal("0.01"))
    except InvalidOperation as problem:
        raise ValueRefused(_("This must be an amount of money."), field="annual_revenue") from problem
    if not found.is_finite() or abs(found) >= Decimal(10) ** 16:
        raise ValueRefused(_("This amount is too large."), field="annual_revenue")
    return found


def _several(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    return [value] if isinstance(value, str) else list(value)


def _standings(value: Any) -> list[str]:
    allowed = frozenset(Customer.Standing.values)
    return list(dict.fromkeys(filter(None, (chosen(one, "standings", allowed) for one in _several(value)))))


def _other_names(value: Any) -> list[str]:
    pieces = value.splitlines() if isinstance(value, str) else _several(value)
    return list(dict.fromkeys(filter(None, (plain_text(one, "other_names", 200) for one in pieces))))


def _currency(value: Any) -> str:
    found = plain_text(value, "currency", 3).upper()
    if found and not (len(found) == 3 and found.isascii() and found.isalpha()):
        raise ValueRefused(_("A currency has three letters, such as CNY."), field="currency")
    return found


_SPECIAL: dict[str, Cleaner] = {
    "standings": _standings,
    "other_names": _other_names,
    "annual_revenue": _amount,
    "currency": _currency,
    "industry": lambda value: industry_key(plain_text(value, "industry", 80)),
    "satisfaction": lambda value: _whole_number(value, "satisfaction", 100),
}
