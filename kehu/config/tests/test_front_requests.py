import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.config.front.requests import END, Head, Malformed, Reader

POST = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
GET = b"GET /push/stream HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"


def read(*pieces: bytes) -> list[tuple[bytes, bytes]]:
    """Target and body bytes of each complete request."""
    reader, found, target, body = Reader(), [], b"", b""
    for piece in pieces:
        reader.feed(piece)
        before = None
        while reader.buffer and before != (len(reader.buffer), reader.state):
            before = len(reader.buffer), reader.state
            for part in reader.read():
                if isinstance(part, Head):
                    target, body = part.target, b""
                elif part is END:
                    found.append((target, body))
                else:
                    body += part
    return found


WHOLE = [(b"/a", b"hello"), (b"/push/stream", b""), (b"/c", b"5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n"), (b"/a", b"hello")]


@given(st.lists(st.integers(min_value=1, max_value=200), max_size=40))
def test_requests_are_found_however_the_bytes_are_cut(cuts: list[int]) -> None:
    stream, pieces = POST + GET + CHUNKED + POST, []
    for cut in cuts:
        pieces.append(stream[:cut])
        stream = stream[cut:]
    assert read(*pieces, stream) == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length : 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\nContent-Length: 5\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
        b"G" * 40000,
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        read(text)


def test_the_clients_word_about_himself_is_not_passed_on() -> None:
    reader = Reader()
    reader.feed(b"GET / HTTP/1.1\r\nX-Kehu-Client: 1.1.1.1\r\nX_Kehu_Client: 1.1.1.1\r\nUpgrade: h2c\r\nA: b\r\n\r\n")
    head = next(part for part in reader.read() if isinstance(part, Head))

    sent = head.render([(b"X-Kehu-Client", b"10.0.0.1")], frozenset({b"x-kehu-client"}))

    assert sent == b"GET / HTTP/1.1\r\nA: b\r\nX-Kehu-Client: 10.0.0.1\r\n\r\n"
