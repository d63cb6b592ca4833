"""A caller of the API for tests: a token of his own, JSON in, JSON out."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from kehu.foundation.access.models import ApiToken, User
from kehu.foundation.access.models.tokens import digest, new_token

BASE = "/api/v1"


def token_for(user: User, scopes: list[str] | None = None) -> str:
    secret = new_token()
    ApiToken.objects.create(user=user, name="test", digest=digest(secret), tail=secret[-4:], scopes=scopes or ["*"])
    return secret


@dataclass
class Caller:
    token: str

    @classmethod
    def of(cls, user: User, scopes: list[str] | None = None) -> "Caller":
        return cls(token_for(user, scopes))

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """`headers` with _ for -: `If_Match='"1"'`."""
        given = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return Client().generic(method, f"{BASE}{path}", headers=given, **_encoded(more))

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self("DELETE", path, **headers)


def _encoded(more: dict[str, Any]) -> dict[str, Any]:
    import json

    return {**more, "data": json.dumps(more["data"])} if "data" in more else more
