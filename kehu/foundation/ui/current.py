"""The request being answered, for what templates need without being handed it: macros are imported without context."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class CurrentRequest:
    """Middleware: makes the request known for as long as it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def csrf_input() -> SafeString:
    """The hidden input that a form needs to be accepted; empty outside a request."""
    request = _request.get()
    if request is None:
        return SafeString("")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', csrf_token(request))


def csrf_token(request: HttpRequest) -> str:
    """The secret of the forms, masked once for all places of a page that carry it."""
    masked: str | None = getattr(request, "masked_token", None)
    if masked is None:
        masked = request.masked_token = get_token(request)  # type: ignore[attr-defined]
    return masked
