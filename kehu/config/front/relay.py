"""Copies bytes between a client and the process that answers him."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from kehu.config.front.requests import END, Head, Malformed, Reader

CONNECT_PATIENCE = 20.0  # seconds to wait for a process that is being restarted
HEAD_PATIENCE = 30.0  # seconds in which a request's head must have come in whole
IDLE_PATIENCE = 75.0  # seconds a connection is kept open for the next request
UPSTREAM_IDLE = 15.0  # below the server's own limit, so that we never write to a connection it is closing
_FORWARDED = frozenset({b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded", b"x-real-ip"})
_OURS = frozenset({b"x-kehu-client"})
_REASONS = {400: b"Bad Request", 431: b"Request Header Fields Too Large", 503: b"Service Unavailable"}


@dataclass(frozen=True)
class Routes:
    """Which process answers what. With `behind_proxy`, what a reverse proxy says of the client is believed."""

    web: str
    push: str
    behind_proxy: bool

    def of(self, target: bytes) -> str:
        return self.push if target == b"/push" or target.startswith((b"/push/", b"/push?")) else self.web


class Upstream(asyncio.Protocol):
    """Our side of a connection to the web or the push process, for one client."""

    def __init__(self, client: "Client", path: str) -> None:
        self.client = client
        self.path = path
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.client.answer(self, data)

    def connection_lost(self, _problem: Exception | None) -> None:
        self.client.upstream_lost(self)

    def pause_writing(self) -> None:
        self.client.transport.pause_reading()

    def resume_writing(self) -> None:
        self.client.transport.resume_reading()


class Client(asyncio.Protocol):
    """One visible connection."""

    transport: asyncio.Transport

    def __init__(self, routes: Routes, clients: "set[Client]") -> None:
        self.routes = routes
        self.clients = clients
        self.reader = Reader()
        self.upstream: Upstream | None = None
        self.connecting: asyncio.Task[None] | None = None
        self.waiting: list[bytes] = []
        self.in_request = False  # its end has not come in yet
        self.owed = False  # a request was passed on and no byte of its answer has come
        self.moved = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        self.peer = peer[0] if isinstance(peer, tuple) else "127.0.0.1"
        self.clients.add(self)

    def connection_lost(self, _problem: Exception | None) -> None:
        self.clients.discard(self)
        if self.connecting:
            self.connecting.cancel()
        self._leave_upstream()

    def data_received(self, data: bytes) -> None:
        self.moved = time.monotonic()
        self.reader.feed(data)
        self._pass_on()

    def _pass_on(self) -> None:
        """Hand on what has come in; the next request waits until the answer to the last one has begun."""
        try:
            while self.reader.buffer and (self.in_request or not self.owed):
                before = len(self.reader.buffer), self.reader.state
                for part in self.reader.read():
                    if isinstance(part, Head):
                        self._begin(part)
                    elif part is END:
                        self.in_request = False
                    else:
                        self._send(part)  # type: ignore[arg-type]
                if before == (len(self.reader.buffer), self.reader.state):
                    return
        except Malformed as problem:
            self._refuse(problem.status, str(problem))

    def _begin(self, head: Head) -> None:
        self.in_request = self.owed = True
        path = self.routes.of(head.target)
        if self.upstream is None or self.upstream.path != path:
            self._leave_upstream()
            self.upstream = Upstream(self, path)
            self.connecting = asyncio.get_running_loop().create_task(self._connect(self.upstream))
        self._send(self._rendered(head))

    def _rendered(self, head: Head) -> bytes:
        """The head with the client's address, which the processes behind us cannot see."""
        peer = self.peer.encode()
        if not self.routes.behind_proxy:
            extra = [(b"X-Forwarded-For", peer), (b"X-Forwarded-Proto", b"http"), (b"X-Kehu-Client", peer)]
            return head.render(extra, _FORWARDED | _OURS)
        named = head.get(b"x-forwarded-for")
        return head.render([(b"X-Kehu-Client", _nearest(named) or peer)], _OURS)

    async def _connect(self, upstream: Upstream) -> None:
        self.transport.pause_reading()
        until = time.monotonic() + CONNECT_PATIENCE
        while True:
            try:
                await asyncio.get_running_loop().create_unix_connection(lambda: upstream, upstream.path)
                break
            except OSError:
                if time.monotonic() > until:
                    self._refuse(503, "Kehu is being restarted; try again in a moment.")
                    return
                await asyncio.sleep(0.1)
        for data in self.waiting:
            upstream.transport.write(data)  # type: ignore[union-attr]
        self.waiting.clear()
        self.transport.resume_reading()

    def _send(self, data: bytes) -> None:
        if self.upstream and self.upstream.transport:
            self.upstream.transport.write(data)
        else:
            self.waiting.append(data)

    def answer(self, upstream: Upstream, data: bytes) -> None:
        if upstream is not self.upstream:
            return
        self.moved = time.monotonic()
        self.transport.write(data)
        self.owed = False
        if self.reader.buffer:
            self._pass_on()

    def upstream_lost(self, upstream: Upstream) -> None:
        """An answer that was being sent ends here; between requests the client need not notice."""
        if upstream is not self.upstream:
            return
        self.upstream = None
        if self.owed:
            self._refuse(503, "Kehu is being restarted; try again in a moment.")
        elif self.in_request or time.monotonic() - self.moved < UPSTREAM_IDLE:
            self.transport.close()  # most answers that close the connection end like this

    def _leave_upstream(self) -> None:
        upstream, self.upstream = self.upstream, None
        if upstream and upstream.transport:
            upstream.transport.close()

    def _refuse(self, status: int, sentence: str) -> None:
        body = sentence.encode() + b"\n"
        lines = [
            b"HTTP/1.1 %d %s" % (status, _REASONS[status]),
            b"Content-Type: text/plain; charset=utf-8",
            b"Content-Length: %d" % len(body),
            *([b"Retry-After: 5"] if status == 503 else []),
            b"Connection: close",
        ]
        if not self.transport.is_closing():
            self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            self.transport.close()

    def pause_writing(self) -> None:
        if self.upstream and self.upstream.transport:
            self.upstream.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.upstream and self.upstream.transport:
            self.upstream.transport.resume_reading()

    def sweep(self, now: float) -> None:
        """Called every few seconds: close what nobody uses. An event stream may be silent for as long as it likes."""
        still = now - self.moved
        if self.owed or (self.upstream and self.upstream.path == self.routes.push):
            return
        if self.in_request or not self.reader.between_requests:
            if still > HEAD_PATIENCE:
                self.transport.close()
        elif still > IDLE_PATIENCE:
            self.transport.close()
        elif still > UPSTREAM_IDLE:
            self._leave_upstream()


def _nearest(forwarded: bytes) -> bytes:
    """The address that our own proxy saw: the last one named, as all before it come from the client."""
    name = forwarded.rpartition(b",")[2].strip().decode("ascii", "replace")
    try:
        return str(ip_address(name)).encode()
    except ValueError:
        return b""


def factory(routes: Routes, clients: set[Client]) -> Callable[[], Client]:
    return lambda: Client(routes, clients)
