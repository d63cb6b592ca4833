"""Kehu served by threads of this process, for a browser; every request is noted with its statements and bytes."""

import socketserver
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


@dataclass
class Said:
    """One request: its path, how many SQL statements it took, and the bytes of its body as they went over the wire."""

    path: str
    statements: int = 0
    size: int = 0


@dataclass
class Serving:
    """`address` to be opened; `requests` since `forget`, those for static files included."""

    address: str
    requests: list[Said] = field(default_factory=list)

    def forget(self) -> None:
        self.requests.clear()

    @property
    def statements(self) -> int:
        """Of the request that took the most."""
        return max((one.statements for one in self.requests), default=0)

    @property
    def size(self) -> int:
        return sum(one.size for one in list(self.requests))


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(WSGIRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        """The application writes its own log."""


@contextmanager
def served() -> Iterator[Serving]:
    """On a free port of this machine; other than in production there is no granian before it, and no keep-alive."""
    from kehu.config.wsgi import application

    serving = Serving("")

    def noting(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        from django.db import connection

        said = Said(environ["PATH_INFO"])
        serving.requests.append(said)

        def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            said.statements += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            answer = application(environ, start)
            try:
                for chunk in answer:
                    said.size += len(chunk)
                    yield chunk
            finally:
                if hasattr(answer, "close"):
                    answer.close()

    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.set_app(noting)
        serving.address = f"http://localhost:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield serving
        finally:
            server.shutdown()
            thread.join()
