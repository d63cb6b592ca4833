"""The API of approvals."""

from ninja import Router

ROUTERS: list[tuple[str, str, Router]] = []
