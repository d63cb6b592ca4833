"""What moved in the pipeline since a day, and its board as it stood on one. Read-only."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from kehu.customers.models import Customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.ui.responses import page
from kehu.sales.forms import PEOPLE
from kehu.sales.models import Pipeline, Stage
from kehu.sales.queries import standings

WORDS = {
    "start": gettext_lazy("Open then"), "new": gettext_lazy("New"), "reopened": gettext_lazy("Reopened"),
    "grown": gettext_lazy("Amount grew"), "shrunk": gettext_lazy("Amount shrank"),
    "won": pgettext_lazy("opportunities", "Won"), "lost": pgettext_lazy("opportunities", "Lost"),
    "removed": gettext_lazy("Thrown away"), "end": gettext_lazy("Open now"),
    "moved_on": gettext_lazy("Moved on"), "moved_back": gettext_lazy("Moved back"),
    "slipped": gettext_lazy("Put off"), "sooner": gettext_lazy("Expected sooner"),
    "handed_over": gettext_lazy("Given to others"),
}  # fmt: skip
TONES = {"start": "neutral", "end": "info", "won": "good", "new": "1", "reopened": "1", "grown": "1"}
OFFERED = (
    (1, gettext_lazy("yesterday")), (7, gettext_lazy("a week ago")), (30, gettext_lazy("a month ago")),
    (91, gettext_lazy("a quarter ago")),
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall: from `left` on, `size` wide, in percent of the widest."""

    kind: str
    label: Any
    count: int
    amount: Decimal | None
    left: float
    size: float
    tone: str
    href: str


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """`?since=` and `?until=` are days, the first by default a week ago, the second now; `?kind=` lists what is behind
    one of the numbers; `?pipeline=` and `?owner=` narrow it.
    """
    user = reader(request)
    user.require("opportunity.view")
    today = timezone.localdate()
    since, until = _day(request, "since") or today - timedelta(days=7), _day(request, "until")
    begun, ended = _start(since), _start(until + timedelta(days=1)) if until else timezone.now()
    scope, kind = _scope(request, user), request.GET.get("kind", "")
    sums = standings.changes(scope, begun, ended)
    rows = standings.moved(scope, begun, ended, kind) if kind in standings.KINDS else []
    amounts = _sees_amounts(user)
    context = {
        "bars": _waterfall(request, sums, amounts), "moves": _moves(request, sums, amounts), "since": since,
        "until": until, "kind": kind, "heading": WORDS.get(kind, ""), "rows": _told(rows, user), "amounts": amounts,
        "stages": {one.pk: one.label for one in Stage.objects.select_related("pipeline")} if rows else {},
        "offered": [(_link(request, since=today - timedelta(days=days), kind=""), label) for days, label in OFFERED],
        "sum": sums.get(kind), "most": standings.MOST_ROWS, **_choices(request, user),
    }  # fmt: skip
    return page(request, "sales/changes.html", context)


@require_GET
def as_of(request: HttpRequest) -> HttpResponse:
    """The board as it stood at the end of `?day=`, by default a month ago."""
    user = reader(request)
    user.require("opportunity.view")
    day = _day(request, "day") or timezone.localdate() - timedelta(days=30)
    scope = _scope(request, user)
    pipeline = scope.pipeline or Pipeline.objects.filter(is_active=True).first()
    lanes = standings.board(scope, _start(day + timedelta(days=1)), pipeline) if pipeline else []
    context = {
        "day": day, "lanes": [one for one in lanes if one.stage.outcome == Stage.Outcome.OPEN or one.count],
        "pipeline": pipeline, "amounts": _sees_amounts(user), **_choices(request, user),
        "chosen_pipeline": str(pipeline.pk) if pipeline else "",
    }  # fmt: skip
    return page(request, "sales/as_of.html", context)


def _waterfall(request: HttpRequest, sums: Any, amounts: bool) -> list[Bar]:
    """Each step begins where the one before ended. By number where the user does not see amounts."""
    bars, level, highest = [], Decimal(0), Decimal(1)
    measured: list[tuple[str, Decimal, Decimal]] = []
    for kind in ("start", *standings.FLOWS, "end"):
        size = sums[kind].amount if amounts else Decimal(sums[kind].count)
        if kind in ("start", "end"):
            low, level = Decimal(0), size
        elif standings.FLOWS[kind] > 0:
            low, level = level, level + size
        else:
            level -= size
            low = level
        measured.append((kind, low, size))
        highest = max(highest, low + size)
    for kind, low, size in measured:
        left, width = float(max(low, Decimal(0)) / highest * 100), float(size / highest * 100)
        tone = TONES.get(kind, "bad")
        amount = sums[kind].amount if amounts else None
        bars.append(Bar(kind, WORDS[kind], sums[kind].count, amount, left, width, tone, _link(request, kind=kind)))
    return bars


def _moves(request: HttpRequest, sums: Any, amounts: bool) -> list[tuple[Any, int, Decimal | None, str]]:
    """(label, how many, how much, address) of what is told beside the waterfall."""
    return [
        (WORDS[kind], sums[kind].count, sums[kind].amount if amounts else None, _link(request, kind=kind))
        for kind in standings.MOVES
    ]


def _told(rows: list[standings.Moved], user: User) -> list[tuple[standings.Moved, str]]:
    """With the names of the customers that the user sees."""
    wanted = {one.customer_id for one in rows}
    names = dict(Customer.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", "name")) if rows else {}
    return [(one, names.get(one.customer_id, "")) for one in rows]


def _choices(request: HttpRequest, user: User) -> dict[str, Any]:
    return {
        "pipelines": list(Pipeline.objects.filter(is_active=True)), "people": list(PEOPLE.order_by("name", "pk")),
        "chosen_pipeline": request.GET.get("pipeline", ""), "chosen_owner": request.GET.get("owner", ""),
        "currency": Company.objects.current().currency,
    }  # fmt: skip


def _scope(request: HttpRequest, user: User) -> standings.Scope:
    owner, pipeline = _id(request, "owner"), _id(request, "pipeline")
    found = Pipeline.objects.filter(pk=pipeline).first() if pipeline else None
    if pipeline and found is None:
        raise Http404
    return standings.Scope(user, found, owner)


def _sees_amounts(user: User) -> bool:
    return access(user, "opportunity", "amount") in (FieldAccess.READ, FieldAccess.EDIT)


def _link(request: HttpRequest, **changed: Any) -> str:
    given = {**request.GET.dict(), **{key: str(value) for key, value in changed.items()}}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"{reverse('sales:changes')}?{query}" + ("#records" if changed.get("kind") else "")


def _day(request: HttpRequest, name: str) -> date | None:
    """A day of the address; what is none, or lies outside of all reason, is left out."""
    try:
        found = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if found and 1990 <= found.year <= 2200 else None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
