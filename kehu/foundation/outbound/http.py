"""One bounded HTTP request to a server that a person named.

Bounded in every way: schemes, addresses (`addresses.py`), time for the whole exchange, bytes of the answer, and steps
of a redirect, each of which is judged like the first address. No cookies, no proxies of the environment, no
compression (an answer cannot unfold in memory).
"""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from kehu.foundation.outbound import addresses
from kehu.foundation.outbound.failures import Forbidden, NotTrusted, TooMuch, Unreachable

CONNECTING = 10.0  # seconds
WHOLE = 45.0  # seconds for one request, redirects included
LARGEST = 16 * 1024 * 1024
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    inner: bool = False  # machines of the own network are allowed, and plain http is
    largest: int = LARGEST
    seconds: float = WHOLE


@dataclass(frozen=True)
class Answer:
    """`url` is where the answer came from after redirects; names of headers are in lower case."""

    status: int
    url: str
    headers: dict[str, str]
    body: bytes


def send(request: Request) -> Answer:
    """Ask and return the answer, whatever its status. Credentials stay with the host they were meant for.

    Raises `Forbidden`, `Unreachable`, `NotTrusted` or `TooMuch`.
    """
    until = time.monotonic() + request.seconds
    first, url = origin(request.url), request.url
    for _step in range(MOST_REDIRECTS + 1):
        parts = checked(url, inner=request.inner)
        if _left_safety(first, parts):
            raise Forbidden(parts.hostname or "")
        headers = {**request.headers}
        if origin(url) != first:
            headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        answer = _once(request, parts, url, headers, until)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target:
            return answer
        url = urljoin(url, target)
    raise TooMuch("redirects")


def checked(url: str, *, inner: bool) -> SplitResult:
    """The parts of an address that may be asked. Raises `Forbidden`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise Forbidden("address") from wrong
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc or port == 0:
        raise Forbidden(parts.hostname or "address")
    if parts.scheme == "http" and not inner:
        raise Forbidden(parts.hostname)
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise Forbidden("address")
    return parts


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)


def _left_safety(first: tuple[str, str, int], parts: SplitResult) -> bool:
    return first[0] == "https" and parts.scheme != "https"


def _once(request: Request, parts: SplitResult, url: str, headers: Mapping[str, str], until: float) -> Answer:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    places = addresses.resolve(host, port, inner=request.inner)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port)
    try:
        connection.sock = _connected(places, parts.scheme == "https", until)
        sent = {"Host": _host(parts), "Accept-Encoding": "identity", "User-Agent": "Kehu", **headers}
        connection.putrequest(request.method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        if request.body or request.method in {"PUT", "POST"}:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        response = connection.getresponse()
        body = _read(response, connection.sock, request.largest, until)
    except ssl.SSLCertVerificationError as untrusted:
        raise NotTrusted(host) from untrusted
    except (OSError, http.client.HTTPException, ValueError) as broken:
        raise Unreachable(host) from broken
    finally:
        connection.close()
    return Answer(response.status, url, {name.lower(): value for name, value in response.getheaders()}, body)


def _connected(places: list[addresses.Place], secure: bool, until: float) -> socket.socket:
    failure: OSError | None = None
    for place in places:
        plain = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            plain.settimeout(min(CONNECTING, _left(until)))
            plain.connect((place.address, place.port))
        except OSError as refused:
            plain.close()
            failure = refused
            continue
        plain.settimeout(_left(until))
        if not secure:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=place.host)
        except OSError:
            plain.close()
            raise
    raise failure or OSError("no address")


def _read(response: http.client.HTTPResponse, sock: socket.socket | None, largest: int, until: float) -> bytes:
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise ValueError("compressed without being asked")
    found = bytearray()
    while not response.isclosed():
        if sock is not None and sock.fileno() >= 0:
            sock.settimeout(_left(until))
        piece = response.read1(_CHUNK)
        if not piece:
            break
        found += piece
        if len(found) > largest:
            raise TooMuch("answer")
    return bytes(found)


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _host(parts: SplitResult) -> str:
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    return name if parts.port in (None, PORTS[parts.scheme]) else f"{name}:{parts.port}"
