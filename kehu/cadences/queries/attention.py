"""Who has how much without a next step, or with one that is overdue: leads, opportunities and tasks, by seller and by
department. Every number is that of a list that it opens.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Department, User
from kehu.foundation.ui.charts import Chart, Mark, Series
from kehu.interactions.models import Task
from kehu.sales.models import Lead, Opportunity

CIRCLES = ("me", "my_team", "my_department", "")
LISTS = {"opportunity": "sales:opportunities", "lead": "sales:leads", "task": "interactions:tasks"}
AT_WORK = {"opportunity": "state=open", "lead": "state=new&state=working&state=qualified", "task": "state=open"}
ASKED = {
    "open": "", "without": "next_step.empty=1", "overdue": "next_step_on.in=past", "late": "due_at.in=past",
}  # fmt: skip
COLUMNS = (
    ("opportunity", "open"), ("opportunity", "without"), ("opportunity", "overdue"), ("lead", "open"),
    ("lead", "without"), ("lead", "overdue"), ("task", "late"),
)  # fmt: skip
MOST_DRAWN = 20


@dataclass
class Row:
    """What one person has, by (kind of record, what of it)."""

    person: User
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, kind: str, what: str) -> int:
        return self.counts.get((kind, what), 0)

    @property
    def pressing(self) -> int:
        return sum(number for (_kind, what), number in self.counts.items() if what != "open")

    def link(self, kind: str, what: str) -> str:
        return link(kind, what, f"{'assignee' if kind == 'task' else 'owner'}={self.person.pk}")


@dataclass(frozen=True)
class Group:
    """A department with all below it."""

    department: Department
    depth: int
    counts: dict[tuple[str, str], int]

    def count(self, kind: str, what: str) -> int:
        return self.counts.get((kind, what), 0)


def link(kind: str, what: str, whose: str) -> str:
    """The list of these records."""
    return f"{reverse(LISTS[kind])}?{'&'.join(part for part in (whose, AT_WORK[kind], ASKED[what]) if part)}"


def people_of(user: User, circle: str, department: Department | None = None) -> list[UUID] | None:
    """Whose work is looked at; None for everybody whom the user sees."""
    if department is not None:
        rows = User.objects.filter(department__path__startswith=department.path)
        return list(rows.values_list("pk", flat=True))
    found = {"me": [user.pk], "my_team": user.grants.teammate_ids, "my_department": user.grants.department_people_ids}
    return found.get(circle)


def by_person(user: User, people: Iterable[UUID] | None) -> list[Row]:
    """Those who have something, whoever has most that presses first. One statement for each kind of record."""
    counts: dict[UUID, dict[tuple[str, str], int]] = {}
    for kind in ("opportunity", "lead", "task"):
        if user.may(f"{kind}.view"):
            for person, found in _counted(kind, user, people):
                counts.setdefault(person, {}).update({(kind, what): number for what, number in found.items()})
    known = User.objects.select_related("department").in_bulk(counts)
    rows = [Row(known[pk], found) for pk, found in counts.items() if any(found.values())]
    return sorted(rows, key=lambda row: (-row.pressing, row.person.name, row.person.pk))


def by_department(rows: Iterable[Row]) -> list[Group]:
    """The same summed up for each department with all below it, in the order of the tree."""
    every = list(rows)
    paths = {row.person.department.path for row in every if row.person.department}
    found = []
    for one in Department.objects.select_related("head").order_by("path"):
        below = [row for row in every if row.person.department and row.person.department.path.startswith(one.path)]
        if not any(path.startswith(one.path) for path in paths):
            continue
        counts: dict[tuple[str, str], int] = {}
        for row in below:
            for key, number in row.counts.items():
                counts[key] = counts.get(key, 0) + number
        found.append(Group(one, one.path.count("/") - 1, counts))
    return found


def chart(rows: list[Row]) -> Chart:
    """What presses, a bar for each person."""
    kinds = (
        (_("Opportunities without a next step"), "warn", "opportunity", "without"),
        (_("Opportunities whose next step is overdue"), "bad", "opportunity", "overdue"),
        (_("Leads without a next step"), "4", "lead", "without"),
        (_("Leads whose next step is overdue"), "3", "lead", "overdue"),
    )
    drawn = [row for row in rows if row.pressing][:MOST_DRAWN]
    return Chart(
        _("Without a next step, or overdue"), [row.person.name for row in drawn],
        [
            Series(label, [Mark(row.count(kind, what), row.link(kind, what)) for row in drawn], tone=tone)
            for label, tone, kind, what in kinds
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class Tile:
    label: str
    number: int
    href: str
    tone: str


def at_home(user: User) -> list[tuple[str, list[Tile]]]:
    """What presses of one's own, and of those below; headings without anything are left out."""
    below = [one for one in user.grants.department_people_ids if one != user.pk]
    rows = by_person(user, [user.pk, *below])
    mine = _summed([row for row in rows if row.person.pk == user.pk])
    theirs = _summed([row for row in rows if row.person.pk != user.pk])
    found = [(_("My next steps"), _tiles(mine, "owner=me"))]
    if user.may("opportunity.assign"):
        found.append((_("Next steps below me"), _tiles(theirs, "owner=my_department&owner.not=me")))
    return [(heading, tiles) for heading, tiles in found if tiles]


def pressing_below(user: User) -> int:
    """How many leads and opportunities of those below have no next step or an overdue one; 0 for who gives out none."""
    below = [one for one in user.grants.department_people_ids if one != user.pk]
    if not below or not user.may("opportunity.assign"):
        return 0
    counts = _summed(by_person(user, below))
    return sum(number for (kind, what), number in counts.items() if kind != "task" and what != "open")


def _tiles(counts: dict[tuple[str, str], int], whose: str) -> list[Tile]:
    said = (
        (_("opportunities without a next step"), "warn", "opportunity", "without"),
        (_("opportunities with an overdue step"), "bad", "opportunity", "overdue"),
        (_("leads without a next step"), "warn", "lead", "without"),
        (_("leads with an overdue step"), "bad", "lead", "overdue"),
    )
    group = "" if whose == "owner=me" else "&group=owner"
    return [
        Tile(label, counts[(kind, what)], link(kind, what, whose) + group, tone)
        for label, tone, kind, what in said
        if counts.get((kind, what))
    ]


def _summed(rows: list[Row]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        for key, number in row.counts.items():
            counts[key] = counts.get(key, 0) + number
    return counts


def _counted(kind: str, user: User, people: Iterable[UUID] | None) -> list[tuple[UUID, dict[str, int]]]:
    if kind == "task":
        rows: Any = Task.objects.visible_to(user).filter(state=Task.State.OPEN, due_at__lt=timezone.now())
        asked, whose = {"late": Count("pk")}, "assignee"
    else:
        model: Any = Opportunity if kind == "opportunity" else Lead
        at_work = ["open"] if kind == "opportunity" else ["new", "working", "qualified"]
        rows, whose = model.objects.visible_to(user).filter(state__in=at_work), "owner"
        asked = {
            "open": Count("pk"), "without": Count("pk", filter=Q(next_step="")),
            "overdue": Count("pk", filter=Q(next_step_on__lt=timezone.localdate())),
        }  # fmt: skip
    rows = rows.filter(**{f"{whose}__isnull": False})
    if people is not None:
        rows = rows.filter(**{f"{whose}__in": list(people)})
    found = rows.order_by().values(whose).annotate(**asked)
    return [(one[whose], {what: one[what] for what in asked}) for one in found]
