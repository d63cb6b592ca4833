"""What is derived from other columns: the order of names, keys to compare leads by, search terms.

Actions keep these in step; after raw changes (taking back a change set, plain SQL) `refresh_…` make them anew.
"""

from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.sales.cleaning import company_key, perhaps_email
from kehu.sales.models import Lead, Opportunity, Touch
from kehu.sales.queries.pools import KINDS
from kehu.sales.storing import holdings, scores

BATCH = 1000


def refresh_opportunities(ids: list[UUID]) -> None:
    rows = list(Opportunity.objects.filter(pk__in=ids).only("pk", "name", "sort_name"))
    for row in rows:
        row.sort_name = sort_key(row.name)
    Opportunity.objects.bulk_update(rows, ["sort_name"], batch_size=BATCH)
    reindex("opportunity", ids)


def tell_standings(ids: list[UUID]) -> None:
    """The journal of opportunities that came in with a past of their own (by an import, or with the demo company): what
    their stage changes tell, and what they are now.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sales_standing WHERE opportunity_id = ANY(%s)", [ids])
        cursor.execute(_TOLD, [ids])
        cursor.execute(_NOW, [ids])


_COLUMNS = """(opportunity_id, since, stage_id, owner_id, state, category, amount_home, weighted_home, expected_close,
    is_there)"""
_TOLD = f"""
INSERT INTO sales_standing {_COLUMNS}
SELECT c.opportunity_id, c.at, c.to_stage_id, o.owner_id, s.outcome, s.category, c.amount_home,
    round(c.amount_home * s.probability / 100, 2), c.expected_close, true
FROM sales_stagechange c JOIN sales_stage s ON s.id = c.to_stage_id JOIN sales_opportunity o ON o.id = c.opportunity_id
WHERE c.opportunity_id = ANY(%s) ORDER BY c.at, c.id"""
_NOW = f"""
INSERT INTO sales_standing {_COLUMNS}
SELECT o.id, greatest(o.stage_since, l.since), o.stage_id, o.owner_id, o.state, o.category, o.amount_home,
    o.weighted_home, o.expected_close, o.deleted_at IS NULL
FROM sales_opportunity o
LEFT JOIN LATERAL (
    SELECT * FROM sales_standing s WHERE s.opportunity_id = o.id ORDER BY s.since DESC, s.id DESC LIMIT 1
) l ON true
WHERE o.id = ANY(%s) AND (l.id IS NULL OR (o.stage_id, o.owner_id, o.state, o.category, o.amount_home, o.weighted_home,
    o.expected_close) IS DISTINCT FROM (l.stage_id, l.owner_id, l.state, l.category, l.amount_home, l.weighted_home,
    l.expected_close))"""


def refresh_leads(ids: list[UUID]) -> None:
    columns = ("name", "company", "email", "sort_name", "company_key", "email_key", "touch_count")
    said = Touch.objects.filter(lead__in=ids).exclude(kind=Touch.Kind.NOTE).order_by().values_list("lead")
    counts = dict(said.annotate(number=Count("pk")))
    rows = list(Lead.objects.filter(pk__in=ids).only("pk", *columns))
    for row in rows:
        set_keys(row)
        row.email_key, row.touch_count = perhaps_email(row.email)[1], counts.get(row.pk, 0)
    Lead.objects.bulk_update(rows, ["sort_name", "company_key", "email_key", "touch_count"], batch_size=BATCH)
    reindex("lead", ids)
    reindex("pooled_lead", ids)
    scores.rescore(ids)
    holdings.follow(kind=KINDS["lead"], ids=ids, at=timezone.now())


def set_keys(lead: Lead) -> None:
    """The keys of a lead that come from its name and its company."""
    lead.sort_name = sort_key(lead.name)
    lead.company_key = company_key(lead.company)
