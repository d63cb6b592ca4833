"""The API of forecasting."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
