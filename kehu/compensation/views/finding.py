"""Finding what an address names, through the door of visibility."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from kehu.compensation.models import ExpenseClaim, ExpenseLine
from kehu.compensation.permissions import ExpenseVerb
from kehu.compensation.queries import days
from kehu.foundation.access.reader import reader


def claim_of(request: HttpRequest, claim_id: UUID) -> ExpenseClaim:
    rows = _seen(request, ExpenseClaim.objects.select_related("claimant", "decided_by", "paid_by"))
    return _one(rows, claim_id)  # type: ignore[no-any-return]


def line_of(request: HttpRequest, line_id: UUID) -> ExpenseLine:
    return _one(_seen(request, ExpenseLine.objects.select_related("claim", "category")), line_id)  # type: ignore[no-any-return]


def month_named(text: str) -> date:
    """`2026-11` as its first day. Raises Http404 for what is no month, and for months to come."""
    found = days.month_named(text)
    if found is None:
        raise Http404
    return found


def _seen(request: HttpRequest, rows: Any) -> Any:
    user = reader(request)
    user.require(ExpenseVerb.VIEW)
    return rows.visible_to(user)


def _one(rows: Any, pk: UUID) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
