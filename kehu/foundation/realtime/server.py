"""The push process: a small ASGI application that keeps browsers informed by server-sent events.

`GET /push/?topic=record:customer:<id>&topic=…` with the session cookie. One LISTEN connection serves all browsers.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import django
import psycopg
import structlog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from kehu.foundation.realtime import admission  # noqa: E402
from kehu.foundation.realtime.hub import Client, Hub  # noqa: E402
from kehu.foundation.realtime.push import CHANNEL  # noqa: E402

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
HEARTBEAT = 20.0  # seconds; keeps proxies from closing a quiet connection
CHECK_SESSIONS = 4.0  # seconds between two looks at whether the sessions still hold
log = structlog.get_logger("push")
hub = Hub()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/push/":
        await _serve(scope, receive, send)
    else:
        await _answer(send, 404)


async def _lifespan(receive: Receive, send: Send) -> None:
    tasks: list[asyncio.Task[None]] = []
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            tasks = [asyncio.create_task(_listen()), asyncio.create_task(_check_sessions())]
            await send({"type": "lifespan.startup.complete"})
        else:
            for task in tasks:
                task.cancel()
            hub.close(hub.clients)
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _serve(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    session_key = _session_key(headers.get("cookie", ""))
    wanted = parse_qs(scope["query_string"].decode("latin-1")).get("topic", [])
    admitted = await asyncio.to_thread(admission.admit, session_key, wanted)
    if admitted is None:
        # 204 tells an EventSource not to come back.
        await _answer(send, 204)
        return
    client = Client(admitted.user_id, admitted.name, session_key, admitted.topics)
    head = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
    hub.enter(client, headers.get("last-event-id", ""))
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await _pour(client, gone, send)
    finally:
        gone.cancel()
        hub.leave(client)


async def _pour(client: Client, gone: asyncio.Task[None], send: Send) -> None:
    """Write frames as they come until the browser leaves or the hub closes the connection."""
    while True:
        frame = asyncio.create_task(client.queue.get())
        done, _ = await asyncio.wait({frame, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        if gone in done:
            frame.cancel()
            return
        if frame not in done:
            frame.cancel()
            body: bytes | None = b": still here\n\n"
        else:
            body = frame.result()
        await send({"type": "http.response.body", "body": body or b"", "more_body": body is not None})
        if body is None:
            return


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _session_key(cookies: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookies)
    except CookieError:
        return ""
    return jar[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in jar else ""


async def _listen() -> None:
    """Hear NOTIFY for ever; whenever the connection was lost, everyone loads again."""
    while True:
        try:
            parameters = {
                key: value
                for key, value in connection.get_connection_params().items()
                if key not in {"cursor_factory", "context", "prepare_threshold", "pool"}
            }
            async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as listener:
                await listener.execute(f"LISTEN {CHANNEL}")
                hub.start_over()
                async for notice in listener.notifies():
                    _hear(notice.payload)
        except psycopg.Error as problem:
            log.warning("push.listen_lost", reason=type(problem).__name__)
            await asyncio.sleep(1)


def _hear(text: str) -> None:
    message = json.loads(text)
    topic = message.pop("topic")
    if topic == "control":
        hub.close(client for client in hub.clients if client.user_id == message.get("close"))
    else:
        hub.say(topic, message)


async def _check_sessions() -> None:
    """Close the connections whose session ended: logged out, expired, or ended by an administrator."""
    while True:
        await asyncio.sleep(CHECK_SESSIONS)
        keys = list({client.session_key for client in hub.clients})
        if not keys:
            continue
        try:
            alive = await asyncio.to_thread(admission.still_signed_in, keys)
        except Exception as problem:  # the database may be away for a moment; the next round asks again
            log.warning("push.session_check_failed", reason=type(problem).__name__)
            continue
        hub.close(client for client in hub.clients if client.session_key not in alive)
