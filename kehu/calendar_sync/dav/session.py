"""One server with one user's credentials: requests, and what their statuses mean."""

import base64
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote, urljoin, urlsplit

from kehu.calendar_sync.dav import xml
from kehu.calendar_sync.dav.failures import NoCalendarServer, ServerTrouble, WrongPassword
from kehu.foundation.outbound import http

_SAFE = "/~@!$&'()*+,;=:-._"
MOST_WAIT = 6 * 3600


@dataclass(frozen=True)
class Session:
    """`inner` allows machines of the own network. The password appears in no text of this object."""

    url: str
    user: str
    password: str = field(repr=False)
    inner: bool = False
    seconds: float = http.WHOLE

    def at(self, url: str, seconds: float) -> "Session":
        """The same user elsewhere, with other patience."""
        return replace(self, url=url, seconds=seconds)

    def ask(self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> http.Answer:
        """Raises `WrongPassword`, `ServerTrouble`, and the failures of `foundation.outbound`."""
        secret = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        sent = {"Authorization": f"Basic {secret}", **(headers or {})}
        answer = http.send(http.Request(method, urljoin(self.url, url), body, sent, self.inner, seconds=self.seconds))
        if answer.status == 401:
            raise WrongPassword
        if answer.status in (423, 429) or (answer.status >= 500 and answer.status not in (501, 507)):
            raise ServerTrouble(answer.status, _seconds(answer.headers.get("retry-after", "")))
        return answer

    def several(self, method: str, url: str, body: bytes, depth: str) -> tuple[http.Answer, xml.Several]:
        """A PROPFIND or REPORT whose answer has to be a multistatus. Raises `NoCalendarServer` for another one."""
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth}
        answer = self.ask(method, url, body, headers)
        if answer.status != 207:
            raise NoCalendarServer(str(answer.status))
        return answer, xml.read(answer.body)


def path_of(base: str, href: str) -> str:
    """How an address on this server is kept: its path alone, quoted in one way."""
    return quote(unquote(urlsplit(urljoin(base, href)).path), safe=_SAFE)


def _seconds(text: str) -> int:
    return min(int(text), MOST_WAIT) if text.isdigit() else 0
