"""The front against two small servers on Unix sockets, in one event loop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from kehu.config.front.relay import Client, Routes, factory

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GET = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n"


def answering(name: bytes) -> Serve:
    """Answers each request with its own name, the request line and the client's address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")):
            rows = dict(row.split(b": ", 1) for row in head.strip().split(b"\r\n")[1:])
            sent = await reader.readexactly(int(rows.get(b"Content-Length", b"0")))
            body = b" ".join([name, head.split(b" ")[1], rows[b"X-Kehu-Client"], sent])
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return serve


async def streaming(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    for number in range(3):
        writer.write(b"data: %d\n\n" % number)
        await writer.drain()
        await asyncio.sleep(0.02)
    writer.close()


@asynccontextmanager
async def front(folder: Path, push: Serve, *, behind_proxy: bool = False) -> AsyncIterator[int]:
    web, events = str(folder / "web"), str(folder / "push")
    servers = [
        await asyncio.start_unix_server(answering(b"web"), web),
        await asyncio.start_unix_server(push, events),
    ]
    clients: set[Client] = set()
    routes = Routes(web, events, behind_proxy)
    visible = await asyncio.get_running_loop().create_server(factory(routes, clients), "127.0.0.1", 0)
    try:
        yield visible.sockets[0].getsockname()[1]
    finally:
        for client in list(clients):
            client.transport.abort()
        for server in (*servers, visible):
            server.close()


async def ask(port: int, *requests: bytes) -> list[bytes]:
    """The body of each answer, the requests sent one after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    bodies = []
    for request in requests:
        writer.write(request)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        bodies.append(await reader.readexactly(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])))
    writer.close()
    return bodies


def test_one_connection_reaches_both_processes_in_turn(tmp_path: Path) -> None:
    async def scenario() -> list[bytes]:
        async with front(tmp_path, answering(b"push")) as port:
            return await ask(port, GET % b"/a", GET % b"/push/b", GET % b"/pushed", GET % b"/push?c")

    assert asyncio.run(scenario()) == [
        b"web /a 127.0.0.1 ",
        b"push /push/b 127.0.0.1 ",
        b"web /pushed 127.0.0.1 ",
        b"push /push?c 127.0.0.1 ",
    ]


def test_requests_sent_all_at_once_are_answered_in_order(tmp_path: Path) -> None:
    async def scenario() -> list[bytes]:
        async with front(tmp_path, answering(b"push")) as port:
            return await ask(port, (GET % b"/1") + (GET % b"/2") + (GET % b"/3"), b"", b"")

    assert [body.split()[1] for body in asyncio.run(scenario())] == [b"/1", b"/2", b"/3"]


def test_a_body_arrives_whole(tmp_path: Path) -> None:
    post = b"POST /a HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000

    async def scenario() -> list[bytes]:
        async with front(tmp_path, answering(b"push")) as port:
            return await ask(port, post, GET % b"/b")

    first, second = asyncio.run(scenario())
    assert first.count(b"x") == 100000
    assert second == b"web /b 127.0.0.1 "


def test_events_pass_as_they_come(tmp_path: Path) -> None:
    async def scenario() -> bytes:
        async with front(tmp_path, streaming) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(GET % b"/push/stream")
            text = await asyncio.wait_for(reader.read(), 5)
            writer.close()
            return text

    assert asyncio.run(scenario()).endswith(b"data: 0\n\ndata: 1\n\ndata: 2\n\n")


def test_a_proxys_word_about_the_client_counts_only_when_there_is_a_proxy(tmp_path: Path) -> None:
    named = b"GET /a HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6, 10.1.2.3\r\n\r\n"

    async def scenario(*, behind_proxy: bool, folder: Path) -> list[bytes]:
        folder.mkdir()
        async with front(folder, answering(b"push"), behind_proxy=behind_proxy) as port:
            return await ask(port, named)

    assert asyncio.run(scenario(behind_proxy=True, folder=tmp_path / "1")) == [b"web /a 10.1.2.3 "]
    assert asyncio.run(scenario(behind_proxy=False, folder=tmp_path / "2")) == [b"web /a 127.0.0.1 "]


def test_a_request_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    async def scenario() -> bytes:
        async with front(tmp_path, answering(b"push")) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
            text = await asyncio.wait_for(reader.read(), 5)
            writer.close()
            return text

    assert asyncio.run(scenario()).startswith(b"HTTP/1.1 400 ")


def test_a_process_that_is_being_restarted_is_waited_for(tmp_path: Path) -> None:
    async def scenario() -> list[bytes]:
        web = str(tmp_path / "late")
        clients: set[Client] = set()
        routes = Routes(web, web, False)
        visible = await asyncio.get_running_loop().create_server(factory(routes, clients), "127.0.0.1", 0)
        asking = asyncio.create_task(ask(visible.sockets[0].getsockname()[1], GET % b"/a"))
        await asyncio.sleep(0.3)
        late = await asyncio.start_unix_server(answering(b"web"), web)
        bodies = await asking
        late.close()
        visible.close()
        return bodies

    assert asyncio.run(scenario()) == [b"web /a 127.0.0.1 "]
