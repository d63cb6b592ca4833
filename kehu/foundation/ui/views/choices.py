"""Language and theme: chosen in one click, before log-in too, and in force at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kehu.foundation.access.actions import profile
from kehu.foundation.ui.context import LANGUAGE_NAMES
from kehu.foundation.ui.responses import is_htmx

_YEAR = 365 * 24 * 3600
_THEMES = {"auto", "light", "dark"}


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the language with the user, and in a cookie for the next log-in page of this browser."""
    chosen = request.POST.get("language", "")
    if chosen not in LANGUAGE_NAMES:
        return HttpResponseBadRequest()
    return _keep(request, "language", settings.LANGUAGE_COOKIE_NAME, chosen)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps light, dark or auto with the user, and in a cookie for the log-in page."""
    chosen = request.POST.get("theme", "")
    if chosen not in _THEMES:
        return HttpResponseBadRequest()
    return _keep(request, "theme", "theme", chosen)


def _keep(request: HttpRequest, fact: str, cookie: str, chosen: str) -> HttpResponse:
    if request.user.is_authenticated:
        profile.change_own(changes={fact: chosen}, by=request.user)
    response = HttpResponse(status=204) if is_htmx(request) else HttpResponseRedirect(_next(request))
    response.set_cookie(cookie, chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"
