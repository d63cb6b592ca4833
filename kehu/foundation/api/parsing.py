"""Reading request bodies."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser


class BodyParser(Parser):
    """JSON by orjson, which refuses broken Unicode. PostgreSQL cannot hold NUL, so no text may contain it."""

    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body:
            raise ValueError
        return orjson.loads(request.body)
