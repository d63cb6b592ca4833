"""A request to a foreign server is bounded in every way."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from kehu.foundation.outbound.failures import Forbidden, TooMuch, Unreachable
from kehu.foundation.outbound.http import Request, send


class Stub(BaseHTTPRequestHandler):
    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        Stub.seen.append((self.path, self.headers.get("Authorization", "")))
        if self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            threading.Event().wait(2)
            return
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = b"x" * 5000 if self.path == "/long" else b"hello"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Stub.seen.clear()
    one = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=one.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{one.server_port}"
    one.shutdown()
    one.server_close()


def test_an_answer_comes_with_its_status_and_body(server: str) -> None:
    answer = send(Request("GET", f"{server}/", inner=True))
    assert (answer.status, answer.body) == (200, b"hello")


def test_an_answer_that_is_too_long_is_not_read_to_its_end(server: str) -> None:
    with pytest.raises(TooMuch):
        send(Request("GET", f"{server}/long", inner=True, largest=4000))


def test_a_server_that_does_not_answer_in_time_is_given_up(server: str) -> None:
    with pytest.raises(Unreachable):
        send(Request("GET", f"{server}/slow", inner=True, seconds=0.3))


def test_a_redirect_is_judged_like_the_first_address(server: str) -> None:
    with pytest.raises(Forbidden):
        send(Request("GET", f"{server}/to?http://169.254.169.254/latest", inner=True))


def test_a_redirect_without_end_ends(server: str) -> None:
    with pytest.raises(TooMuch):
        send(Request("GET", f"{server}/to?/to?/to?/to?/to?/to?/to?/x", inner=True))


def test_a_password_is_not_carried_to_another_host(server: str) -> None:
    port = server.rpartition(":")[2]
    send(Request("GET", f"{server}/to?http://localhost:{port}/there", headers={"Authorization": "Basic x"}, inner=True))
    assert Stub.seen[0][1] == "Basic x"
    assert Stub.seen[1] == ("/there", "")


def test_nothing_is_asked_of_the_own_network_unless_allowed(server: str) -> None:
    with pytest.raises(Forbidden):
        send(Request("GET", server.replace("http:", "https:")))
    assert Stub.seen == []


def test_a_name_that_answers_otherwise_a_moment_later_gains_nothing(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is asked once, and the connection goes to the judged answer."""
    import socket

    port, asked = int(server.rpartition(":")[2]), []

    def flipping(host: str, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) > 1 else "8.8.8.8"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", flipping)
    with pytest.raises(Unreachable):
        send(Request("GET", f"https://calendar.example:{port}/", seconds=1))
    assert Stub.seen == []
    assert asked == ["calendar.example"]
