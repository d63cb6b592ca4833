"""What is derived from other columns: sums, the order of titles, search terms. Made anew after raw changes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.quotes.models import CustomerQuotes, Quote

_OPEN = (Quote.State.DRAFT, Quote.State.IN_APPROVAL, Quote.State.APPROVED, Quote.State.SENT)


def refresh_quotes(ids: list[UUID]) -> None:
    rows = list(Quote.objects.filter(pk__in=ids).only("pk", "title", "sort_name"))
    for row in rows:
        row.sort_name = sort_key(row.title)
    Quote.objects.bulk_update(rows, ["sort_name"], batch_size=1000)
    reindex("quote", ids)
    count_for(Quote.objects.filter(pk__in=ids).values_list("customer", flat=True))


def count_for(customer_ids: Iterable[UUID]) -> None:
    """Bring what lists of customers know of their quotes up to date; inside the transaction of the change. Rows are
    locked in the order of their keys before anything is counted, so that two changes at once both are.
    """
    ids = sorted(set(customer_ids))
    if not ids:
        return
    CustomerQuotes.objects.bulk_create([CustomerQuotes(customer_id=one) for one in ids], ignore_conflicts=True)
    rows = list(CustomerQuotes.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    counted = Quote.objects.filter(customer__in=ids, deleted_at=None).order_by().values("customer").annotate(
        open=Count("pk", filter=Q(state__in=_OPEN)), unanswered=Count("pk", filter=Q(state=Quote.State.EXPIRED)),
        last=Max("created_at"),
    )  # fmt: skip
    found: dict[UUID, dict[str, Any]] = {one["customer"]: dict(one) for one in counted}
    for row in rows:
        one = found.get(row.pk, {"open": 0, "unanswered": 0, "last": None})
        row.open_quotes, row.unanswered_quotes, row.last_quoted_at = one["open"], one["unanswered"], one["last"]
    CustomerQuotes.objects.bulk_update(rows, ["open_quotes", "unanswered_quotes", "last_quoted_at"])
