"""What came of a call list: how far it is, how calls ended, and the calls behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from kehu.calling.models import Call, CallEntry, CallList, Outcome
from kehu.calling.queries.subjects import names, workable_by
from kehu.foundation.access.models import User

SHOWN = 100


@dataclass(frozen=True)
class Progress:
    """Entries by state; `later` of those waiting are not due yet, `next_at` is when the first of them is."""

    by_state: dict[str, int]
    later: int
    next_at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def waiting(self) -> int:
        return self.by_state.get(CallEntry.State.WAITING, 0)

    @property
    def percent(self) -> int:
        return round(100 * (self.total - self.waiting) / self.total) if self.total else 0


def progress(call_list: CallList, now: datetime | None = None) -> Progress:
    """Two statements."""
    moment = now or timezone.now()
    entries = CallEntry.objects.filter(call_list=call_list)
    by_state = dict(entries.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number"))
    later = entries.filter(state=CallEntry.State.WAITING, not_before__gt=moment).order_by("not_before", "pk")
    times = list(later.values_list("not_before", flat=True))
    return Progress(by_state, len(times), times[0] if times else None)


def outcomes(call_list: CallList) -> dict[str, int]:
    """How many calls ended how, in the order of the keys."""
    rows = Call.objects.filter(call_list=call_list).order_by().values("outcome").annotate(number=Count("pk"))
    found = dict(rows.values_list("outcome", "number"))
    return {key: found.get(key, 0) for key in Outcome.values}


def by_caller(call_list: CallList) -> list[tuple[str, int, int]]:
    """Name, calls, and how many of them reached somebody."""
    reached = ~Q(outcome__in=[Outcome.NOT_REACHED, Outcome.BUSY, Outcome.WRONG_NUMBER, Outcome.LEFT_MESSAGE])
    rows = Call.objects.filter(call_list=call_list).order_by().values("by", "by__name")
    counted = rows.annotate(calls=Count("pk"), reached=Count("pk", filter=reached)).order_by("-calls", "by")
    return [(one["by__name"], one["calls"], one["reached"]) for one in counted[:SHOWN]]


def calls(call_list: CallList, user: User, outcome: str = "") -> Sequence[Any]:
    """The latest calls, each with `named` (name and page of whom the user sees)."""
    rows = Call.objects.filter(call_list=call_list).select_related("entry", "by", "interaction", "touch")
    if outcome:
        rows = rows.filter(outcome=outcome)
    found: list[Any] = list(rows.order_by("-at", "-pk")[:SHOWN])
    known = names([one.entry for one in found if one.entry], user, call_list.kind)
    for one in found:
        one.named = known.get(one.entry_id)
        one.said = _said(one) if one.named and user.may("interaction.view") else ""
    return found


def entries(call_list: CallList, user: User, state: str = "") -> Sequence[Any]:
    """The first entries in the order of the list, each with `named`."""
    rows = CallEntry.objects.filter(call_list=call_list).select_related("leased_by", "promised_by")
    if state:
        rows = rows.filter(state=state)
    found: list[Any] = list(rows.order_by("position", "pk")[:SHOWN])
    known = names(found, user, call_list.kind)
    for one in found:
        one.named = known.get(one.pk)
    return found


def mine(call_list: CallList, user: User) -> CallEntry | None:
    """The entry that the user has at the moment."""
    rows = CallEntry.objects.filter(workable_by(user, call_list.kind), call_list=call_list, leased_by=user)
    rows = rows.filter(state=CallEntry.State.WAITING).order_by("leased_until", "pk")
    return rows.select_related(
        "customer__owner", "lead", "opportunity__stage", "opportunity__contact", "call_list"
    ).first()


def _said(one: Any) -> str:
    if one.interaction:
        return str(one.interaction.body)[:200]
    return str(one.touch.body)[:200] if one.touch else ""
