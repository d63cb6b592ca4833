"""From what a person knows (an address, a user name) to his calendars: RFC 6764, RFC 5397, RFC 4791 section 6.2."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from kehu.calendar_sync.dav import xml
from kehu.calendar_sync.dav.failures import NoCalendarServer
from kehu.calendar_sync.dav.session import Session

WELL_KNOWN = "/.well-known/caldav"
_WHO = xml.written(
    xml.element(
        "d:propfind",
        xml.names("d:current-user-principal", "c:calendar-home-set", "d:resourcetype", "d:displayname",
                  "c:supported-calendar-component-set", "d:current-user-privilege-set"),
    )
)  # fmt: skip
_WRITING = ("d:write", "d:all", "d:bind", "d:write-content")


@dataclass(frozen=True)
class Found:
    """A calendar that takes events."""

    url: str
    name: str
    writable: bool


def calendars(session: Session) -> list[Found]:
    """The user's calendars of events, those he may write to first.

    Raises `NoCalendarServer` where there are none, `WrongPassword`, `ServerTrouble`, and the failures of outbound.
    """
    homes, direct = _homes(session)
    found = {one.url: one for one in direct}
    for home in homes:
        answer, several = session.several("PROPFIND", home, _WHO, "1")
        found |= {one.url: one for entry in several.entries if (one := _calendar(answer.url, entry))}
    if not found:
        raise NoCalendarServer
    return sorted(found.values(), key=lambda one: (not one.writable, one.name.lower(), one.url))


def _homes(session: Session) -> tuple[list[str], list[Found]]:
    """Where the user's calendars lie, and the calendar that the address itself is, if it is one."""
    parts = urlsplit(session.url)
    bare = parts.path in ("", "/")
    tried = [WELL_KNOWN, session.url, "/"] if bare else [session.url, WELL_KNOWN, "/"]
    direct: list[Found] = []
    for start in dict.fromkeys(urljoin(session.url, one) for one in tried):
        try:
            answer, several = session.several("PROPFIND", start, _WHO, "0")
        except NoCalendarServer:
            continue
        for entry in several.entries:
            if one := _calendar(answer.url, entry):
                direct.append(one)
            if homes := _absolute(answer.url, entry.hrefs("c:calendar-home-set")):
                return homes, direct
            for principal in _absolute(answer.url, entry.hrefs("d:current-user-principal")):
                if homes := _homes_of(session, principal):
                    return homes, direct
    return [], direct


def _homes_of(session: Session, principal: str) -> list[str]:
    try:
        answer, several = session.several("PROPFIND", principal, _WHO, "0")
    except NoCalendarServer:
        return []
    return [home for entry in several.entries for home in _absolute(answer.url, entry.hrefs("c:calendar-home-set"))]


def _absolute(base: str, hrefs: list[str]) -> list[str]:
    return [urljoin(base, one) for one in hrefs if one]


def _calendar(base: str, entry: xml.Entry) -> Found | None:
    if not entry.has("d:resourcetype", "c:calendar"):
        return None
    kinds = entry.found.get(xml.tag("c:supported-calendar-component-set"))
    if kinds is not None and len(kinds) and not any(one.get("name") == "VEVENT" for one in kinds):
        return None
    rights = entry.found.get(xml.tag("d:current-user-privilege-set"))
    writable = rights is None or any(entry.has("d:current-user-privilege-set", one) for one in _WRITING)
    url = urljoin(base, entry.href)
    name = entry.text("d:displayname") or urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return Found(url if url.endswith("/") else f"{url}/", name[:200], writable)
