"""One round of exchange between a calendar and Kehu.

First what changed there comes in, entry by entry, each in a transaction of its own; then what changed here goes out.
A round may be killed anywhere and begun anew: what was settled stays settled, what was begun is recognised (`sent`),
and the server's token moves on only when all of it is done. Rules of who wins stand in `merging.py` and the README.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kehu.calendar_sync.actions import incoming, outgoing
from kehu.calendar_sync.actions.ports import Server
from kehu.calendar_sync.actions.rounds import Round
from kehu.calendar_sync.dav.calendar import Changes
from kehu.calendar_sync.models import CalendarConnection, CalendarLink
from kehu.calendar_sync.queries import items
from kehu.foundation.audit.writing import writing
from kehu.interactions.models import repeating

FULL_EVERY = timedelta(hours=24)
AT_ONCE = 40
LONGEST_ADDRESS = 800
MANY, SHARE = 20, 0.5  # so many, and so much of all, is no tidying up any more


class Emptied(Exception):
    """Most entries disappeared at once: a mishap there must not cancel a year's visits here."""


@dataclass(frozen=True)
class Told:
    """What is to be looked at: entries to read, and entries that are gone."""

    read: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def exchange(
    *, connection: CalendarConnection, server: Server, now: datetime, breathe: Callable[[], None] = lambda: None
) -> bool:
    """Bring both sides into step. Returns whether another round should follow soon, because something was changed
    there while we looked. `breathe` is called between steps and may raise to stop.

    Raises the failures of `dav` and of outbound, and `Emptied`.
    """
    zone: ZoneInfo = repeating.zone_of(connection.user)
    here = Round(connection, server, now, zone, breathe)
    due = connection.listed_at is None or connection.listed_at + FULL_EVERY <= now
    changes = server.changes("" if due else connection.token, now - items.PAST, now + items.FUTURE)
    told = _told(here, changes)
    _require_sane(connection, told.gone)
    for some in _pieces(told.read):
        found = server.fetch(some)
        for href in some:
            incoming.receive(here, href, found.get(href))
            breathe()
    for href in told.gone:
        incoming.receive(here, href, None)
        breathe()
    if connection.gives:
        outgoing.give(here)
    with writing(by=None):
        values = {"token": changes.token} | ({"listed_at": now} if changes.full else {})
        CalendarConnection.objects.filter(pk=connection.pk).update(**values)
    return here.again


def _told(here: Round, changes: Changes) -> Told:
    links = CalendarLink.objects.filter(connection=here.connection)
    known = {one.href: one for one in links.only("href", "etag", "kind", "record_id", "recurs")}
    read, gone = [], []
    for href, etag in changes.items.items():
        link = known.get(href)
        if etag is None:
            gone += [href] if link else []
        elif link is None:
            read += [href] if here.connection.takes and len(href) <= LONGEST_ADDRESS else []
        elif link.etag != etag or not etag or (changes.full and link.recurs):
            read.append(href)
    if changes.full:
        missed = [one for href, one in known.items() if href not in changes.items and one.etag]
        gone += [one.href for one in missed if one.kind == CalendarLink.Kind.OUTSIDE]
        ours = _near(here, [one for one in missed if one.kind != CalendarLink.Kind.OUTSIDE])
        for some in _pieces(ours):
            there = here.server.fetch(some)
            # What was moved out of the months that are listed is still there.
            read += [href for href in some if href in there]
            gone += [href for href in some if href not in there]
    return Told(read, gone)


def _near(here: Round, links: Iterable[CalendarLink]) -> list[str]:
    """Those whose records are not outside the months that are compared."""
    found = []
    for kind in items.FIELDS:
        of_kind = {one.record_id: one.href for one in links if one.kind == kind and one.record_id}
        rows = items.records(kind, of_kind)
        found += [href for pk, href in of_kind.items() if not (row := rows.get(pk)) or not items.is_past(row, here.now)]
    return found


def _require_sane(connection: CalendarConnection, gone: list[str]) -> None:
    """Raises `Emptied`."""
    if len(gone) < MANY or not connection.takes:
        return
    ours = CalendarLink.objects.filter(connection=connection).exclude(kind=CalendarLink.Kind.OUTSIDE).exclude(etag="")
    lost = ours.filter(href__in=gone).count()
    if lost >= MANY and lost >= SHARE * ours.count():
        raise Emptied


def _pieces(hrefs: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(hrefs), AT_ONCE):
        yield hrefs[start : start + AT_ONCE]
