"""What is derived from other columns: sums, the order of titles, search terms. Made anew after raw changes."""

from uuid import UUID

from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.quotes.models import Quote


def refresh_quotes(ids: list[UUID]) -> None:
    rows = list(Quote.objects.filter(pk__in=ids).only("pk", "title", "sort_name"))
    for row in rows:
        row.sort_name = sort_key(row.title)
    Quote.objects.bulk_update(rows, ["sort_name"], batch_size=1000)
    reindex("quote", ids)
