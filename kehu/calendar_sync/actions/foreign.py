"""Entries that somebody made in his calendar: a visit if one of his customers is meant, else a time he is busy."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from kehu.calendar_sync import merging
from kehu.calendar_sync.actions.rounds import MARK, Round
from kehu.calendar_sync.dav.calendar import Resource
from kehu.calendar_sync.models import BusyTime, CalendarConnection, CalendarExchange, CalendarLink
from kehu.calendar_sync.queries import items
from kehu.calendar_sync.queries.items import BETWEEN
from kehu.calendar_sync.queries.recognising import Recognised, recognised
from kehu.calendar_sync.texts import reading, recurring
from kehu.calendar_sync.texts.reading import Entry
from kehu.calendar_sync.texts.times import Span
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import visits
from kehu.interactions.models import Visit

LONGEST = timedelta(days=2)  # what is longer is a leave or a trip, no visit
BUSY_PAST, BUSY_FUTURE = timedelta(days=31), timedelta(days=186)


def receive(here: Round, link: CalendarLink | None, href: str, entry: Entry | None, resource: Resource) -> None:
    """Take in an entry that is no record here, or not yet. Inside a transaction."""
    link = link or CalendarLink(connection=here.connection, kind=CalendarLink.Kind.OUTSIDE, href=href)
    link.etag = resource.etag
    if entry:
        link.uid, link.recurs, link.invited = entry.uid, entry.recurs, here.is_invitation(entry)
    if entry and (visit := _visit(here, link, entry)):
        _join(here, link, entry, visit)
        return
    link.save()
    _keep_busy(here, link, entry, resource)


def _visit(here: Round, link: CalendarLink, entry: Entry) -> Visit | None:
    known = recognised(entry, here.user) if _may_be_visit(here, link, entry) else None
    return _plan(here, entry, known) if known else None


def _may_be_visit(here: Round, link: CalendarLink, entry: Entry) -> bool:
    """What lies ahead, happens once and is not private; what another Kehu wrote is told by that one."""
    return (
        here.connection.takes
        and here.connection.visits
        and here.user.may("visit.plan")
        and not (link.closed or entry.recurs or entry.cancelled or entry.free or entry.private)
        and entry.span.end > here.now
        and entry.span.start < here.now + items.FUTURE
        and entry.span.end - entry.span.start <= LONGEST
        and not entry.uid.startswith(MARK)
        and not _is_a_colleagues(here, entry)
    )


def _is_a_colleagues(here: Round, entry: Entry) -> bool:
    """Whether the same meeting, from the calendar of a colleague who was invited too, is a visit already."""
    others = CalendarLink.objects.filter(uid=entry.uid, kind=CalendarLink.Kind.VISIT)
    return bool(entry.uid) and others.exclude(connection=here.connection).exists()


def _plan(here: Round, entry: Entry, known: Recognised) -> Visit | None:
    purpose = entry.title.removeprefix(f"{known.customer.name}{BETWEEN}").strip() or _("Appointment")
    try:
        with writing(by=here.user):
            return visits.plan(
                customer=known.customer, contact=known.contact, purpose=purpose, place=entry.place, by=here.user,
                planned_start=entry.span.start, planned_end=entry.span.end,
            )  # fmt: skip
    except (Refusal, PermissionDenied, Http404):
        return None  # the company asks for more than a calendar says: it stays a busy time


def _join(here: Round, link: CalendarLink, entry: Entry, visit: Visit) -> None:
    item = items.items(here.connection, [visit])[0]
    there = entry.side()
    link.kind, link.record_id = CalendarLink.Kind.VISIT, visit.pk
    link.here = merging.hashes(item.side())
    link.there = merging.hashes({name: there[name] for name in item.fields})
    link.save()
    link.busy_times.all().delete()
    here.note(CalendarExchange.Act.PLANNED, link)


def _keep_busy(here: Round, link: CalendarLink, entry: Entry | None, resource: Resource) -> None:
    wanted = _busy(here, entry, resource) if entry else []
    link.busy_times.all().delete()
    titled = here.connection.foreign == CalendarConnection.Foreign.TITLED and entry and not entry.private
    title = entry.title if titled and entry else ""
    BusyTime.objects.bulk_create(
        BusyTime(link=link, starts_at=one.start, ends_at=one.end, all_day=one.all_day, title=title) for one in wanted
    )


def _busy(here: Round, entry: Entry, resource: Resource) -> list[Span]:
    shown = here.connection.foreign != CalendarConnection.Foreign.NONE and here.connection.takes
    if not shown or entry.cancelled or entry.free or entry.uid.startswith(MARK):
        return []
    since, until = here.now - BUSY_PAST, here.now + BUSY_FUTURE
    if entry.recurs:
        try:
            return recurring.occurrences(resource.text, here.zone, since, until)
        except reading.Unreadable:
            return []
    return [entry.span] if entry.span.end > since and entry.span.start < here.now + items.FUTURE else []
