"""What deals leave when the products that were sold in them are paid for.

The costs are those of the quote that was accepted, of the lines the customer took; without one, those of the products
of the opportunity. A deal of which any cost is unknown has no margin that could be told.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from kehu.compensation.arithmetic.rounding import cents
from kehu.quotes.models import Answer, Line
from kehu.sales.models import OpportunityLine

Costs = list[Decimal | None]


def costs_of(deals: Iterable[UUID]) -> dict[UUID, Decimal]:
    """In the company's currency, of those deals whose costs are known. Three statements."""
    wanted = set(deals)
    quoted = _quoted(wanted)
    parts = quoted | _listed(wanted - quoted.keys())
    return {deal: cents(sum((one for one in rows if one is not None), Decimal(0)))
            for deal, rows in parts.items() if rows and None not in rows}  # fmt: skip


def _quoted(deals: set[UUID]) -> dict[UUID, Costs]:
    """By the latest quote of each that was accepted."""
    answers: dict[UUID, Any] = {}
    rows = Answer.objects.filter(
        outcome=Answer.Outcome.ACCEPTED, quote_version__quote__opportunity__in=deals,
        quote_version__quote__deleted_at=None, quote_version__quote__state="accepted",
    ).select_related("quote_version__quote")  # fmt: skip
    for one in rows.order_by("at", "pk"):
        deal = one.quote_version.quote.opportunity_id
        if deal is not None:
            answers[deal] = one
    taken = {one.quote_version.quote_id: set(one.chosen) for one in answers.values()}
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(quote__in=taken, kind=Line.Kind.ITEM):
        if not line.is_optional or str(line.pk) in taken[line.quote_id]:
            lines[line.quote_id].append(line)
    found: dict[UUID, Costs] = {}
    for deal, one in answers.items():
        quote = one.quote_version.quote
        rate = quote.total_home / quote.total if quote.total else Decimal(1)
        found[deal] = [None if row.cost is None else row.cost * row.quantity * rate for row in lines[quote.pk]]
    return found


def _listed(deals: set[UUID]) -> dict[UUID, Costs]:
    found: dict[UUID, Costs] = defaultdict(list)
    for one in OpportunityLine.objects.filter(opportunity__in=deals).select_related("product", "variant"):
        own = one.variant.cost if one.variant else None
        cost = one.product.cost if own is None else own
        found[one.opportunity_id].append(None if cost is None else cost * one.quantity)
    return dict(found)
