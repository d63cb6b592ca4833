"""/calendar-connection: how one's own calendar elsewhere is kept in step.

It is made on its page: a password is entered there once, and no program needs to carry it through here.
"""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.calendar_sync import wording
from kehu.calendar_sync.actions import connecting
from kehu.calendar_sync.jobs import exchange_soon, leave
from kehu.calendar_sync.models import CalendarConnection
from kehu.calendar_sync.permissions import CalendarVerb
from kehu.calendar_sync.queries import pages
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.schemas import Input, OneOf

router = Router()
STATES = ["none", "unchosen", "waiting", "fine", "failing", "paused"]
DIRECTIONS, FOREIGN = CalendarConnection.Direction.values, CalendarConnection.Foreign.values


class ConnectionState(BaseModel):
    state: Annotated[str, OneOf(STATES)]
    server: str = ""
    calendar: str = ""
    direction: Annotated[str | None, OneOf([*DIRECTIONS, None])] = None
    foreign: Annotated[str | None, OneOf([*FOREIGN, None])] = None
    visits: bool = False
    tasks: bool = False
    names: bool = False
    synced_at: datetime | None = None
    problem: Annotated[str, Field(description="What went wrong, in a sentence.")] = ""
    linked_visits: int = 0
    linked_tasks: int = 0


class ConnectionChange(Input):
    direction: Annotated[str, OneOf(DIRECTIONS)] = "both"
    foreign: Annotated[str, OneOf(FOREIGN)] = "busy"
    visits: bool = True
    tasks: bool = True
    names: bool = True


@router.get("", response=ConnectionState)
def get_calendar_connection(request: HttpRequest) -> HttpResponse:
    """How your calendar elsewhere is connected; `state` is `none` if it is not."""
    user = reader(request)
    user.require(CalendarVerb.CONNECT)
    return answer(_said(user))


@router.patch("", response=ConnectionState)
def change_calendar_connection(request: HttpRequest, payload: ConnectionChange) -> HttpResponse:
    """Change what is exchanged, and which way."""
    user = reader(request)
    found = connecting.change(changes=payload.given(), by=user)
    if found.is_chosen:
        exchange_soon(found.pk)
    return answer(_said(user))


@router.post("/exchanges", response={202: ConnectionState})
def exchange_calendar(request: HttpRequest) -> HttpResponse:
    """Exchange as soon as may be, whatever went wrong before."""
    user = reader(request)
    exchange_soon(connecting.try_again(by=user).pk)
    return answer(_said(user), 202)


@router.delete("", response={204: None})
def delete_calendar_connection(request: HttpRequest, keep: bool = True) -> HttpResponse:
    """Disconnect; with `keep=false` what was written into the calendar is removed from it."""
    left = connecting.disconnect(keep=keep, by=reader(request))
    if left:
        leave.defer(connection_id=str(left.pk))
    return nothing()


def _said(user: User) -> dict[str, object]:
    found = pages.mine(user)
    if found is None:
        return ConnectionState(state="none").model_dump()
    counted = pages.counted(found)
    return ConnectionState(
        state=pages.state(found), server=pages.host(found), calendar=found.calendar_name, direction=found.direction,
        foreign=found.foreign, visits=found.visits, tasks=found.tasks, names=found.names, synced_at=found.synced_at,
        problem=wording.problem(found.problem), linked_visits=counted["visits"], linked_tasks=counted["tasks"],
    ).model_dump()  # fmt: skip
