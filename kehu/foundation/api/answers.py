"""Answers of the API: JSON straight from plain values, with the headers that go with them."""

from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.functional import Promise


def answer(data: Any, status: int = 200, *, version: int | None = None, location: str = "") -> HttpResponse:
    """JSON; `version` becomes the ETag of a record, `location` says where the new record is."""
    body = orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
    response = HttpResponse(body, status=status, content_type="application/json")
    if version is not None:
        response["ETag"] = etag(version)
    if location:
        response["Location"] = location
    return response


def nothing() -> HttpResponse:
    """204: done, and there is nothing more to say."""
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def etag(version: int) -> str:
    return f'"{version}"'


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Promise):
        return str(value)
    raise TypeError(type(value).__name__)
