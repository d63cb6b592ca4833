"""Connecting one's calendar, choosing what is exchanged, trying again, and leaving."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.calendar_sync import wording
from kehu.calendar_sync.actions import running
from kehu.calendar_sync.dav import discovery
from kehu.calendar_sync.dav.discovery import Found
from kehu.calendar_sync.dav.session import Session
from kehu.calendar_sync.models import CalendarConnection, CalendarLink, CalendarRules
from kehu.calendar_sync.permissions import CalendarVerb
from kehu.calendar_sync.queries.rules import rules
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.database.sealing import NotReadable, seal
from kehu.foundation.refusals import Refusal

OPTIONS = {"direction", "visits", "tasks", "names", "foreign"}
# A change of these makes other sense of what others wrote there, so all of it is read anew.
READ_ANEW = {"direction", "visits", "foreign"}
PATIENCE = 12.0  # seconds for one question while somebody looks on


class NotConnected(Refusal):
    """The server cannot be used like this."""


class NotChosen(Refusal):
    """There is no connection, or it has no calendar yet, or this one is not among those found."""


def connect(*, server: str, username: str, password: str, by: User) -> CalendarConnection:
    """Look whether the server lets the user in, and keep what he entered, the password sealed. An earlier connection
    goes on with its calendar if that is found there; else it is replaced. With one calendar to write to, that is taken.

    Raises `NotConnected` with a sentence, `PermissionMissing`.
    """
    by.require(CalendarVerb.CONNECT)
    if not rules().connecting:
        raise NotConnected(_("Your company does not allow calendars to be connected."))
    url = address(server)
    found = _calendars(Session(url, username.strip(), password, rules().inner, PATIENCE))
    before = CalendarConnection.objects.filter(user=by).first()
    values = {"server": url, "username": username.strip(), "password": seal(password)}
    with writing(by=by):
        if before and any(one.url == before.calendar_url for one in found):
            connection = before
        else:
            CalendarConnection.objects.filter(user=by).delete()
            connection = CalendarConnection(user=by)
            writable = [one for one in found if one.writable]
            if len(writable) == 1:
                connection.calendar_url, connection.calendar_name = writable[0].url, writable[0].name
        for name, value in values.items():
            setattr(connection, name, value)
        _begin(connection)
    return connection


def calendars(*, by: User) -> list[Found]:
    """What there is to choose from. Asks the server; raises `NotConnected`, `NotChosen`."""
    connection = _mine(by)
    try:
        return _calendars(running.session_of(connection).at(connection.server, PATIENCE))
    except NotReadable as failure:
        raise NotConnected(wording.problem(running.problem_of(failure))) from failure


def choose(*, url: str, by: User) -> CalendarConnection:
    """Exchange with this calendar. Another one than before begins from nothing; what was written into the earlier one
    stays there. Raises `NotChosen`, `NotConnected`.
    """
    by.require(CalendarVerb.CONNECT)
    connection = _mine(by)
    found = next((one for one in calendars(by=by) if one.url == url), None)
    if found is None:
        raise NotChosen(_("Choose one of your calendars."), field="calendar")
    with writing(by=by):
        if connection.calendar_url not in ("", url):
            kept = {name: getattr(connection, name) for name in ("server", "username", "password", *OPTIONS)}
            connection.delete()
            connection = CalendarConnection(user=by, **kept)
        connection.calendar_url, connection.calendar_name = found.url, found.name
        if not found.writable:
            connection.direction = CalendarConnection.Direction.IN
        _begin(connection)
    return connection


def change(*, changes: dict[str, Any], by: User) -> CalendarConnection:
    """Change what is exchanged (`OPTIONS`)."""
    by.require(CalendarVerb.CONNECT)
    if unknown := set(changes) - OPTIONS:
        raise ValueError(f"no options: {sorted(unknown)}")
    with writing(by=by):
        connection = _mine(by)
        changed = {name for name, value in changes.items() if getattr(connection, name) != value}
        for name in changed:
            setattr(connection, name, changes[name])
        if changed & READ_ANEW:
            outside = CalendarLink.objects.filter(connection=connection, kind=CalendarLink.Kind.OUTSIDE)
            outside.update(etag="")
            if not connection.takes:
                outside.delete()
            connection.listed_at = None
        connection.due_at = timezone.now()
        connection.save()
    return connection


def try_again(*, by: User, at: datetime | None = None) -> CalendarConnection:
    """Exchange as soon as may be, whatever went wrong before."""
    by.require(CalendarVerb.CONNECT)
    with writing(by=by):
        connection = _mine(by)
        if not connection.is_chosen:
            raise NotChosen(_("Choose one of your calendars."), field="calendar")
        _begin(connection, at=at)
    return connection


def disconnect(*, keep: bool, by: User) -> CalendarConnection | None:
    """Forget server and password. Visits that came from the calendar stay. With `keep` the copies there stay as well
    and None comes back; else the connection lives on until a job has removed them. Raises `NotChosen`.
    """
    by.require(CalendarVerb.CONNECT)
    with writing(by=by):
        connection = _mine(by)
        if keep or not connection.is_chosen:
            connection.delete()
            return None
        connection.leaving, connection.paused = True, True
        connection.save()
    return connection


def rule(*, connecting: bool, inner: bool, by: User) -> None:
    """What the company allows. Forbidding stops all exchange, and forgets nothing."""
    by.require(CalendarVerb.MANAGE)
    with writing(by=by):
        row: CalendarRules = rules()
        row.connecting, row.inner = connecting, inner
        row.save()


def address(text: str) -> str:
    """What somebody typed as the address of a server; https where he did not say."""
    given = text.strip()
    url = given if "://" in given else f"https://{given}"
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password:
        raise NotConnected(_("Enter the address of the server, such as https://cloud.example.com."), field="server")
    return url


def _begin(connection: CalendarConnection, at: datetime | None = None) -> None:
    connection.paused, connection.leaving = False, False
    connection.problem, connection.failures, connection.failing_since = "", 0, None
    connection.listed_at, connection.due_at = None, at or timezone.now()
    connection.save()


def _mine(by: User) -> CalendarConnection:
    found: CalendarConnection | None = CalendarConnection.objects.visible_to(by).select_related("user").first()
    if found is None:
        raise NotChosen(_("No calendar is connected."))
    return found


def _calendars(session: Session) -> list[Found]:
    try:
        return discovery.calendars(session)
    except tuple(running.KNOWN) as failure:
        problem = running.problem_of(failure)
        field = "password" if problem == CalendarConnection.Problem.PASSWORD else "server"
        raise NotConnected(wording.problem(problem), field=field) from failure
