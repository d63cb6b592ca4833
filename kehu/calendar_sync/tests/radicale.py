"""A real CalDAV server, Radicale, as a process of its own on a free port with a folder of its own."""

import base64
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "alice", "app-password"
CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
max_sync_token_age = {token_age}
[logging]
level = error
"""
MKCALENDAR = """<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:"
xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:displayname>{name}</D:displayname><C:supported-calendar-component-set><C:comp name="{kind}"/>
</C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>"""


@dataclass
class Radicale:
    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def calendar(self) -> str:
        return f"{self.url}{USER}/work/"

    def start(self) -> None:
        command = [sys.executable, "-m", "radicale", "--config", str(self.folder / "config")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("Radicale does not start")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
        """As another program of the same user would; raw, by a client that is not ours."""
        secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body.encode(), {"Authorization": f"Basic {secret}", **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def make_calendar(self, name: str, kind: str = "VEVENT") -> None:
        status, _headers, text = self.ask(
            "MKCALENDAR", f"/{USER}/{name}/", MKCALENDAR.format(name=name.title(), kind=kind),
            **{"Content-Type": "application/xml"},
        )  # fmt: skip
        assert status == 201, text

    def put(self, name: str, text: str) -> None:
        status, _headers, said = self.ask("PUT", f"/{USER}/work/{name}", text, **{"Content-Type": "text/calendar"})
        assert status in (201, 204), said

    def get(self, name: str) -> str:
        return self.ask("GET", f"/{USER}/work/{name}")[2]

    def delete(self, name: str) -> None:
        assert self.ask("DELETE", f"/{USER}/work/{name}")[0] in (200, 204)

    def names(self) -> list[str]:
        """What the calendar holds, from the server's own folder."""
        folder = self.folder / "collections" / "collection-root" / USER / "work"
        return sorted(path.name for path in folder.glob("*.ics"))

    def forget_tokens(self) -> None:
        """As if the tokens had become too old."""
        for path in (self.folder / "collections" / "collection-root" / USER / "work" / ".Radicale.cache").rglob("*"):
            if path.is_file() and "sync-token" in path.parts:
                path.unlink()


@contextmanager
def running(folder: Path) -> Iterator[Radicale]:
    """A server with the calendars "work" (of events) and "todo" (of tasks)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder, token_age=2592000))
    one = Radicale(port, folder)
    one.start()
    try:
        one.make_calendar("work")
        one.make_calendar("todo", "VTODO")
        yield one
    finally:
        one.stop()
