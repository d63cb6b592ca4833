"""What the pages and the API say about connections."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from kehu.calendar_sync import wording
from kehu.calendar_sync.models import CalendarConnection, CalendarExchange, CalendarLink
from kehu.foundation.access.models import User
from kehu.interactions.models import Task, Visit

SHOWN = 60
MOST = 500


@dataclass(frozen=True)
class Line:
    """One thing that was exchanged; `title` is empty where its reader does not see the record (any more)."""

    exchange: CalendarExchange
    sentence: str
    fields: str
    title: str
    address: str


def mine(user: User) -> CalendarConnection | None:
    found: CalendarConnection | None = CalendarConnection.objects.visible_to(user).filter(leaving=False).first()
    return found


def host(connection: CalendarConnection) -> str:
    return urlsplit(connection.calendar_url or connection.server).hostname or ""


def state(connection: CalendarConnection) -> str:
    """unchosen, paused, failing, waiting (for the first exchange) or fine."""
    if not connection.is_chosen:
        return "unchosen"
    if connection.paused:
        return "paused"
    if connection.problem:
        return "failing"
    return "fine" if connection.synced_at else "waiting"


def counted(connection: CalendarConnection) -> dict[str, int]:
    """How many visits and tasks are linked."""
    links = CalendarLink.objects.filter(connection=connection)
    return {
        "visits": links.filter(kind=CalendarLink.Kind.VISIT).count(),
        "tasks": links.filter(kind=CalendarLink.Kind.TASK).count(),
    }


def lines(connection: CalendarConnection, user: User) -> list[Line]:
    """The latest exchanges, with the titles of those records that the reader sees."""
    rows = list(CalendarExchange.objects.filter(connection=connection).order_by("-at", "-id")[:SHOWN])
    titles = _titles(Visit, rows, user) | _titles(Task, rows, user)
    return [_line(one, titles) for one in rows]


def everybodys() -> list[CalendarConnection]:
    """All connections, for administrators: whose, where, how it goes. Callers show no contents; there are none."""
    rows = CalendarConnection.objects.select_related("user").defer("password", "token")
    return list(rows.order_by("user__name", "user_id")[:MOST])


def _titles(model: Any, rows: Iterable[CalendarExchange], user: User) -> dict[UUID, str]:
    kind = model._meta.model_name
    if not user.may(f"{kind}.view"):
        return {}
    ids = {one.record_id for one in rows if one.kind == kind and one.record_id}
    return {one.pk: str(one) for one in model.objects.visible_to(user).filter(pk__in=ids)} if ids else {}


def _line(one: CalendarExchange, titles: dict[UUID, str]) -> Line:
    title = titles.get(one.record_id, "") if one.record_id else ""
    fields = ", ".join(str(wording.FIELDS[name]) for name in one.fields if name in wording.FIELDS)
    address = f"/{one.kind}s/{one.record_id}/" if title else ""
    return Line(one, one.get_act_display(), fields, title, address)
