"""What changed in the calendar comes to Kehu."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from kehu.calendar_sync import merging
from kehu.calendar_sync.actions import foreign
from kehu.calendar_sync.actions.rounds import Round
from kehu.calendar_sync.dav.calendar import Resource
from kehu.calendar_sync.models import CalendarExchange, CalendarLink
from kehu.calendar_sync.queries import items
from kehu.calendar_sync.queries.items import Item
from kehu.calendar_sync.texts import reading
from kehu.calendar_sync.texts.reading import Entry
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import tasks, visits
from kehu.interactions.models import Task, Visit

Act = CalendarExchange.Act
REFUSALS = (Refusal, PermissionDenied, Http404)


def receive(here: Round, href: str, resource: Resource | None) -> None:
    """Take in how an entry is now, or that it is gone (None). Settles everything about it in one transaction."""
    with writing(by=here.user):
        link = CalendarLink.objects.filter(connection=here.connection, href=href).select_for_update().first()
        if resource is None:
            if link:
                _gone(here, link)
            return
        entry = _read(here, link, href, resource)
        link = link or _moved(here, href, entry) or _own(here, href, entry)
        if link is None or link.kind == CalendarLink.Kind.OUTSIDE:
            foreign.receive(here, link, href, entry, resource)
        elif entry:
            _ours(here, link, entry, resource)
        else:
            link.etag = resource.etag
            link.save()


def _read(here: Round, link: CalendarLink | None, href: str, resource: Resource) -> Entry | None:
    try:
        return reading.read(resource.text, here.zone) if resource.text else None
    except reading.Unreadable:
        here.note(Act.UNREADABLE, link or CalendarLink(kind=CalendarLink.Kind.OUTSIDE), detail=href.rpartition("/")[2])
        return None


def _moved(here: Round, href: str, entry: Entry | None) -> CalendarLink | None:
    """The link of an entry that the server, or its owner, put under another address."""
    if entry is None or not entry.uid:
        return None
    rows = CalendarLink.objects.filter(connection=here.connection, uid=entry.uid).select_for_update()
    link: CalendarLink | None = rows.exclude(kind=CalendarLink.Kind.OUTSIDE).first()
    if link:
        link.href = href
        link.save()
    return link


def _own(here: Round, href: str, entry: Entry | None) -> CalendarLink | None:
    """The link of an entry that we wrote under an earlier connection of this user, made anew."""
    known = here.record_named(entry.uid) if entry else None
    if known is None or entry is None:
        return None
    kind, record_id = known
    values = {"href": href, "uid": entry.uid, "ours": True}
    return CalendarLink.objects.update_or_create(
        connection=here.connection, kind=kind, record_id=record_id, defaults=values
    )[0]


def _ours(here: Round, link: CalendarLink, entry: Entry, resource: Resource) -> None:
    """An entry that is a record here: what was changed there is changed here, by the rules of `merging`."""
    record = items.records(link.kind, [link.record_id]).get(link.record_id) if link.record_id else None
    link.etag, link.invited = resource.etag, here.is_invitation(entry)
    if record is None or not items.is_his(record, here.user) or _is_settled(record):
        link.save()  # it goes there, or stays as the record of what was: not for the calendar to change
        return
    if entry.cancelled:
        _called_off(here, link, record, still_there=True)
        return
    item = items.items(here.connection, [record])[0]
    there = _side(item, entry)
    later = bool(entry.changed_at and record.updated_at > entry.changed_at)
    verdict = merging.judged(item.fields, item.side(), there, link.here, link.there, link.sent, here_is_later=later)
    if not here.connection.takes:
        verdict.give |= verdict.take
        verdict.take, verdict.won_there, verdict.won_here = set(), set(), set()
    if verdict.take or verdict.won_here:
        record = _apply(here, link, item, entry, verdict)
    settled = merging.hashes(items.items(here.connection, [record])[0].side())
    link.here = {name: "" if name in verdict.give else value for name, value in settled.items()}
    link.there, link.sent, link.refused = merging.hashes(there), None, ""
    link.save()


def _side(item: Item, entry: Entry) -> dict[str, str]:
    there = entry.side()
    if item.kind == CalendarLink.Kind.TASK:
        there["when"] = items.begin(there["when"])
    return {name: there[name] for name in item.fields}


def _apply(here: Round, link: CalendarLink, item: Item, entry: Entry, verdict: merging.Verdict) -> Any:
    """Change the record. What the calendar said and lost is written first and then put back, so that the record's
    history has both.
    """
    update: Any = tasks.update if isinstance(item.record, Task) else visits.update
    key = "task" if isinstance(item.record, Task) else "visit"
    record = item.record
    try:
        with writing(by=here.user):
            if verdict.won_here:
                lost = _values(item, entry, verdict.won_here)
                before = {name: getattr(record, name) for name in lost}
                update(**{key: record}, changes=lost, by=here.user)
                record = update(**{key: record}, changes=before, by=here.user)
            if verdict.take:
                record = update(**{key: record}, changes=_values(item, entry, verdict.take), by=here.user)
    except REFUSALS as refused:
        here.note(Act.NOT_APPLIED, link, verdict.take | verdict.won_here, detail=_sentence(refused))
        return item.record
    for act, fields in ((Act.CONFLICT_HERE, verdict.won_here), (Act.CONFLICT_THERE, verdict.won_there)):
        if fields:
            here.note(act, link, fields)
    if plain := verdict.take - verdict.won_there:
        here.note(Act.CHANGED_HERE, link, plain)
    return record


def _values(item: Item, entry: Entry, fields: set[str]) -> dict[str, Any]:
    """The columns of the record for what the entry says. A title without words leaves the record's as it is."""
    found: dict[str, Any] = {}
    is_task = item.kind == CalendarLink.Kind.TASK
    title = entry.title.removeprefix(item.prefix.rstrip()).strip() if item.prefix else entry.title
    if "title" in fields and title:
        found["title" if is_task else "purpose"] = title
    if "place" in fields:
        found["place"] = entry.place
    if "notes" in fields:
        found["notes"] = entry.notes
    if "when" in fields and is_task:
        found |= {"due_at": entry.span.start, "all_day": entry.span.all_day}
        if item.record.remind_at:
            found["remind_at"] = item.record.remind_at + (entry.span.start - item.record.due_at)
    elif "when" in fields:
        found |= {"planned_start": entry.span.start, "planned_end": entry.span.end}
    return found


def _gone(here: Round, link: CalendarLink) -> None:
    """An entry was deleted there. Its record is called off if it is as it was; else the entry comes again."""
    if link.kind == CalendarLink.Kind.OUTSIDE:
        link.delete()
        return
    record = items.records(link.kind, [link.record_id]).get(link.record_id) if link.record_id else None
    if record is None or not items.is_his(record, here.user) or _is_settled(record) or items.is_past(record, here.now):
        link.delete()
        return
    if link.etag:  # else it never arrived, or nobody knows: it is written (again)
        _called_off(here, link, record, still_there=False)


def _called_off(here: Round, link: CalendarLink, record: Any, *, still_there: bool) -> None:
    item = items.items(here.connection, [record])[0]
    unchanged = link.sent is None and merging.hashes(item.side()) == link.here
    if here.connection.takes and unchanged and _cancel(here, link, record):
        link.delete()
    elif here.connection.gives and not link.invited:
        link.etag = link.etag if still_there else ""
        link.here, link.sent, link.ours = {}, None, True
        link.save()
        here.note(Act.RESTORED, link)
    else:
        link.delete()


def _cancel(here: Round, link: CalendarLink, record: Any) -> bool:
    try:
        with writing(by=here.user):
            if isinstance(record, Visit):
                visits.cancel(visit=record, by=here.user, at=here.now)
            else:
                tasks.cancel(task=record, by=here.user, at=here.now)
    except REFUSALS as refused:
        here.note(Act.NOT_APPLIED, link, detail=_sentence(refused))
        return False
    here.note(Act.CANCELLED_HERE, link)
    return True


def _is_settled(record: Any) -> bool:
    """A visit that was held, or a task that has no time any more."""
    return record.state == Visit.State.HELD if isinstance(record, Visit) else record.due_at is None


def _sentence(refused: Exception) -> str:
    return refused.message if isinstance(refused, Refusal) else str(refused)
