"""What people see when something cannot be shown: what happened, in a sentence, and what they can do about it."""

from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import is_htmx, page, refused, toast

log = structlog.get_logger(__name__)


class Refusals:
    """Middleware: a refusal that a view did not turn into an answer still reaches the user as its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return refused(request, problem) if isinstance(problem, Refusal) else None


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the sentence of the missing permission, and who can give it."""
    text = str(exception) or _("You are not allowed to do this. An administrator can change that.")
    people = _administrators()
    if is_htmx(request):
        if people:
            text = _("%(reason)s Ask: %(people)s.") % {"reason": text, "people": ", ".join(people)}
        return toast(request, text, status=403)
    return _page(request, 403, _("You may not do this"), text, people=people, icon="lock")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it never was there, is in the trash, or is not for this user's eyes; which of them is not said."""
    text = _("What you look for does not exist, has been deleted, or is not shared with you.")
    if is_htmx(request):
        return toast(request, text, status=404)
    return _page(request, 404, _("Not found"), text, icon="map-question")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: nothing a person does through our pages leads here."""
    text = _("The address or the data sent with it cannot be understood.")
    if is_htmx(request):
        return toast(request, text, status=400)
    return _page(request, 400, _("This request makes no sense"), text, icon="unlink")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after a form came without its token, most often from a page that was open since before the log-in."""
    log.warning("csrf_failure", reason=reason)
    text = _(
        "The page was open for too long or belongs to another log-in. Reload it and try again; nothing was changed."
    )
    if is_htmx(request):
        return toast(request, text, status=403)
    return _page(request, 403, _("Please try again"), text, icon="refresh-alert")


def failed(request: HttpRequest) -> HttpResponse:
    """500: says so, and gives the request's id, by which the log tells what happened."""
    request_id = getattr(request, "id", "")
    title = _("Something went wrong on our side")
    text = _("Nothing was half done. Try again; if it stays so, tell your administrator this number: %(id)s") % {
        "id": request_id
    }
    if is_htmx(request):
        return toast(request, text, status=500)
    try:  # without the frame, which needs a database that may be what failed
        context = {"code": 500, "icon": "mood-sad", "title": title, "text": text, "people": []}
        return HttpResponseServerError(render_to_string("ui/failure.html", context))
    except Exception:
        log.exception("error page failed")
        return HttpResponseServerError(
            f"<!doctype html><title>500</title><h1>{escape(title)}</h1><p>{escape(text)}</p>"
        )


def _page(request: HttpRequest, code: int, title: str, text: str, *, icon: str, people: Any = ()) -> HttpResponse:
    context = {"code": code, "icon": icon, "title": title, "text": text, "people": people}
    return page(request, "ui/error.html", context, status=code)


def _administrators() -> list[str]:
    found = User.objects.filter(roles__key="administrator", is_active=True).order_by("name", "id")
    return list(found.values_list("name", flat=True)[:3])
