"""What is derived from other columns: the order of names, keys to compare leads by, search terms.

Actions keep these in step; after raw changes (taking back a change set, plain SQL) `refresh_…` make them anew.
"""

from uuid import UUID

from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.sales.cleaning import company_key, perhaps_email
from kehu.sales.models import Lead, Opportunity

BATCH = 1000


def refresh_opportunities(ids: list[UUID]) -> None:
    rows = list(Opportunity.objects.filter(pk__in=ids).only("pk", "name", "sort_name"))
    for row in rows:
        row.sort_name = sort_key(row.name)
    Opportunity.objects.bulk_update(rows, ["sort_name"], batch_size=BATCH)
    reindex("opportunity", ids)


def refresh_leads(ids: list[UUID]) -> None:
    columns = ("name", "company", "email", "sort_name", "company_key", "email_key")
    rows = list(Lead.objects.filter(pk__in=ids).only("pk", *columns))
    for row in rows:
        set_keys(row)
        row.email_key = perhaps_email(row.email)[1]
    Lead.objects.bulk_update(rows, ["sort_name", "company_key", "email_key"], batch_size=BATCH)
    reindex("lead", ids)


def set_keys(lead: Lead) -> None:
    """The keys of a lead that come from its name and its company."""
    lead.sort_name = sort_key(lead.name)
    lead.company_key = company_key(lead.company)
