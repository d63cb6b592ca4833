"""Search terms in step with what was written: in the same transaction."""

from collections.abc import Iterable
from uuid import UUID

from kehu.customers.storing.preparing import Prepared


def index_new(rows: list[Prepared]) -> None:
    """Terms of customers that were just written, made from what was written."""


def reindex(customer_ids: Iterable[UUID] = (), contact_ids: Iterable[UUID] = ()) -> None:
    """Terms of customers and contacts that changed."""
