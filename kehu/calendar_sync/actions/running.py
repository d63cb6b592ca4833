"""One attempt to exchange, and what follows from how it went: when to try again, when to stop, whom to tell."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_noop

from kehu.calendar_sync.actions import exchanging
from kehu.calendar_sync.actions.ports import Server
from kehu.calendar_sync.dav import failures as dav
from kehu.calendar_sync.dav.calendar import Calendar
from kehu.calendar_sync.dav.session import Session
from kehu.calendar_sync.models import CalendarConnection
from kehu.calendar_sync.permissions import CalendarVerb
from kehu.calendar_sync.queries.rules import rules
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.database.sealing import NotReadable, unseal
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.outbound import failures as outbound
from kehu.foundation.ui.addresses import url

Problem = CalendarConnection.Problem
EVERY, SOON, LATEST = timedelta(minutes=5), timedelta(seconds=20), timedelta(hours=6)
TOLD_AFTER = timedelta(hours=24)
AT_MOST = 150.0  # seconds of one attempt; what is left comes with the next
# After so many failures in a row nothing more is tried until the user does something. What may pass by itself is
# tried for ever, more and more rarely: a server may be down over a holiday.
PATIENCE = {
    Problem.PASSWORD: 3, Problem.GONE: 5, Problem.NOT_CALDAV: 5, Problem.FORBIDDEN: 2, Problem.UNTRUSTED: 5,
    Problem.KEY: 1, Problem.EMPTIED: 1, Problem.OURS: 8,
}  # fmt: skip
KNOWN: dict[type[Exception], Problem] = {
    dav.WrongPassword: Problem.PASSWORD, dav.CalendarGone: Problem.GONE, dav.NoCalendarServer: Problem.NOT_CALDAV,
    dav.ServerTrouble: Problem.TROUBLE, outbound.Forbidden: Problem.FORBIDDEN,
    outbound.Unreachable: Problem.UNREACHABLE, outbound.NotTrusted: Problem.UNTRUSTED,
    outbound.TooMuch: Problem.TOO_MUCH, NotReadable: Problem.KEY, exchanging.Emptied: Problem.EMPTIED,
}  # fmt: skip


class OutOfTime(Exception):
    """The rest comes with the next attempt."""


def attempt(*, connection_id: UUID, at: datetime | None = None) -> None:
    """Exchange with one calendar if it may be, and write down how it went. An error of our own is raised again."""
    now = at or timezone.now()
    connection = CalendarConnection.objects.select_related("user").filter(pk=connection_id).first()
    if connection is None or not may_run(connection):
        return
    try:
        again = exchanging.exchange(
            connection=connection, server=server_of(connection), now=now, breathe=_clock(AT_MOST)
        )
    except OutOfTime:
        _went_well(connection, now, again=True)
    except tuple(KNOWN) as failure:
        _failed(connection, problem_of(failure), now, after=getattr(failure, "after", 0))
    except IntegrityError:
        if CalendarConnection.objects.filter(pk=connection.pk).exists():  # else it was disconnected meanwhile
            _failed(connection, Problem.OURS, now)
            raise
    except Exception:
        _failed(connection, Problem.OURS, now)
        raise
    else:
        _went_well(connection, now, again=again)


def may_run(connection: CalendarConnection) -> bool:
    """Whether anything is to be exchanged: not for who was deactivated or lost the right to connect,
    and nothing at all after a restore before somebody has released what goes out.
    """
    ready = connection.is_chosen and not connection.paused and not connection.leaving
    user = connection.user
    allowed = user.is_active and user.may(CalendarVerb.CONNECT) and rules().connecting
    return ready and allowed and not Company.objects.current().outbound_fenced


def server_of(connection: CalendarConnection) -> Server:
    """Raises `NotReadable` if the password was sealed with another key."""
    return Calendar(session_of(connection), connection.calendar_url)


def session_of(connection: CalendarConnection) -> Session:
    url = connection.calendar_url or connection.server
    return Session(url, connection.username, unseal(connection.password), rules().inner)


def problem_of(failure: Exception) -> Problem:
    return next(problem for kind, problem in KNOWN.items() if isinstance(failure, kind))


def _clock(seconds: float) -> Callable[[], None]:
    until = time.monotonic() + seconds

    def breathe() -> None:
        if time.monotonic() > until:
            raise OutOfTime

    return breathe


def _went_well(connection: CalendarConnection, now: datetime, *, again: bool) -> None:
    with writing(by=None):
        rows = CalendarConnection.objects.filter(pk=connection.pk)
        rows.update(synced_at=now, problem="", failures=0, failing_since=None, due_at=now + (SOON if again else EVERY))


def _failed(connection: CalendarConnection, problem: Problem, now: datetime, after: int = 0) -> None:
    with writing(by=None):
        row = CalendarConnection.objects.select_for_update(of=("self",)).filter(pk=connection.pk).first()
        if row is None:
            return
        row.failures = row.failures + 1 if row.problem == problem else 1
        row.problem, row.failing_since = problem, row.failing_since or now
        row.due_at = now + max(min(EVERY * 2 ** min(row.failures - 1, 10), LATEST), timedelta(seconds=after))
        row.paused = row.paused or row.failures >= PATIENCE.get(problem, row.failures + 1)
        row.save()
        if row.paused:
            _tell(connection, gettext_noop("Your calendar is no longer kept in step with Kehu. See what to do."), row)
        elif now - row.failing_since >= TOLD_AFTER:
            _tell(connection, gettext_noop("Your calendar could not be reached for a day. Kehu keeps trying."), row)


def _tell(connection: CalendarConnection, message: str, row: CalendarConnection) -> None:
    """Once per trouble, however long it lasts."""
    key = f"calendar-{row.pk}-{row.failing_since:%Y%m%d%H%M%S}-{'paused' if row.paused else 'failing'}"
    notices.tell(
        users=[connection.user], kind=Notice.Kind.SYSTEM, message=message, url=url("calendar_sync:connection"), key=key
    )
