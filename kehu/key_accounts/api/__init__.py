"""The API of key accounts."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
