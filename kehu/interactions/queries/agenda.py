"""My day, the task lists, and what runs late in the team."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from kehu.customers.models import Customer
from kehu.foundation.access.conditions import Form, Reach
from kehu.foundation.access.models import Scope, User
from kehu.foundation.database.kept import kept
from kehu.foundation.database.naming import with_names
from kehu.foundation.objects.models import Look
from kehu.interactions.models import Task, Visit, VisitAttendee
from kehu.interactions.queries.names import with_customers

QUIET = timedelta(days=60)
WITHIN = timedelta(days=7)
_SAID = ("name", "kind", "updated_at", "last_contact_at")
TEAM_TASKS = "assignee=my_department&assignee.not=me&state=open&group=due_at.near"  # as a link of the list of tasks
# What a line of the page says of a task and of a visit; their other columns stay where they are.
_OF_TASKS = ("title", "due_at", "all_day", "priority", "state", "repeat", "closed_at", "assignee", "customer")
_OF_VISITS = ("purpose", "planned_start", "planned_end", "place", "visitor", "customer")
MOST_OVERDUE, MOST_COMING = 20, 40  # who has more finds them on the page of tasks


@dataclass
class Day:
    overdue: list[Task]
    today: list[Task | Visit]
    coming: list[Task | Visit]
    moved: list[Customer]
    quiet: list[Customer]
    team_overdue: list[Task]
    has_more_overdue: bool


def day(*, user: User, now: datetime | None = None) -> Day:
    """Everything the home page says, for the user's own calendar day."""
    moment = now or timezone.now()
    start = timezone.make_aware(datetime.combine(timezone.localdate(moment), time.min))
    end, week = start + timedelta(days=1), start + WITHIN
    before, tasks = _my_open(user, start, week)
    visits = _visits_until(_seen(Visit, user), user=user.pk, until=week) if user.may("visit.view") else []
    both: list[Task | Visit] = [*before[:MOST_OVERDUE], *tasks, *visits]
    work = sorted(both, key=due)
    late = _team_overdue(user, start)
    shown: list[Task | Visit] = [*work, *late]
    with_customers(shown, user)
    return Day(
        overdue=[one for one in work if isinstance(one, Task) and one.is_overdue(moment)],
        today=[one for one in work if _is_today(one, moment, end)],
        coming=[one for one in work if due(one) >= end],
        moved=_moved(user, moment),
        quiet=_quiet(user, moment),
        team_overdue=late,
        has_more_overdue=len(before) > MOST_OVERDUE,
    )


def due(one: Task | Visit) -> datetime:
    found = one.planned_start if isinstance(one, Visit) else one.due_at
    assert found is not None
    return found


def _is_today(one: Task | Visit, now: datetime, end: datetime) -> bool:
    """Planned visits of days before stay until somebody says what became of them."""
    return due(one) < end and not (isinstance(one, Task) and one.is_overdue(now))


def _seen(model: Any, user: User) -> Reach:
    reach: Reach = model.ownership.reached(model, user, "view")
    return reach


def _my_open(user: User, start: datetime, until: datetime) -> tuple[list[Task], list[Task]]:
    """Open tasks of the user that were due before today, and those due from today on."""
    if not user.may("task.view"):
        return [], []
    seen = _seen(Task, user)
    return _due_before(seen, user=user.pk, day=start), _due_between(seen, user=user.pk, since=start, until=until)


@kept
def _due_before(seen: Form, user: UUID, day: datetime) -> QuerySet[Task]:
    return _open(seen, user).filter(due_at__lt=day)[: MOST_OVERDUE + 1]


@kept
def _due_between(seen: Form, user: UUID, since: datetime, until: datetime) -> QuerySet[Task]:
    return _open(seen, user).filter(due_at__gte=since, due_at__lt=until)[:MOST_COMING]


def _open(seen: Form, user: UUID) -> QuerySet[Task]:
    mine = Task.objects.filter(seen.alive or Q(), assignee=user, state=Task.State.OPEN)
    return with_names(mine, "contact", own=_OF_TASKS).order_by("due_at", "priority", "id")


@kept
def _visits_until(seen: Form, user: UUID, until: datetime) -> QuerySet[Visit]:
    mine = _mine(Visit.objects.filter(seen.alive or Q()), user)
    planned = mine.filter(state=Visit.State.PLANNED, planned_start__lt=until)
    return with_names(planned, "visitor", own=_OF_VISITS).order_by("planned_start", "id")[:MOST_COMING]


def _mine(visits: QuerySet[Visit], user: Any) -> QuerySet[Visit]:
    along = VisitAttendee.objects.filter(user=user).values("visit")
    return visits.filter(Q(visitor=user) | Q(pk__in=along))


def my_visits(user: User) -> QuerySet[Visit]:
    """Visits the user makes or comes along to."""
    if not user.may("visit.view"):
        return Visit.objects.none()
    return with_names(_mine(Visit.objects.visible_to(user), user), "contact", "visitor")


def _moved(user: User, now: datetime) -> list[Customer]:
    """Customers of mine that changed or were spoken to lately; `fresh` says whether I looked since."""
    if not user.may("customer.view"):
        return []
    found: list[Any] = _lately(_seen(Customer, user), user=user.pk, since=now - timedelta(days=30))
    for one in found:
        one.fresh = one.looked_at is None or one.looked_at < one.moved_at
    return found


@kept
def _lately(seen: Form, user: UUID, since: datetime) -> QuerySet[Any]:
    """The latest of either kind, each from its index, hold the latest of both, which no index could give."""
    mine = Customer.objects.filter(seen.alive, owner=user)
    changed = mine.filter(updated_at__gte=since).order_by("-updated_at", "-id").values("pk")[:8]
    spoken_to = mine.filter(last_contact_at__gte=since).order_by("-last_contact_at", "-id").values("pk")[:8]
    moved = Greatest("updated_at", Coalesce("last_contact_at", "updated_at"))
    looked = Look.objects.filter(user=user, record_id=OuterRef("pk")).values("at")[:1]
    rows = Customer.objects.filter(seen.alive, pk__in=changed.union(spoken_to)).only(*_SAID)
    return rows.annotate(moved_at=moved, looked_at=Subquery(looked)).order_by("-moved_at", "-id")[:8]


def _quiet(user: User, now: datetime) -> list[Customer]:
    """Customers of mine whom nobody spoke to in a while and for whom nothing is planned."""
    if not user.may("customer.view"):
        return []
    return _silent(_seen(Customer, user), user=user.pk, before=now - QUIET)


@kept
def _silent(seen: Form, user: UUID, before: datetime) -> QuerySet[Any]:
    rows = Customer.objects.filter(seen.alive, owner=user, last_contact_at__lt=before, do_not_contact=False)
    return rows.filter(activity__next_due_at__isnull=True).only(*_SAID).order_by("last_contact_at", "id")[:5]


def people_below(user: User) -> list[UUID] | None:
    """Whose work the user looks after besides his own: None for everybody, empty for nobody."""
    scope = user.grants.scope("task")
    if scope == Scope.ALL:
        return None
    if scope == Scope.DEPARTMENT:
        return [one for one in user.grants.department_people_ids if one != user.pk]
    return [one for one in user.grants.teammate_ids if one != user.pk] if scope == Scope.TEAM else []


def _team_overdue(user: User, before: datetime) -> list[Task]:
    below = people_below(user)
    if below == [] or not user.may("task.view") or not user.may("task.assign"):
        return []
    rows = Task.objects.visible_to(user).filter(state=Task.State.OPEN, due_at__lt=before).exclude(assignee=user)
    rows = rows if below is None else rows.filter(assignee__in=below)
    return list(with_names(rows, "assignee", "contact", own=_OF_TASKS).order_by("due_at", "id")[:10])
