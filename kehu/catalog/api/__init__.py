"""The API of catalog."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
