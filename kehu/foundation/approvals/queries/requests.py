"""What pages, the API and other domains ask about requests for approval."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from kehu.foundation.access.models import User
from kehu.foundation.approvals.models import Act, Approver, Request, Step

MOST_OF_A_RECORD = 20
MOST_COUNTED = 99


def open_for(object_key: str, record_id: UUID, subject: str = "") -> Request | None:
    """The newest request about a record that is not decided yet, of one subject or of any."""
    rows = Request.objects.filter(object_key=object_key, record_id=record_id, state__in=Request.OPEN)
    return (rows.filter(subject=subject) if subject else rows).order_by("-asked_at", "-pk").first()


def latest_for(object_key: str, record_id: UUID, subject: str) -> Request | None:
    """The newest request about a record, whatever became of it; what needed no approval counts, too."""
    rows = Request.objects.filter(object_key=object_key, record_id=record_id, subject=subject)
    return rows.order_by("-asked_at", "-pk").first()


def history(object_key: str, record_id: UUID) -> list[Request]:
    """The requests about a record, the newest first, with everything that the macro `history` shows. Five statements;
    whoever sees the record sees these.
    """
    rows = Request.objects.filter(object_key=object_key, record_id=record_id).exclude(state=Request.State.FREE)
    return list(with_everything(rows)[:MOST_OF_A_RECORD])


def with_everything(rows: QuerySet[Request]) -> QuerySet[Request]:
    """Requests with their steps, who is asked in them, and what everybody did."""
    approvers = Approver.objects.select_related("user", "instead_of").order_by("created_at", "pk")
    steps = Step.objects.order_by("position", "pk").prefetch_related(Prefetch("approvers", approvers))
    acts = Act.objects.select_related("by", "to").order_by("at", "pk")
    return rows.select_related("asker", "decided_by", "rule").prefetch_related(
        Prefetch("steps", steps), Prefetch("acts", acts)
    )


def waiting_for(user: User) -> QuerySet[Request]:
    """What waits for the decision of a user, the oldest first."""
    mine = Approver.objects.filter(user=user, waiting_in__isnull=False).values("waiting_in_id")
    return Request.objects.filter(pk__in=mine).select_related("asker").order_by("asked_at", "pk")


def waiting_count(user: User) -> int:
    """Counted up to 99, with what was sent back to him."""
    mine = Approver.objects.filter(user=user, waiting_in__isnull=False).values("waiting_in_id")
    back = Request.objects.filter(asker=user, state=Request.State.RETURNED).values("pk")
    return min(MOST_COUNTED, mine[:MOST_COUNTED].count() + back[:MOST_COUNTED].count())
