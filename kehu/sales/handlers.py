"""What sales does when something happened elsewhere."""

from django.utils import timezone

from kehu.customers.events import CustomersAssigned
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import handles
from kehu.foundation.search.index import reindex
from kehu.sales.queries.pools import KINDS
from kehu.sales.storing import holdings


@handles(CustomersAssigned)
def follow_customers(event: CustomersAssigned) -> None:
    """Customers changed hands, perhaps by other ways than pools: who held them when stays told to the end."""
    with writing(by=None):
        holdings.follow(kind=KINDS["customer"], ids=event.customer_ids, at=timezone.now())
        reindex(KINDS["customer"].pooled_key, event.customer_ids)
