"""Settings: whose calendars are connected, and which may be. No contents: there are none to show."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kehu.calendar_sync.actions import connecting
from kehu.calendar_sync.forms import RulesForm
from kehu.calendar_sync.permissions import CalendarVerb
from kehu.calendar_sync.queries import pages
from kehu.calendar_sync.queries.rules import rules
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.responses import page, saved


@require_http_methods(["GET", "POST"])
def connections(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(CalendarVerb.MANAGE)
    if request.method == "POST":
        form = RulesForm(request.POST)
        if form.is_valid():
            connecting.rule(by=user, **form.cleaned_data)
            return saved(request, message=_("Saved."), go_to=request.path)
    known = rules()
    rows = [{"connection": one, "host": pages.host(one), "state": pages.state(one)} for one in pages.everybodys()]
    form = RulesForm(initial={"connecting": known.connecting, "inner": known.inner})
    return page(request, "calendar_sync/administration.html", {"form": form, "rows": rows})
