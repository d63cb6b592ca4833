"""Keeping the scores of leads in step with what is known of them."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from kehu.sales.models import Lead, LeadSettings
from kehu.sales.queries import scoring

BATCH = 1000
COLUMNS = ("score", "band", "score_reasons")


def rescore(ids: Iterable[UUID]) -> int:
    """Score these leads anew in the running transaction; returns how many changed. What changes is derived, so it is
    no new version of the lead.
    """
    wanted, settings = list(ids), LeadSettings.current()
    found = scoring.scored(wanted, scoring.rules(), timezone.now())
    changed = []
    for row in Lead.objects.filter(pk__in=wanted).only("pk", *COLUMNS):
        now = found[row.pk]
        values = now.score, scoring.band(now.score, settings), now.reasons
        if values != (row.score, row.band, row.score_reasons):
            row.score, row.band, row.score_reasons = values
            changed.append(row)
    Lead.objects.bulk_update(changed, COLUMNS, batch_size=BATCH)
    return len(changed)
