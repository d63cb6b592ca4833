"""The API of contracts."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
