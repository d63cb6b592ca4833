"""The thirty days after a hand-over: successors hear of customers whom nobody has spoken to."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from kehu.coverage.queries import handovers as queries
from kehu.foundation.access.models import User
from kehu.foundation.notices.actions.notices import tell
from kehu.foundation.objects import registry
from kehu.foundation.ui.addresses import url

DAYS = (7, 14, 21, 28)


def tell_of_orphans() -> int:
    """Once a month, for each person who can no longer sign in and still holds something: tell his manager, or the
    administrators where he has none.
    """
    told, month = 0, timezone.localdate().strftime("%Y-%m")
    for one in queries.orphaned(User.objects.system()):
        manager = User.objects.filter(pk=one.user.manager_id, is_active=True)
        to = manager if manager.exists() else User.objects.filter(roles__key="administrator", is_active=True).distinct()
        told += tell(
            users=to, kind="reminder",
            message=gettext_noop("%(name)s can no longer sign in and still looks after %(count)s records."),
            params={"count": one.count, "name": one.user.name}, url=url("coverage:handovers"),
            key=f"orphans-{one.user.pk}-{month}",
        )  # fmt: skip
    return told


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
                params={"count": count, "name": handover.leaver.name}, url=registry.address("handover", handover.pk),
                key=f"handover-{handover.pk}-silent-{passed[-1]}",
            )  # fmt: skip
    return told
