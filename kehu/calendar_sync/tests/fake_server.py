"""A calendar server in memory: entity tags, sync-tokens that expire, and hands that change entries behind our back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kehu.calendar_sync.dav.calendar import Changes, Resource
from kehu.calendar_sync.dav.failures import ChangedThere, NotTaken


def event(uid: str, title: str, start: datetime, *, minutes: int = 60, place: str = "", more: str = "",
          changed: datetime | None = None) -> str:  # fmt: skip
    """An event as another program writes it."""
    end = start + timedelta(minutes=minutes)
    stamp = f"{(changed or datetime.now(UTC)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//EN", "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}", f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTEND:{end.astimezone(UTC):%Y%m%dT%H%M%SZ}", f"SUMMARY:{title}", *([f"LOCATION:{place}"] if place else []),
        *(one for one in more.splitlines() if one), "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


@dataclass
class FakeServer:
    """`entries` are (etag, text) by address; `log` is one address per change, a token a place in it."""

    entries: dict[str, tuple[str, str]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    oldest: int = 0
    refuses: bool = False
    puts: int = 0

    def changes(self, token: str, since: datetime, until: datetime) -> Changes:
        now = f"sync {len(self.log)}"
        if token.startswith("sync ") and int(token[5:]) >= self.oldest:
            touched = set(self.log[int(token[5:]) :])
            return Changes({one: self.entries[one][0] if one in self.entries else None for one in touched}, now, False)
        return Changes({href: etag for href, (etag, _text) in self.entries.items()}, now, True)

    def fetch(self, hrefs: Iterable[str]) -> dict[str, Resource]:
        return {one: Resource(*self.entries[one]) for one in hrefs if one in self.entries}

    def put(self, href: str, text: str, etag: str | None) -> str:
        there = self.entries.get(href, (None, ""))[0]
        if there != etag:
            raise ChangedThere
        if self.refuses:
            raise NotTaken(403)
        self.puts += 1
        return self.place(href, text)

    def delete(self, href: str, etag: str) -> None:
        if href not in self.entries:
            return
        if etag and self.entries[href][0] != etag:
            raise ChangedThere
        self.drop(href)

    def address(self, name: str) -> str:
        return f"/cal/{name}.ics"

    def place(self, href: str, text: str) -> str:
        """Somebody writes an entry, whatever was there."""
        self.log.append(href)
        self.entries[href] = (f'"{len(self.log)}"', text)
        return self.entries[href][0]

    def drop(self, href: str) -> None:
        self.log.append(href)
        del self.entries[href]

    def forget_tokens(self) -> None:
        self.oldest = len(self.log) + 1

    def edit(self, href: str, **lines: str) -> None:
        """Somebody changes properties of an entry: SUMMARY="…", DTSTART="…"."""
        changed = []
        for line in self.entries[href][1].split("\r\n"):
            name = line.partition(":")[0].partition(";")[0]
            changed.append(f"{name}:{lines[name]}" if name in lines else line)
        text = "\r\n".join(changed)
        for name, value in lines.items():
            if f"\n{name}:" not in text:
                text = text.replace("END:VEVENT", f"{name}:{value}\r\nEND:VEVENT")
        self.place(href, text)
