"""The API of sales support."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
