"""What the grid asks the server: to save, to find products, and why a price is what it is."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.catalog.queries.prices import prices_for
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import fragment
from kehu.quotes.actions import grid
from kehu.quotes.actions.approval import needs_approval
from kehu.quotes.actions.grid import Cell, Edits, NewLine
from kehu.quotes.actions.pricing import ask_of
from kehu.quotes.entries import Unreadable, shown
from kehu.quotes.queries import products as found
from kehu.quotes.queries.lines import lines_of
from kehu.quotes.queries.sheet import sheet
from kehu.quotes.views.reading import visible

MOST_EDITS = 20_000


@require_POST
def save(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """`{"cells": [{"line", "field", "old", "new"}], "added": [{"id", "kind"}], "removed": [id], "order": [id]}` →
    the sheet as it stands now, with `problems` of single cells. 422 with a sentence if nothing could be applied. An
    added part of a bundle names its `parent` line and the `part` it is.
    """
    one, user = visible(request, quote_id)
    try:
        outcome = grid.apply(quote=one, edits=_edits(request.body), by=user)
    except Refusal as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    answer = sheet(outcome.quote, outcome.lines, outcome.sums, user)
    answer["needs_approval"] = needs_approval(outcome.quote, user)
    answer["deepest"] = shown(outcome.quote.deepest_discount)
    answer["problems"] = [
        {
            "line": str(problem.line or ""), "field": problem.field, "typed": problem.typed,
            "message": problem.message, "theirs": problem.theirs,
        }
        for problem in outcome.problems
    ]  # fmt: skip
    return JsonResponse(answer)


@require_GET
def products(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    one, user = visible(request, quote_id)
    return JsonResponse({"products": found.offered(one, request.GET.get("q", "")[:100], user)})


@require_GET
def why(request: HttpRequest, quote_id: UUID, line_id: UUID) -> HttpResponse:
    """Where the price of a line comes from."""
    one, _user = visible(request, quote_id)
    lines = lines_of(one)
    line = next((row for row in lines if row.pk == line_id), None)
    if line is None:
        raise Http404
    price = None
    if line.product_id and line.counts:
        asked = prices_for([ask_of(line, lines)], customer=one.customer, currency=one.currency, on=one.price_date)
        price = asked[0]
    return fragment(request, "quotes/why.html", {"quote": one, "line": line, "price": price})


def _edits(body: bytes) -> Edits:
    """Raises Unreadable for what no grid of ours would send."""
    try:
        given = json.loads(body)
        edits = Edits(
            cells=[_cell(one) for one in given.get("cells", [])],
            added=[_added(one) for one in given.get("added", [])],
            removed=[UUID(one) for one in given.get("removed", [])],
            order=[UUID(one) for one in given.get("order", [])],
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unreadable(_("The changes could not be read.")) from None
    if len(edits.cells) > MOST_EDITS:
        raise Unreadable(_("These are too many changes at once."))
    return edits


def _added(one: dict[str, Any]) -> NewLine:
    inside = {key: UUID(one[key]) for key in ("parent", "part") if one.get(key)}
    return NewLine(UUID(one["id"]), str(one["kind"]), **inside)


def _cell(one: dict[str, Any]) -> Cell:
    old = one.get("old")
    return Cell(
        UUID(one["line"]) if one.get("line") else None, str(one["field"]), None if old is None else str(old),
        str(one["new"]).replace("\x00", ""),
    )  # fmt: skip
