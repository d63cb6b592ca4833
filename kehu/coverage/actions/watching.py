"""The thirty days after a hand-over: successors hear of customers whom nobody has spoken to."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from kehu.coverage.queries import handovers as queries
from kehu.foundation.access.models import User
from kehu.foundation.notices.actions.notices import tell

DAYS = (7, 14, 21, 28)


def remind() -> int:
    """A notice to each successor a week, two, three and four after; once each, however often this runs."""
    told = 0
    for handover in queries.recently_done():
        assert handover.done_at is not None
        passed = [days for days in DAYS if timezone.now() >= handover.done_at + timedelta(days=days)]
        if not passed:
            continue
        counts = queries.silent(handover).order_by().values_list("successor").annotate(count=Count("pk"))
        for person, count in counts:
            told += tell(
                users=User.objects.filter(pk=person), kind="reminder",
                message=gettext_noop("%(count)s customers who came to you from %(name)s have not been spoken to yet."),
                params={"count": count, "name": handover.leaver.name}, url=f"/handovers/{handover.pk}/",
                key=f"handover-{handover.pk}-silent-{passed[-1]}",
            )  # fmt: skip
    return told
