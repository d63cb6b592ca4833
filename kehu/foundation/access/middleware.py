"""Nobody gets past the log-in page by accident, and everyone is answered in his language."""

from collections.abc import Callable
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

# Paths that answer without a session: log-in itself, static files, health, and doors with a key of their own.
OPEN_PATHS = (
    "/accounts/", "/static/", "/health/", "/api/", "/calendar/feed/", "/offers/", "/language", "/theme",
)  # fmt: skip


class SessionActivity(UserSessionsMiddleware):
    """Notes when and from where a session was last used, for the list of one's sessions: every few minutes, because
    noting it with every request would cost five statements, one of them a write.
    """

    SECONDS = 300

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = f"session-seen:{request.session.session_key}"
        if request.session.session_key and cache.add(key, True, self.SECONDS):
            answer: HttpResponse = super().__call__(request)
        else:
            answer = self.get_response(request)
        return answer


class SignedInOnly:
    """A view is closed unless its path stands in `OPEN_PATHS`; a view that is forgotten is therefore closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(OPEN_PATHS):
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": "/accounts/login/"})
        return redirect(f"/accounts/login/?{urlencode({'next': request.get_full_path()})}")


class UserLocale:
    """Language: the user's choice, else the cookie of the log-in page, else the browser's wish. Time zone likewise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        chosen = getattr(user, "language", "") or translation.get_language_from_request(request)
        zone = getattr(user, "time_zone", "") or ""
        with translation.override(chosen), timezone.override(ZoneInfo(zone) if zone else None):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", chosen)
        return response
