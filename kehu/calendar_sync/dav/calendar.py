"""One calendar on a server: what changed, entries read, written and removed, never over a newer state.

What changed is asked by sync-token (RFC 6578) where the server has it, else by the collection's tag (`getctag`) and a
listing of entity tags. A token that the server has forgotten leads to a full listing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from kehu.calendar_sync.dav import xml
from kehu.calendar_sync.dav.failures import CalendarGone, ChangedThere, NoCalendarServer, NotTaken
from kehu.calendar_sync.dav.session import Session, path_of

AT_ONCE = 40  # entries in one multiget
MOST_PAGES = 60
LARGEST_ENTRY = 512 * 1024
_STATE = xml.written(
    xml.element("d:propfind", xml.names("d:sync-token", "cs:getctag", "d:supported-report-set", "d:resourcetype"))
)


@dataclass(frozen=True)
class Resource:
    """`text` is "" where the entry is too large to be looked at."""

    etag: str
    text: str


@dataclass(frozen=True)
class Changes:
    """Entity tags by address, None for what is gone. With `full` it is everything between the two moments, and what is
    not named may be gone as well. `token` is to be given the next time.
    """

    items: dict[str, str | None]
    token: str
    full: bool


class Calendar:
    """Implements `engine.ports.Server` over CalDAV."""

    def __init__(self, session: Session, url: str):
        self._session, self._url = session, url

    def changes(self, token: str, since: datetime, until: datetime) -> Changes:
        """What happened since `token`; with "" or a forgotten one, all that lies between the moments."""
        state = self._state()
        if token.startswith("sync ") and (known := self._since(token[5:])):
            return known
        if token.startswith("ctag ") and token[5:] == state.text("cs:getctag"):
            return Changes({}, token, full=False)
        # Asked before the listing: what comes in between is told twice and never missed.
        follows = f"sync {one}" if (one := state.text("d:sync-token")) else f"ctag {state.text('cs:getctag')}"
        return Changes({**self._listed(since, until)}, follows if len(follows) > 5 else "", full=True)

    def fetch(self, hrefs: Iterable[str]) -> dict[str, Resource]:
        """The entries that are there, by address."""
        wanted = list(hrefs)
        found: dict[str, Resource] = {}
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            try:
                found |= self._together(some)
            except NoCalendarServer:
                found |= {href: one for href in some if (one := self._alone(href))}
        return found

    def put(self, href: str, text: str, etag: str | None) -> str:
        """Write an entry: a new one where `etag` is None, else in place of exactly that one. Returns its entity tag, or
        "" where the server does not vouch for keeping it as it was sent. Raises `ChangedThere` or `NotTaken`.
        """
        condition = {"If-None-Match": "*"} if etag is None else {"If-Match": _strong(etag)}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        answer = self._session.ask("PUT", self._at(href), text.encode(), headers)
        if answer.status in (404, 409, 412) and (etag is not None or answer.status == 412):
            raise ChangedThere
        if answer.status not in (200, 201, 204):
            raise NotTaken(answer.status)
        kept = answer.headers.get("etag", "")
        return "" if kept.startswith("W/") else kept

    def delete(self, href: str, etag: str) -> None:
        """Remove exactly this entry; one that is gone already is fine. `etag` "" removes whatever is there."""
        headers = {"If-Match": _strong(etag)} if etag else {}
        answer = self._session.ask("DELETE", self._at(href), headers=headers)
        if answer.status == 412:
            raise ChangedThere
        if answer.status not in (200, 202, 204, 404, 410):
            raise NotTaken(answer.status)

    def address(self, name: str) -> str:
        """Where an entry of this name lies."""
        return path_of(self._url, f"{name}.ics")

    def _at(self, href: str) -> str:
        return urljoin(self._url, href)

    def _state(self) -> xml.Entry:
        try:
            _answer, several = self._session.several("PROPFIND", self._url, _STATE, "0")
        except NoCalendarServer as gone:
            raise CalendarGone from gone
        if not several.entries or not several.entries[0].has("d:resourcetype", "c:calendar"):
            raise CalendarGone
        return several.entries[0]

    def _since(self, token: str) -> Changes | None:
        """None if the server does not know the token (any more), or does not know tokens at all."""
        found: dict[str, str | None] = {}
        for _page in range(MOST_PAGES):
            body = xml.element(
                "d:sync-collection", xml.element("d:sync-token", text=token), xml.element("d:sync-level", text="1"),
                xml.names("d:getetag"),
            )  # fmt: skip
            try:
                answer, several = self._session.several("REPORT", self._url, xml.written(body), "0")
            except NoCalendarServer:
                return None
            more = False
            for entry in several.entries:
                href = path_of(answer.url, entry.href)
                if entry.status == 507 or href == path_of(self._url, self._url):
                    more = more or entry.status == 507
                else:
                    found[href] = None if entry.status in (404, 410) else entry.text("d:getetag")
            token = several.token or token
            if not more:
                return Changes(found, f"sync {token}", full=False)
        return None

    def _listed(self, since: datetime, until: datetime) -> dict[str, str]:
        span = xml.element("c:time-range", start=_stamp(since), end=_stamp(until))
        events = xml.element("c:comp-filter", xml.element("c:comp-filter", span, name="VEVENT"), name="VCALENDAR")
        query = xml.element("c:calendar-query", xml.names("d:getetag"), xml.element("c:filter", events))
        try:
            answer, several = self._session.several("REPORT", self._url, xml.written(query), "1")
        except NoCalendarServer:
            plain = xml.written(xml.element("d:propfind", xml.names("d:getetag", "d:resourcetype")))
            answer, several = self._session.several("PROPFIND", self._url, plain, "1")
        return {
            path_of(answer.url, entry.href): entry.text("d:getetag")
            for entry in several.entries
            if entry.text("d:getetag") and not entry.has("d:resourcetype", "d:collection")
        }

    def _together(self, hrefs: list[str]) -> dict[str, Resource]:
        asked = [xml.element("d:href", text=href) for href in hrefs]
        body = xml.element("c:calendar-multiget", xml.names("d:getetag", "c:calendar-data"), *asked)
        answer, several = self._session.several("REPORT", self._url, xml.written(body), "1")
        return {
            path_of(answer.url, entry.href): _resource(entry.text("d:getetag"), entry.text("c:calendar-data"))
            for entry in several.entries
            if entry.text("d:getetag") and xml.tag("c:calendar-data") in entry.found
        }

    def _alone(self, href: str) -> Resource | None:
        answer = self._session.ask("GET", self._at(href))
        if answer.status != 200:
            return None
        return _resource(answer.headers.get("etag", ""), answer.body.decode("utf-8", errors="replace"))


def _resource(etag: str, text: str) -> Resource:
    return Resource(etag, text if len(text) <= LARGEST_ENTRY else "")


def _strong(etag: str) -> str:
    return etag.removeprefix("W/")


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
