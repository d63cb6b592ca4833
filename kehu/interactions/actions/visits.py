"""Planning visits, holding them, and calling them off."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.fields.values import apart
from kehu.foundation.refusals import Refusal
from kehu.interactions import derived, events
from kehu.interactions.actions import activity, interactions, own_fields
from kehu.interactions.actions.rights import lock_editable, require_belonging, require_visible
from kehu.interactions.models import Interaction, Visit, VisitAttendee
from kehu.interactions.permissions import VisitVerb
from kehu.interactions.queries import places

USUAL_LENGTH = timedelta(hours=1)
LONGEST = timedelta(days=14)
EDITABLE = {
    "purpose", "planned_start", "planned_end", "place", "contact", "visitor", "latitude", "longitude", "colleagues",
    "contacts",
}  # fmt: skip


class NoPurpose(Refusal):
    """A visit says what it is for."""


class WrongTimes(Refusal):
    """The end lies before the start, or implausibly long after it."""


class NotPlanned(Refusal):
    """The visit was held or cancelled already."""


def plan(
    *,
    customer: Customer,
    purpose: str,
    planned_start: datetime,
    by: User,
    planned_end: datetime | None = None,
    visitor: User | None = None,
    contact: Contact | None = None,
    place: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    colleagues: Iterable[User] = (),
    contacts: Iterable[Contact] = (),
    custom: dict[str, Any] | None = None,
) -> Visit:
    """Plan a visit, by default one's own and an hour long. `colleagues` and `contacts` come along, `custom`
    are fields of the company's own by key.

    Raises `PermissionMissing`, `Http404` for a customer out of sight, `NoPurpose`, `WrongTimes`, `NotOfThisCustomer`.
    """
    by.require(VisitVerb.PLAN)
    require_visible(customer, by)
    visit = Visit(
        customer=customer, purpose=purpose.strip()[:300], planned_start=planned_start,
        planned_end=planned_end or planned_start + USUAL_LENGTH, visitor=visitor or by, contact=contact,
        place=place.strip()[:300], latitude=latitude, longitude=longitude, created_by=by,
        custom=own_fields.checked("visit", custom, by),
    )  # fmt: skip
    _check(visit)
    require_belonging(customer, contact)
    with writing(by=by):
        visit.save(force_insert=True)
        _come_along(visit, colleagues, contacts)
        activity.refresh_work(customer_ids=[customer.pk])
        publish(events.VisitPlanned(visit.pk, customer.pk), by=by.pk)
    return visit


def update(*, visit: Visit, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Visit:
    """Change the fields of `EDITABLE` and the company's own named in `changes`, as long as the visit is planned.
    `colleagues` and `contacts` are all who come along from now on.
    """
    changes, own = apart(changes)
    if unknown := set(changes) - EDITABLE:
        raise ValueError(f"not editable: {sorted(unknown)}")
    with writing(by=by):
        row = _planned(visit, by, expected_version)
        start, end = row.planned_start, row.planned_end
        company = {name: changes[name] for name in ("colleagues", "contacts") if name in changes}
        for name, value in changes.items():
            if name not in company:
                setattr(row, name, value)
        if own:
            row.custom = own_fields.checked("visit", own, by, row.custom)
        _check(row)
        require_belonging(row.customer, row.contact)
        row.save()
        _come_along(row, company.get("colleagues"), company.get("contacts"))
        activity.refresh_work(customer_ids=[row.customer_id])
        if (row.planned_start, row.planned_end) != (start, end):
            publish(events.VisitRescheduled(row.pk, row.customer_id), by=by.pk)
    return row


def reschedule(*, visit: Visit, planned_start: datetime, by: User, planned_end: datetime | None = None) -> Visit:
    """Move a planned visit; without an end it stays as long as it was."""
    end = planned_end or planned_start + (visit.planned_end - visit.planned_start)
    return update(visit=visit, changes={"planned_start": planned_start, "planned_end": end}, by=by)


def hold(
    *,
    visit: Visit,
    by: User,
    minutes: str = "",
    outcome: str = "",
    started_at: datetime | None = None,
    duration_seconds: int | None = None,
    follow_up: interactions.FollowUp | None = None,
    uploads: Iterable[UploadedFile] = (),
    place: tuple[Decimal, Decimal] | None = None,
    at: datetime | None = None,
) -> Visit:
    """Say that the visit took place: it closes the plan and writes an interaction with minutes and photos. `place` is
    where the visitor really was (latitude, longitude).

    It counts as begun when it was planned, or now if that lies ahead, and as long as planned unless told otherwise.
    """
    now = at or timezone.now()
    with writing(by=by):
        row = _planned(visit, by)
        planned = int((row.planned_end - row.planned_start).total_seconds())
        interaction = interactions.log(
            customer=row.customer, kind=Interaction.Kind.VISIT, by=by, contact=row.contact, employee=row.visitor,
            started_at=started_at or min(row.planned_start, now), subject=row.purpose, body=minutes, outcome=outcome,
            duration_seconds=planned if duration_seconds is None else duration_seconds, place=row.place,
            related_key="visit", related_id=row.pk, follow_up=follow_up, uploads=uploads,
        )  # fmt: skip
        row.state, row.closed_at, row.closed_by = Visit.State.HELD, now, by
        if place:
            row.latitude, row.longitude = place
            row.off_metres = places.metres_from_address(row.customer_id, *map(float, place))
        row.minutes, row.next_step, row.interaction = minutes.strip(), interaction.next_step, interaction
        row.save()
        activity.refresh_work(customer_ids=[row.customer_id])
        derived.count_held(visit=row)
        publish(events.VisitHeld(row.pk, row.customer_id, interaction.pk), by=by.pk)
    return row


def cancel(*, visit: Visit, by: User, reason: str = "", at: datetime | None = None) -> Visit:
    with writing(by=by):
        row = _planned(visit, by)
        row.state, row.closed_at, row.closed_by = Visit.State.CANCELLED, at or timezone.now(), by
        row.cancel_reason = reason.strip()[:200]
        row.save()
        activity.refresh_work(customer_ids=[row.customer_id])
        publish(events.VisitCancelled(row.pk, row.customer_id), by=by.pk)
    return row


def _planned(visit: Visit, by: User, expected_version: int | None = None) -> Visit:
    row = lock_editable(visit, by, VisitVerb.EDIT, expected_version)
    if not row.is_planned:
        raise NotPlanned(_("This visit was held or cancelled already."))
    return row


def _come_along(visit: Visit, colleagues: Iterable[User] | None, contacts: Iterable[Contact] | None) -> None:
    """The people beside visitor and main contact; None leaves those of a kind as they are."""
    guests = list(contacts or ())
    for guest in guests:
        require_belonging(visit.customer, guest)
    wanted: list[tuple[str, set[Any]]] = []
    if colleagues is not None:
        wanted.append(("user_id", {one.pk for one in colleagues} - {visit.visitor_id}))
    if contacts is not None:
        wanted.append(("contact_id", {one.pk for one in guests} - {visit.contact_id}))
    for column, ids in wanted:
        there = {getattr(one, column): one for one in visit.attendees.filter(**{f"{column}__isnull": False})}
        VisitAttendee.objects.filter(pk__in=[one.pk for key, one in there.items() if key not in ids]).delete()
        for key in sorted(ids - there.keys()):
            VisitAttendee.objects.create(visit=visit, **{column: key})


def _check(visit: Visit) -> None:
    if not visit.purpose:
        raise NoPurpose(_("Write what the visit is for."), field="purpose")
    if not timedelta(0) <= visit.planned_end - visit.planned_start <= LONGEST:
        raise WrongTimes(_("The visit ends before it begins, or lasts longer than two weeks."), field="planned_end")
