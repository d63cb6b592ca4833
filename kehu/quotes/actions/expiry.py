"""Quotes run out: told beforehand, closed afterwards."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_noop

from kehu.foundation.audit.writing import writing
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.quotes.actions.states import State, enter
from kehu.quotes.models import Quote, QuoteVersion

WARNED_BEFORE = timedelta(days=3)
BATCH = 500


def expire(*, today: date) -> int:
    """Close what ran out before `today`; returns how many. May run twice."""
    done = 0
    while ids := list(_sent(valid_until__lt=today)[:BATCH]):
        for pk in ids:
            done += _expire_one(pk)
    return done


def warn(*, today: date) -> int:
    """Tell owners once what will run out within three days."""
    told = 0
    rows = Quote.objects.filter(state=State.SENT, deleted_at=None, valid_until__gte=today)
    for one in rows.filter(valid_until__lte=today + WARNED_BEFORE).select_related("owner", "customer"):
        if one.owner:
            told += notices.tell(
                users=[one.owner], kind=Notice.Kind.REMINDER,
                message=gettext_noop("The quote %(number)s for %(customer)s runs out on %(day)s."),
                params={"number": one.number, "customer": one.customer.name, "day": one.valid_until.isoformat()},
                url=registry.address("quote", one.pk),
                key=f"quote-runs-out-{one.pk}-{one.version_no}-{one.valid_until}",
            )  # fmt: skip
    return told


def _sent(**condition: Any) -> Any:
    rows = Quote.objects.filter(state=State.SENT, deleted_at=None, **condition).order_by("valid_until", "pk")
    return rows.values_list("pk", flat=True)


def _expire_one(pk: object) -> int:
    with writing(by=None):
        row = Quote.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk, state=State.SENT).first()
        if row is None:
            return 0
        versions = QuoteVersion.objects.filter(quote=row, number=row.version_no)
        versions.filter(state=QuoteVersion.State.SENT).update(state=QuoteVersion.State.EXPIRED)
        enter(row, State.EXPIRED, by=None, version_id=versions.values_list("pk", flat=True).first())
    return 1
