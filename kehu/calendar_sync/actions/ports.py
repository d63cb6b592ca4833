"""What an exchange needs of a calendar server. `dav.calendar.Calendar` is one; tests bring a smaller one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from kehu.calendar_sync.dav.calendar import Changes, Resource


class Server(Protocol):
    def changes(self, token: str, since: datetime, until: datetime) -> Changes: ...

    def fetch(self, hrefs: Iterable[str]) -> dict[str, Resource]: ...

    def put(self, href: str, text: str, etag: str | None) -> str: ...

    def delete(self, href: str, etag: str) -> None: ...

    def address(self, name: str) -> str: ...
