"""Search terms in step with what was written: in the same transaction."""

from collections.abc import Iterable
from uuid import UUID

from kehu.foundation.search import index


def reindex(customer_ids: Iterable[UUID] = (), contact_ids: Iterable[UUID] = ()) -> None:
    """Terms of customers and contacts that changed, read anew."""
    index.reindex("customer", customer_ids)
    index.reindex("contact", contact_ids)
