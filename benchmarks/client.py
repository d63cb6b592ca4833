"""Requests through Kehu's WSGI application in this process, as the web process would run them, without a network."""

import io
import json
from http import HTTPStatus
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import brotli


class Answer:
    """Status, headers (names in small letters) and the body as it travels; `text` is the body unpacked."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes):
        self.status = int(status.split()[0])
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "br"
        return (brotli.decompress(self.body) if packed else self.body).decode()


class Client:
    """Somebody with a session of a browser, or with an API token."""

    def __init__(self, *, session: str = "", token: str = "", htmx: bool = False):
        from kehu.config.wsgi import application

        self.application = application
        self.fixed = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"}
        if session:
            self.fixed["HTTP_COOKIE"] = f"sessionid={session}"
        if token:
            self.fixed["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        if htmx:
            self.fixed["HTTP_HX_REQUEST"] = "true"

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, b"")

    def post(self, address: str, body: dict[str, Any]) -> Answer:
        return self._ask("POST", address, json.dumps(body).encode())

    def _ask(self, method: str, address: str, body: bytes) -> Answer:
        parts = urlsplit(address)
        environ = {
            **self.fixed, "REQUEST_METHOD": method, "PATH_INFO": parts.path, "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json" if body else "",
        }  # fmt: skip
        said: list[Any] = []
        chunks = self.application(environ, lambda status, headers, _error=None: said.extend((status, headers)))
        answer = Answer(said[0], said[1], b"".join(chunks))
        if hasattr(chunks, "close"):
            chunks.close()
        if answer.status >= HTTPStatus.BAD_REQUEST or answer.status == HTTPStatus.FOUND:
            raise RuntimeError(f"{method} {address} was answered with {answer.status}: {answer.body[:300]!r}")
        return answer


def signed_in(email: str, *, htmx: bool = False) -> Client:
    """A browser in which the demo user is signed in."""
    return Client(session=session_of(email), htmx=htmx)


def session_of(email: str) -> str:
    """The cookie of a session in which the demo user is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    user = demo_user(email)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def with_token(email: str) -> Client:
    """A program with an API token of the demo user."""
    from kehu.foundation.access.actions import tokens

    user = demo_user(email)
    return Client(token=tokens.create(user=user, name="benchmark", scopes=["*"], by=user)[1])


def demo_user(email: str) -> Any:
    from kehu.foundation.access.models import User

    return User.objects.get(email=f"{email}@demo.example")
