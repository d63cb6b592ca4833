"""Problems in sentences, for the page, the API and refusals."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.calendar_sync.models import CalendarConnection

Problem = CalendarConnection.Problem

PROBLEMS: dict[str, Any] = {
    Problem.PASSWORD: _(
        "The server does not take this user name and password. Many providers want an app password made for Kehu "
        "instead of the one you sign in with."
    ),
    Problem.GONE: _("The calendar is not there any more, or you may not use it any more."),
    Problem.NOT_CALDAV: _("There is no calendar server (CalDAV) at this address, or no calendar of yours on it."),
    Problem.FORBIDDEN: _(
        "Kehu does not go to this address. It has to begin with https:// and must not lie in the company's own "
        "network, unless an administrator allows that."
    ),
    Problem.UNTRUSTED: _("The certificate of the server is not valid, so nobody can tell who answers there."),
    Problem.UNREACHABLE: _("The server does not answer. Kehu tries again by itself, less and less often."),
    Problem.TROUBLE: _("The server says that it has trouble or is busy. Kehu tries again by itself."),
    Problem.TOO_MUCH: _("The server sends more than Kehu is ready to read. Choose a calendar with fewer entries."),
    Problem.EMPTIED: _(
        "Most entries disappeared from the calendar at once. Nothing was cancelled in Kehu. Disconnect and connect "
        "again to have everything written there anew."
    ),
    Problem.KEY: _("The password can no longer be read, because Kehu's own key was changed. Enter it again."),
    Problem.OURS: _("Kehu made a mistake with this calendar. It is written down for the administrator."),
}
FIELDS: dict[str, Any] = {
    "title": _("title"), "when": _("time"), "place": _("place"), "notes": _("notes"),
}  # fmt: skip


def problem(code: str) -> str:
    """ "" where there is none."""
    return str(PROBLEMS.get(code, ""))
