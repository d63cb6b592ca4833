"""`python -m kehu.config.front --fd N --web SOCKET --push SOCKET`: serve the listening socket that we inherited."""

import argparse
import asyncio
import signal
import socket
import time

from kehu.config import environment
from kehu.config.front.relay import Client, Routes, factory
from kehu.config.limits import raise_open_files


async def serve(listening: socket.socket, routes: Routes) -> None:
    """Until SIGTERM; answers that have begun are given a few seconds to end."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    clients: set[Client] = set()
    server = await loop.create_server(factory(routes, clients), sock=listening, backlog=2048)
    while not stopped.is_set():
        try:
            await asyncio.wait_for(stopped.wait(), 5)
        except TimeoutError:
            for client in list(clients):
                client.sweep(time.monotonic())
    server.close()
    until = time.monotonic() + 3
    while any(client.owed for client in clients) and time.monotonic() < until:
        await asyncio.sleep(0.05)
    for client in list(clients):
        client.transport.close()
    await asyncio.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--web", required=True)
    parser.add_argument("--push", required=True)
    options = parser.parse_args()
    raise_open_files()
    routes = Routes(options.web, options.push, environment.flag("KEHU_BEHIND_PROXY", False))
    asyncio.run(serve(socket.socket(fileno=options.fd), routes))


if __name__ == "__main__":
    main()
