"""The API of quotes."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
