"""The page of one's own connection."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.calendar_sync import wording
from kehu.calendar_sync.actions import connecting
from kehu.calendar_sync.forms import CalendarForm, ConnectForm, LeavingForm, OptionsForm
from kehu.calendar_sync.jobs import exchange_soon, leave
from kehu.calendar_sync.models import CalendarConnection
from kehu.calendar_sync.permissions import CalendarVerb
from kehu.calendar_sync.queries import pages
from kehu.calendar_sync.queries.rules import rules
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

CHANGED = ["calendar-connection"]


@require_GET
def connection(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    found = pages.mine(user)
    form = OptionsForm(initial={name: getattr(found, name) for name in OptionsForm.base_fields}) if found else None
    return page(request, "calendar_sync/connection.html", _context(user, found, form))


@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """Enter server, user name and password; again, to change the password."""
    user = _reader(request)
    before = pages.mine(user)
    initial = {"server": before.server, "username": before.username} if before else {}

    def save(data: dict[str, Any]) -> None:
        made = connecting.connect(by=user, **data)
        if made.is_chosen:
            exchange_soon(made.pk)

    return form_dialog(
        request, form=ConnectForm(request.POST or None, initial=initial), title=_("Connect a calendar"), save=save,
        message=_("The calendar server lets Kehu in."), go_to=reverse("calendar_sync:connection"), label=_("Connect"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    before = _mine(user)
    try:
        found = connecting.calendars(by=user)
    except Refusal as refusal:
        return refused(request, refusal)

    def save(data: dict[str, Any]) -> None:
        exchange_soon(connecting.choose(url=data["calendar"], by=user).pk)

    return form_dialog(
        request, form=CalendarForm(request.POST or None, found=found, chosen=before.calendar_url),
        title=_("Choose the calendar"), save=save, message=_("The calendar is connected."),
        go_to=reverse("calendar_sync:connection"),
    )  # fmt: skip


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    found = _mine(user)
    form = OptionsForm(request.POST)
    if not form.is_valid():
        return page(request, "calendar_sync/connection.html", _context(user, found, form), status=422)
    connecting.change(changes=form.cleaned_data, by=user)
    if found.is_chosen:
        exchange_soon(found.pk)
    return saved(request, message=_("Saved."), go_to=reverse("calendar_sync:connection"))


@require_POST
def exchange(request: HttpRequest) -> HttpResponse:
    """Exchange now, after whatever problem."""
    found = connecting.try_again(by=_reader(request))
    exchange_soon(found.pk)
    return saved(request, message=_("Kehu looks at the calendar now."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def disconnect(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    _mine(user)

    def save(data: dict[str, Any]) -> None:
        left = connecting.disconnect(keep=data["keep"], by=user)
        if left:
            leave.defer(connection_id=str(left.pk))

    return form_dialog(
        request, form=LeavingForm(request.POST or None), title=_("Disconnect the calendar"), save=save,
        message=_("The calendar is disconnected."), go_to=reverse("calendar_sync:connection"), label=_("Disconnect"),
        text=_("Kehu forgets the server and the password. Visits that came from the calendar stay in Kehu."),
        danger=True,
    )  # fmt: skip


def _reader(request: HttpRequest) -> User:
    user = reader(request)
    user.require(CalendarVerb.CONNECT)
    return user


def _mine(user: User) -> CalendarConnection:
    found = pages.mine(user)
    if found is None:
        raise Http404
    return found


def _context(user: User, found: CalendarConnection | None, form: OptionsForm | None) -> dict[str, Any]:
    context: dict[str, Any] = {"connection": found, "allowed": rules().connecting, "form": form}
    if found is None:
        return context
    return context | {
        "host": pages.host(found), "state": pages.state(found), "problem": wording.problem(found.problem),
        "counted": pages.counted(found), "lines": pages.lines(found, user),
    }  # fmt: skip
