"""Rows of a grid as a form posts them: inputs of one name, once for each row."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kehu.contracts.actions.contracts import Line
from kehu.contracts.actions.plans import Row
from kehu.contracts.models import Contract
from kehu.foundation.refusals import Refusal

PLAN = ("row", "name", "due_on", "milestone", "days_after", "percent", "amount")
LINES = ("code", "line_name", "unit", "quantity", "unit_price", "discount", "tax_rate")
LARGEST = Decimal(10) ** 14


class NotReadable(Refusal):
    """A cell of the grid is no number or no day."""


def texts(data: QueryDict, keys: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Each row as it was typed; rows in which nothing stands are left out."""
    columns = [data.getlist(key) for key in keys]
    for place in range(max((len(column) for column in columns), default=0)):
        row = {
            key: column[place].strip() if place < len(column) else "" for key, column in zip(keys, columns, strict=True)
        }
        if any(row.values()):
            yield row


def plan_rows(data: QueryDict, contract: Contract) -> list[Row]:
    """Raises NotReadable."""
    milestones = {str(one.pk): one for one in contract.milestones.all()}
    found = []
    for row in texts(data, PLAN):
        if not any(row[key] for key in ("name", "due_on", "percent", "amount", "milestone")):
            continue
        found.append(
            Row(
                name=row["name"], due_on=_day(row["due_on"]), amount=number(row["amount"]),
                percent=number(row["percent"]), milestone=milestones.get(row["milestone"]),
                days_after=int(number(row["days_after"]) or 0), id=_id(row["row"]),
            )
        )  # fmt: skip
    return found


def lines(data: QueryDict) -> list[Line]:
    """Raises NotReadable."""
    found = []
    for row in texts(data, LINES):
        if not row["line_name"] and not row["code"]:
            continue
        quantity = number(row["quantity"])
        found.append(
            Line(
                name=row["line_name"] or row["code"], code=row["code"], unit=row["unit"],
                quantity=Decimal(1) if quantity is None else quantity,
                unit_price=number(row["unit_price"]) or Decimal(0), discount=number(row["discount"]) or Decimal(0),
                tax_rate=number(row["tax_rate"]) or Decimal(0),
            )
        )  # fmt: skip
    return found


def amounts(data: QueryDict, prefix: str) -> dict[UUID, Decimal]:
    """Inputs called `<prefix>-<id>` that hold more than nothing, by id. Raises NotReadable."""
    found: dict[UUID, Decimal] = {}
    for key in data:
        if key.startswith(f"{prefix}-") and (amount := number(str(data.get(key) or ""))):
            pk = _id(key.removeprefix(f"{prefix}-"))
            if pk:
                found[pk] = amount
    return found


def number(text: str) -> Decimal | None:
    """None for an empty cell. Raises NotReadable."""
    bare = text.replace(",", "").replace("，", "").replace(" ", "").rstrip("%")
    if not bare:
        return None
    try:
        found = Decimal(bare)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= LARGEST:
        raise NotReadable(_("“%(value)s” is not a number.") % {"value": text[:40]}, field="rows")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotReadable(
            _("“%(value)s” is not a date like 2026-01-31.") % {"value": text[:40]}, field="rows"
        ) from None


def _id(text: str) -> Any:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
