"""What changed in Kehu goes to the calendar, never over something we have not seen."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from kehu.calendar_sync import merging
from kehu.calendar_sync.actions import incoming
from kehu.calendar_sync.actions.rounds import Round
from kehu.calendar_sync.dav.failures import ChangedThere, NotTaken
from kehu.calendar_sync.models import CalendarExchange, CalendarLink
from kehu.calendar_sync.queries import items
from kehu.calendar_sync.queries.items import Item
from kehu.calendar_sync.texts import reading, writing
from kehu.foundation.audit.writing import writing as recorded
from kehu.interactions.models import Visit

Act = CalendarExchange.Act


def give(here: Round) -> None:
    """Write what is new or changed, then withdraw what does not belong there any more."""
    wanted = items.wanted(here.connection, here.now)
    links = _links(here)
    for key, item in wanted.items():
        link = links.get(key)
        if link is None or not link.etag:
            _write_new(here, link or _prepared(here, item), item)
        elif not link.invited and _changed(link, item):
            _write_changed(here, link, item)
        here.breathe()
    _withdraw(here, [link for key, link in links.items() if key not in wanted])


def _links(here: Round) -> dict[tuple[str, UUID | None], CalendarLink]:
    rows = CalendarLink.objects.filter(connection=here.connection).exclude(kind=CalendarLink.Kind.OUTSIDE)
    return {(one.kind, one.record_id): one for one in rows}


def _prepared(here: Round, item: Item) -> CalendarLink:
    """The link is there before the entry is, so that nobody wonders whose an entry is that a killed round wrote."""
    name = here.name(item.kind, item.record.pk)
    values = {
        "kind": item.kind, "record_id": item.record.pk, "uid": name, "etag": "", "ours": True, "invited": False,
        "closed": False, "here": {}, "there": {},
    }  # fmt: skip
    with recorded(by=None):
        return CalendarLink.objects.update_or_create(
            connection=here.connection, href=here.server.address(name), defaults=values
        )[0]


def _changed(link: CalendarLink, item: Item) -> set[str]:
    return {name for name, value in merging.hashes(item.side()).items() if value != link.here.get(name)}


def _write_new(here: Round, link: CalendarLink, item: Item) -> None:
    text = writing.new(item.draft(link.uid), here.zone, here.now)
    if not _begin(here, link, item, text, item.fields):
        return
    try:
        etag = here.server.put(link.href, text, None)
    except ChangedThere:  # an earlier attempt arrived: how it stands there now decides
        _look(here, link)
    except NotTaken as refused:
        _refuse(here, link, item, refused.status)
    else:
        _arrived(here, link, etag, Act.WRITTEN, ())


def _write_changed(here: Round, link: CalendarLink, item: Item) -> None:
    current = here.server.fetch([link.href]).get(link.href)
    if current is None or current.etag != link.etag:
        here.again = True  # somebody was there since: his change comes in first
        return
    fields = _changed(link, item)
    try:
        text = writing.amended(current.text, item.draft(link.uid), fields, here.zone, here.now)
    except reading.Unreadable:
        _refuse(here, link, item, 0)
        return
    if not _begin(here, link, item, text, fields):
        return
    try:
        etag = here.server.put(link.href, text, current.etag)
    except ChangedThere:
        here.again = True
    except NotTaken as refused:
        _refuse(here, link, item, refused.status)
    else:
        _arrived(here, link, etag, Act.CHANGED_THERE, fields)


def _begin(here: Round, link: CalendarLink, item: Item, text: str, fields: Collection[str]) -> bool:
    """Write down what both sides hold once the text has arrived. False if the server refused exactly this before."""
    side = item.side()
    if link.refused == _state(side):
        return False
    entry = reading.read(text, here.zone)
    assert entry is not None, "we write events"
    there = entry.side()
    if item.kind == CalendarLink.Kind.TASK:
        there["when"] = items.begin(there["when"])
    mine = {name: merging.hashed(name, side[name]) for name in fields}
    link.sent = {
        "here": {**link.here, **mine},
        "there": merging.hashes({name: there[name] for name in item.fields}),
    }
    with recorded(by=None):
        link.save(update_fields=["sent"])
    return True


def _arrived(here: Round, link: CalendarLink, etag: str, act: str, fields: Collection[str]) -> None:
    assert link.sent is not None
    if not etag:  # the server does not vouch for having kept it as it was sent
        _look(here, link)
        return
    with recorded(by=None):
        link.etag, link.here, link.there = etag, link.sent["here"], link.sent["there"]
        link.sent, link.refused = None, ""
        link.save()
        here.note(act, link, fields)


def _look(here: Round, link: CalendarLink) -> None:
    found = here.server.fetch([link.href]).get(link.href)
    if found:
        incoming.receive(here, link.href, found)
    here.again = True


def _refuse(here: Round, link: CalendarLink, item: Item, status: int) -> None:
    """Not tried again before the record is changed."""
    with recorded(by=None):
        link.refused, link.sent = _state(item.side()), None
        link.save(update_fields=["refused", "sent"])
        here.note(Act.NOT_TAKEN, link, detail=str(status or ""))


def _state(side: dict[str, str]) -> str:
    return merging.hashed("state", "\n".join(f"{name}={side[name]}" for name in sorted(side)))


def _withdraw(here: Round, links: list[CalendarLink]) -> None:
    for kind in items.FIELDS:
        of_kind = [one for one in links if one.kind == kind]
        rows = items.records(kind, [one.record_id for one in of_kind if one.record_id])
        for link in of_kind:
            record = rows.get(link.record_id) if link.record_id else None
            if record is None or not _stays(here, record):
                _take_away(here, link, record)
                here.breathe()


def _stays(here: Round, record: Any) -> bool:
    """A visit that took place, and what lies outside the months that are compared."""
    his = items.is_his(record, here.user)
    return his and (items.is_past(record, here.now) or (isinstance(record, Visit) and not record.is_planned))


def _take_away(here: Round, link: CalendarLink, record: Any) -> None:
    """Remove the entry there; what its owner made there himself only if he called the visit off here."""
    cancelled = isinstance(record, Visit) and record.state == Visit.State.CANCELLED
    if not link.ours and (link.invited or not cancelled):
        _close(link)
        return
    try:
        here.server.delete(link.href, link.etag)
    except ChangedThere:
        here.again = True  # it is removed once its newer state was seen
        return
    except NotTaken as refused:
        with recorded(by=None):
            here.note(Act.NOT_TAKEN, link, detail=str(refused.status))
        _close(link)
        return
    with recorded(by=None):
        here.note(Act.REMOVED_THERE, link)
        link.delete()


def _close(link: CalendarLink) -> None:
    with recorded(by=None):
        link.kind, link.record_id, link.closed = CalendarLink.Kind.OUTSIDE, None, True
        link.here, link.there, link.sent = {}, {}, None
        link.save()
