"""Checking the values of custom fields."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.refusals import Refusal

PREFIX = "custom."
LONGEST_TEXT = 20_000


class ValueRefused(Refusal):
    """A value does not fit its custom field; `field` is `custom.<key>`."""


def value_of(record: Any, key: str) -> Any:
    """The value of a field of a record by its key: a column, or as `custom.<key>` a field of the company's own."""
    if key.startswith(PREFIX):
        return (record.custom or {}).get(key.removeprefix(PREFIX))
    return getattr(record, key, None)


def apart(changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changes of columns, and by key those of the company's own fields, which come as `custom.<key>` or in
    `custom`.
    """
    own = dict(changes.get("custom") or {})
    own |= {key.removeprefix(PREFIX): value for key, value in changes.items() if key.startswith(PREFIX)}
    return {key: value for key, value in changes.items() if key != "custom" and not key.startswith(PREFIX)}, own


def validated(
    definitions: list[FieldDefinition],
    given: dict[str, Any],
    *,
    existing: dict[str, Any] | None = None,
    closed: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The JSON to store: `existing` with the checked values of `given` laid over it.

    A new record (`existing` is None) gets the defaults and must have every required field. Unknown keys are refused,
    and so are those `closed` to the writer, who need not give them even where they are required. Values are text,
    Decimal or number, date or ISO text, bool, list of texts, UUID; an empty value removes the key.
    Raises `ValueRefused`.
    """
    known = {one.key: one for one in definitions}
    unknown = (set(given) - set(known)) | (set(given) & closed)
    if unknown:
        raise ValueRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=f"custom.{min(unknown)}")
    stored = dict(existing or {})
    if existing is None:
        stored.update({one.key: one.default for one in definitions if one.default not in (None, "")})
    for key, value in given.items():
        checked = None if _is_empty(value) else _check(known[key], value)
        if checked is None:
            stored.pop(key, None)
        else:
            stored[key] = checked
    _require([one for one in definitions if one.key not in closed], stored, given if existing is not None else None)
    return stored


def _require(definitions: list[FieldDefinition], stored: dict[str, Any], touched: dict[str, Any] | None) -> None:
    for one in definitions:
        asked = touched is None or one.key in touched
        if one.required and asked and one.key not in stored:
            raise ValueRefused(_("“%(name)s” is required.") % {"name": one.label}, field=f"custom.{one.key}")


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def _check(definition: FieldDefinition, value: Any) -> Any:
    try:
        return _CHECKS[definition.kind](definition, value)
    except (ValueError, TypeError, InvalidOperation, ArithmeticError) as problem:
        message = _("“%(value)s” does not fit the field “%(name)s”.") % {
            "value": str(value)[:80],
            "name": definition.label,
        }
        raise ValueRefused(message, field=f"custom.{definition.key}") from problem


def _text(_definition: FieldDefinition, value: Any) -> str:
    text = str(value).strip()
    if len(text) > LONGEST_TEXT or "\x00" in text:
        raise ValueError
    return text


def _number(_definition: FieldDefinition, value: Any) -> float | int:
    if isinstance(value, bool):
        raise ValueError
    number = Decimal(str(value).strip())
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError
    return int(number) if number == number.to_integral_value() else float(number)


def _date(_definition: FieldDefinition, value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(str(value).strip())).isoformat()[:10]


def _choice(definition: FieldDefinition, value: Any) -> str:
    """Takes the stored value or its label in any language."""
    wanted = str(value).strip().casefold()
    for choice in definition.choices:
        names = {choice["value"], *choice.get("labels", {}).values()}
        if wanted in {str(name).casefold() for name in names}:
            return str(choice["value"])
    raise ValueError


def _choices(definition: FieldDefinition, value: Any) -> list[str]:
    given = value if isinstance(value, list | tuple) else str(value).replace("；", ";").replace("，", ",").split(";")
    parts = [part for one in given for part in (one.split(",") if isinstance(one, str) else [one])]
    return list(dict.fromkeys(_choice(definition, part) for part in parts if str(part).strip()))


_BOOLEANS = {
    "true": True, "yes": True, "1": True, "y": True, "on": True, "是": True, "有": True,
    "false": False, "no": False, "0": False, "n": False, "off": False, "否": False, "无": False,
}  # fmt: skip


def _boolean(_definition: FieldDefinition, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word not in _BOOLEANS:
        raise ValueError
    return _BOOLEANS[word]


def _reference(_definition: FieldDefinition, value: Any) -> str:
    return str(UUID(str(value)))


_CHECKS: dict[str, Callable[[FieldDefinition, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "boolean": _boolean,
    "reference": _reference,
}
