"""One line in the log for each request: which route, how long, how it ended, for whom. No values, no addresses."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

log = structlog.get_logger("kehu.request")


class RequestLog:
    """The outermost of our middlewares, so that its time is the whole time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(("/static/", "/health/")):
            self._write(request, response, time.perf_counter() - begun)
        return response

    def _write(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        user = getattr(request, "user", None)
        log.info(
            "request",
            method=request.method,
            route=_route(request),
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            user=str(user.pk) if user is not None and user.is_authenticated else "",
            request_id=getattr(request, "id", ""),
        )


def _route(request: HttpRequest) -> str:
    """The pattern of the address, also where somebody was turned away before it was looked at."""
    if request.resolver_match:
        return request.resolver_match.route
    try:
        return resolve(request.path_info).route
    except Resolver404:
        return ""
