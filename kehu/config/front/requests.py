"""Reads HTTP/1.1 requests out of a stream of bytes, strictly: what could be understood in two ways is refused.

A front that reads a request otherwise than the server behind it lets one request be smuggled inside another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

LONGEST_HEAD = 32 * 1024
_LINE = re.compile(rb"([A-Z]{1,20}) ([!-~]{1,16000}) HTTP/1\.([01])")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t \x21-\x7e\x80-\xff]*)")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[\t \x21-\x7e\x80-\xff]*)?")
# Of this connection only, or ours to set: never handed on as the client sent them.
_DROPPED = {b"upgrade", b"http2-settings", b"proxy-connection", b"keep-alive", b"te", b"trailer"}


class Malformed(Exception):
    """The bytes are no request that we pass on. `status` is the answer's code."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Head:
    method: bytes
    target: bytes
    minor: bytes
    headers: list[tuple[bytes, bytes]]
    length: int | None  # of the body in bytes; None when it comes in chunks

    def get(self, name: bytes) -> bytes:
        """The values of a header (its name in lower case), joined by commas; empty if there is none."""
        return b", ".join(value for key, value in self.headers if key.lower() == name)

    def render(self, extra: list[tuple[bytes, bytes]], without: frozenset[bytes]) -> bytes:
        """The head as we send it on: without the names in `without`, with `extra` added.

        Names with an underscore are left out, since WSGI cannot tell them from names with a hyphen.
        """
        lines = [b"%s %s HTTP/1.%s" % (self.method, self.target, self.minor)]
        for key, value in self.headers:
            name = key.lower()
            if name in _DROPPED or name in without or b"_" in name:
                continue
            if name == b"connection":
                lines.append(b"Connection: close" if b"close" in value.lower() else b"Connection: keep-alive")
            else:
                lines.append(key + b": " + value)
        lines += [key + b": " + value for key, value in extra]
        return b"\r\n".join(lines) + b"\r\n\r\n"


class _State(Enum):
    HEAD = auto()
    BODY = auto()
    CHUNK_SIZE = auto()
    CHUNK_DATA = auto()
    CHUNK_END = auto()
    TRAILER = auto()


class End:
    """The request is complete."""


END = End()


@dataclass
class Reader:
    """Feed it bytes; it yields a `Head`, then body bytes framed as they are to be sent on, then `END`, and again."""

    buffer: bytearray = field(default_factory=bytearray)
    state: _State = _State.HEAD
    left: int = 0

    @property
    def between_requests(self) -> bool:
        return self.state is _State.HEAD and not self.buffer

    def feed(self, data: bytes) -> None:
        self.buffer += data

    def read(self) -> Iterator[Head | bytes | End]:
        """What can be read so far; stops after each `END` until called again. Raises Malformed."""
        while self.buffer:
            step = getattr(self, f"_read_{self.state.name.lower()}")()
            if step is None:
                return
            yield from step
            if END in step:
                return

    def _read_head(self) -> list[Head | bytes | End] | None:
        while self.buffer.startswith(b"\r\n"):
            del self.buffer[:2]
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0 or end > LONGEST_HEAD:
            if len(self.buffer) > LONGEST_HEAD:
                raise Malformed(431, "The request's head is too long.")
            return None
        head = parse(bytes(self.buffer[:end]))
        del self.buffer[: end + 4]
        if head.length is None:
            self.state = _State.CHUNK_SIZE
        elif head.length:
            self.state, self.left = _State.BODY, head.length
        else:
            return [head, END]
        return [head]

    def _read_body(self) -> list[bytes | End]:
        piece = self._take()
        if self.left:
            return [piece]
        self.state = _State.HEAD
        return [piece, END]

    def _read_chunk_size(self) -> list[bytes] | None:
        line = self._line(256)
        if line is None:
            return None
        match = _CHUNK.fullmatch(line)
        if not match:
            raise Malformed(400, "A chunk has no size.")
        self.left = int(match[1], 16)
        self.state = _State.CHUNK_DATA if self.left else _State.TRAILER
        return [b"%x\r\n" % self.left] if self.left else []

    def _read_chunk_data(self) -> list[bytes]:
        piece = self._take()
        if not self.left:
            self.state = _State.CHUNK_END
        return [piece]

    def _read_chunk_end(self) -> list[bytes] | None:
        if len(self.buffer) < 2:
            return None
        if self.buffer[:2] != b"\r\n":
            raise Malformed(400, "A chunk is longer than it says.")
        del self.buffer[:2]
        self.state = _State.CHUNK_SIZE
        return [b"\r\n"]

    def _read_trailer(self) -> list[bytes | End] | None:
        line = self._line(4096)
        if line is None:
            return None
        if line:
            return []  # nobody here wants trailers
        self.state = _State.HEAD
        return [b"0\r\n\r\n", END]

    def _take(self) -> bytes:
        piece = bytes(self.buffer[: self.left])
        del self.buffer[: len(piece)]
        self.left -= len(piece)
        return piece

    def _line(self, longest: int) -> bytes | None:
        end = self.buffer.find(b"\r\n", 0, longest + 2)
        if end < 0:
            if len(self.buffer) > longest:
                raise Malformed(400, "A line is too long.")
            return None
        line = bytes(self.buffer[:end])
        del self.buffer[: end + 2]
        return line


def parse(text: bytes) -> Head:
    """A request's head without its closing empty line. Raises Malformed."""
    first, *rest = text.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if not line:
        raise Malformed(400, "The request line cannot be read.")
    headers = []
    for row in rest:
        match = _HEADER.fullmatch(row)
        if not match:
            raise Malformed(400, "A header cannot be read.")
        headers.append((match[1], match[2].rstrip(b" \t")))
    return Head(line[1], line[2], line[3], headers, _length(headers, line[3]))


def _length(headers: list[tuple[bytes, bytes]], minor: bytes) -> int | None:
    lengths = [value for key, value in headers if key.lower() == b"content-length"]
    codings = [value.lower() for key, value in headers if key.lower() == b"transfer-encoding"]
    if codings:
        if codings != [b"chunked"] or lengths or minor == b"0":
            raise Malformed(400, "It is unclear where the request ends.")
        return None
    if not lengths:
        return 0
    if len(lengths) > 1 or not re.fullmatch(rb"[0-9]{1,18}", lengths[0]):
        raise Malformed(400, "It is unclear where the request ends.")
    return int(lengths[0])
