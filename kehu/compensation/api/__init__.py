"""The API of compensation."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
