"""The content security policy: everything comes from ourselves, but for pictures that a page was told to fetch."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)


def allow_pictures(response: HttpResponse, source: str) -> HttpResponse:
    """Let this one page show pictures of another server, such as `https://tiles.example.com`."""
    response.headers["Content-Security-Policy"] = POLICY.replace("img-src 'self'", f"img-src 'self' {source}")
    return response


class ContentSecurityPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
