"""Search terms in step with what was written: in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from kehu.customers.search import terms_from
from kehu.customers.storing.preparing import Prepared
from kehu.foundation.search import index


def index_new(rows: list[Prepared]) -> None:
    """Terms of customers that were just written, made from what was written: nothing is read again."""
    customers: dict[UUID, set[str]] = {}
    contacts: dict[UUID, set[str]] = {}
    for one in rows:
        points: dict[UUID | None, list[tuple[str, str, str]]] = defaultdict(list)
        for row in one.points:
            points[row["contact_id"]].append((row["kind"], row["value"], row["normalised"]))
        numbers = [row["value"] for row in one.external_ids] + [row["number"] for row in one.documents]
        names = [one.customer["name"], *one.customer.get("other_names", ())]
        customers[one.customer["id"]] = terms_from(names, points[None], numbers)
        for contact in one.contacts:
            contacts[contact["id"]] = terms_from([contact["name"]], points[contact["id"]])
    index.add("customer", customers)
    if contacts:
        index.add("contact", contacts)


def reindex(customer_ids: Iterable[UUID] = (), contact_ids: Iterable[UUID] = ()) -> None:
    """Terms of customers and contacts that changed, read anew."""
    index.reindex("customer", customer_ids)
    index.reindex("contact", contact_ids)
