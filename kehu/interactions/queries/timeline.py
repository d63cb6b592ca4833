"""The timeline of a customer: what was said and done, newest first, with what comes next on top."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kehu.customers.models import Customer
from kehu.foundation.access.conditions import Form
from kehu.foundation.access.models import User
from kehu.foundation.database.kept import kept
from kehu.foundation.database.naming import with_names
from kehu.foundation.fields.queries import definitions
from kehu.foundation.fields.showing import told
from kehu.foundation.files.models import Attachment
from kehu.foundation.objects.looks import ONE_LOOK
from kehu.foundation.objects.models import Look
from kehu.interactions.models import CustomerActivity, Interaction, Task, Visit

PAGE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Filters:
    """Empty means all. `since` and `until` are days on the reader's calendar, both included."""

    kinds: tuple[str, ...] = ()
    channel: str = ""
    person: UUID | None = None
    contact: UUID | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return self != NO_FILTERS


NO_FILTERS = Filters()


@dataclass
class Page:
    """`after` leads to the next page; "" on the last."""

    items: list[Interaction] = field(default_factory=list)
    after: str = ""


def page(*, customer: Customer, user: User, filters: Filters = NO_FILTERS, after: str = "", limit: int = PAGE) -> Page:
    """The touches that come after the cursor `after`, each with `files` (its attachments) and `own` (label, text
    and link of the company's own fields) filled in.
    """
    if not user.may("interaction.view"):
        return Page()
    if not filters and not after:
        found = _newest(limit, Interaction.ownership.reached(Interaction, user, "view"), customer=customer.pk)
        return _page(found, limit, user)
    rows = _filtered(Interaction.objects.visible_to(user).filter(customer=customer), filters)
    if position := _read(after):
        moment, last = position
        # The row comparison of SQL, written so that the index serves it as one range.
        rows = rows.filter(Q(started_at__lt=moment) | Q(started_at=moment, id__lt=last), started_at__lte=moment)
    return _page(list(_in_order(rows)[: limit + 1]), limit, user)


@kept
def _newest(limit: int, seen: Form, customer: UUID) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(seen.alive, customer=customer, superseded_at__isnull=True)
    return _in_order(rows)[: limit + 1]


def _in_order(rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
    """Newest first, with what the timeline says of people."""
    return with_names(rows, "employee", "contact").order_by("-started_at", "-id")


def _page(found: list[Interaction], limit: int, user: User) -> Page:
    shown = found[:limit]
    with_files(shown)
    with_own_fields(shown, user)
    return Page(shown, _cursor(shown[-1]) if len(found) > limit else "")


def upcoming(
    *, customer: Customer, user: User, limit: int = 10, summary: CustomerActivity | None = None
) -> list[Task | Visit]:
    """Planned visits and open tasks of the customer, the soonest first, tasks without a time last. What the customer's
    `summary` says that there is none of is not asked for.
    """
    found: list[Task | Visit] = []
    if user.may("visit.view") and (summary is None or summary.next_visit_at):
        found += _planned(limit, Visit.ownership.reached(Visit, user, "view"), customer=customer.pk)
    if user.may("task.view") and (summary is None or summary.open_tasks):
        found += _to_do(limit, Task.ownership.reached(Task, user, "view"), customer=customer.pk)
    never = timezone.now() + timedelta(days=36500)
    return sorted(found, key=lambda one: when(one) or never)[:limit]


@kept
def _planned(limit: int, seen: Form, customer: UUID) -> QuerySet[Visit]:
    rows = Visit.objects.filter(seen.alive or Q(), customer=customer, state=Visit.State.PLANNED)
    return with_names(rows, "visitor", "contact").order_by("planned_start", "id")[:limit]


@kept
def _to_do(limit: int, seen: Form, customer: UUID) -> QuerySet[Task]:
    rows = Task.objects.filter(seen.alive or Q(), customer=customer, state=Task.State.OPEN)
    return with_names(rows, "assignee", "contact").order_by("due_at", "id")[:limit]


def when(one: Task | Visit) -> datetime | None:
    return one.planned_start if isinstance(one, Visit) else one.due_at


def versions(*, interaction: Interaction, user: User) -> list[Interaction]:
    """The versions that this one took the place of, newest first."""
    found: list[Interaction] = []
    at = interaction.corrects_id
    while at and len(found) < 50:
        one = Interaction.objects.visible_to(user).select_related("employee", "created_by").filter(pk=at).first()
        if one is None:
            break
        found.append(one)
        at = one.corrects_id
    return found


def last_look(*, customer: Customer, user: User) -> datetime | None:
    """When the user looked before this look, which may have been noted already; None if never."""
    found = _look(user=user.pk, customer=customer.pk)
    if not found:
        return None
    at: datetime
    before: datetime | None
    at, before = found[0]
    return at if at < timezone.now() - ONE_LOOK else before


@kept
def _look(user: UUID, customer: UUID) -> QuerySet[Any]:
    return Look.objects.filter(user=user, record_id=customer).order_by().values_list("at", "before")


def people(*, customer: Customer, user: User) -> list[tuple[UUID, str]]:
    """Who of us stands in the last few hundred touches, for the filter by person."""
    recent = (
        Interaction.objects.visible_to(user)
        .filter(customer=customer, superseded_at__isnull=True, employee__isnull=False)
        .order_by("-started_at", "-id")
        .values_list("employee_id", "employee__name")[:300]
    )
    return sorted(set(recent), key=lambda one: one[1])


def _filtered(rows: QuerySet[Interaction], filters: Filters) -> QuerySet[Interaction]:
    rows = rows.filter(superseded_at__isnull=True)
    if filters.kinds:
        rows = rows.filter(kind__in=filters.kinds)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.person:
        rows = rows.filter(employee=filters.person)
    if filters.contact:
        rows = rows.filter(contact=filters.contact)
    if filters.since:
        rows = rows.filter(started_at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(started_at__lt=_midnight(filters.until + timedelta(days=1)))
    for word in filters.text[:LONGEST_SEARCH].split():
        rows = rows.filter(
            Q(subject__icontains=word) | Q(body__icontains=word) | Q(outcome__icontains=word)
            | Q(next_step__icontains=word) | Q(contact__name__icontains=word)
        )  # fmt: skip
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def with_files(items: Iterable[Any]) -> None:
    by_id = {one.pk: one for one in items}
    for one in by_id.values():
        one.files = []
    if by_id:
        for file in _files(ids=list(by_id)):
            by_id[file.record_id].files.append(file)


def with_own_fields(items: Iterable[Any], user: User) -> None:
    """Costs a statement only where a touch says something in a field of the company's own."""
    rows = list(items)
    found = definitions("interaction") if any(one.custom for one in rows) else []
    for one in rows:
        one.own = told(found, one.custom, user) if one.custom else []


@kept
def _files(ids: list[UUID]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(record_id__in=ids, object_key="interaction").order_by("created_at", "id")


def _cursor(last: Interaction) -> str:
    return base64.urlsafe_b64encode(f"{last.started_at.isoformat()}|{last.pk}".encode()).decode()


def _read(cursor: str) -> tuple[datetime, UUID] | None:
    """A cursor that is none begins at the top."""
    try:
        moment, last = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return datetime.fromisoformat(moment), UUID(last)
    except (ValueError, binascii.Error):
        return None
