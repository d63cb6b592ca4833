"""What every page may use without its view handing it over."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {"user": request.user}
