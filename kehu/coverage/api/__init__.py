"""The API of coverage."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
