"""The XML of WebDAV: putting requests together, and reading answers without believing them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from kehu.calendar_sync.dav.failures import NoCalendarServer

NAMESPACES = {
    "d": "DAV:",
    "c": "urn:ietf:params:xml:ns:caldav",
    "cs": "http://calendarserver.org/ns/",
}


@dataclass
class Entry:
    """One `response` of a multistatus: its own status if it has one, and the properties that were found."""

    href: str
    status: int = 0
    found: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        one = self.found.get(tag(name))
        return (one.text or "").strip() if one is not None else ""

    def hrefs(self, name: str) -> list[str]:
        one = self.found.get(tag(name))
        return [] if one is None else [(here.text or "").strip() for here in one.iter(tag("d:href"))]

    def has(self, name: str, inner: str) -> bool:
        one = self.found.get(tag(name))
        return one is not None and one.find(f".//{tag(inner)}") is not None


@dataclass
class Several:
    entries: list[Entry]
    token: str = ""


def tag(name: str) -> str:
    """`d:href` as lxml writes it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def element(of: str, /, *children: Any, text: str = "", **attributes: str) -> Any:
    one = etree.Element(tag(of), attributes, nsmap=NAMESPACES)
    one.text = text or None
    for child in children:
        one.append(child)
    return one


def names(*properties: str) -> Any:
    """A `prop` element that asks for these."""
    return element("d:prop", *(element(one) for one in properties))


def written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def read(body: bytes) -> Several:
    """A multistatus. Raises `NoCalendarServer` for anything else. Entities and document types are not looked at."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise NoCalendarServer from wrong
    if root.getroottree().docinfo.doctype or root.tag != tag("d:multistatus"):
        raise NoCalendarServer
    token = root.findtext(tag("d:sync-token"), "").strip()
    return Several(list(_entries(root)), token)


def _entries(root: Any) -> Iterable[Entry]:
    for response in root.findall(tag("d:response")):
        status = _status(response.findtext(tag("d:status"), ""))
        found: dict[str, Any] = {}
        for stat in response.findall(tag("d:propstat")):
            if _status(stat.findtext(tag("d:status"), "")) in (0, 200):
                found |= {one.tag: one for one in stat.find(tag("d:prop")) if isinstance(one.tag, str)}
        for href in response.findall(tag("d:href")):
            yield Entry((href.text or "").strip(), status, found)


def _status(line: str) -> int:
    parts = line.split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
