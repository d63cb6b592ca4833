"""Gives each request an id and says where its changes come from."""

import re
from collections.abc import Callable

import uuid_utils
from django.http import HttpRequest, HttpResponse

from kehu.foundation.audit.context import coming_from

ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9-]{8,40}")


class RequestContext:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if ACCEPTABLE_ID.fullmatch(given) else str(uuid_utils.uuid7())
        request.id = request_id  # type: ignore[attr-defined]
        source = "api" if request.path.startswith("/api/") else "page"
        with coming_from(source, request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
