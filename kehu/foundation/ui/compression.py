"""Pages and lists travel compressed: a list of fifty customers is a tenth of its size over the wire."""

import re
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

SMALLEST = 900  # bytes; less fits one packet as it is
QUALITY = 4  # nearly as small as the best, at a millisecond for a large page
_TEXT = re.compile(r"(text/|application/(json|problem\+json|javascript|vnd\.oai)|image/svg)")
_BROTLI = re.compile(r"(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)")


class Brotli:
    """Compresses texts for clients that take brotli, which all browsers do over https and on this machine.

    A record of the API with a strong ETag stays as it is, since the tag stands for its very bytes. Files and streams,
    which are compressed already or never end, stay too. A page's secret, the CSRF token, is masked anew each time, so
    its length tells nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_fit(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if _BROTLI.search(request.headers.get("Accept-Encoding", "")):
            response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=QUALITY)
            response.headers["Content-Encoding"] = "br"
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_fit(response: HttpResponse) -> bool:
    return (
        len(response.content) >= SMALLEST
        and "Content-Encoding" not in response.headers
        and not response.headers.get("ETag", "").startswith('"')
        and _TEXT.match(response.headers.get("Content-Type", "")) is not None
    )
