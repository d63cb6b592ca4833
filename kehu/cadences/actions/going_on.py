"""The way of enrolments through their steps: each becomes a task of the owner when the one before is done.

A batch is locked in the order of ids and handled in one transaction. What was done already is seen by the rows of
`StepTaken`, of which there is one for each step: killed anywhere and done again, no step makes a second task.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from kehu.cadences.models import CadenceStep, Enrolment, StepTaken
from kehu.cadences.queries.records import customer_of, values_of
from kehu.cadences.schedule import Due, due
from kehu.cadences.templates import filled
from kehu.foundation.access.models import User
from kehu.foundation.company.calendar import WorkingDays
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.lists import conditions
from kehu.interactions.actions import activity, own_fields
from kehu.interactions.events import TasksCreated
from kehu.interactions.models import Task
from kehu.sales.models import Opportunity

RELATED = ("cadence", "owner", "lead__owner", "opportunity__owner", "opportunity__customer", "opportunity__contact")


@dataclass
class Made:
    """What a batch comes to, to be written in few statements."""

    tasks: list[Task] = field(default_factory=list)
    taken: list[StepTaken] = field(default_factory=list)


def locked(ids: Iterable[UUID]) -> list[Enrolment]:
    """These enrolments as they stand now, locked in one order by whoever comes. Call it inside `writing`."""
    rows = Enrolment.objects.filter(pk__in=list(ids)).order_by("pk")
    return list(rows.select_for_update(no_key=True, of=("self",)).select_related(*RELATED))


def go_on(rows: Sequence[Enrolment], *, after: datetime, by: User | None) -> None:
    """Bring each of these locked enrolments to its next step: a task of the owner, or the end. Days are counted from
    `after` on. Steps whose condition does not hold are left out, and the days until them go by all the same.
    """
    if not rows:
        return
    way = _Way(rows, after)
    made = Made()
    for row in rows:
        _come_to_next(row, way, made, by)
    Task.objects.bulk_create(made.tasks, batch_size=500)
    StepTaken.objects.bulk_create(made.taken, batch_size=500)
    Enrolment.objects.bulk_update(rows, ["step", "due_at", "state", "ended_at"], batch_size=500)
    activity.refresh_work(customer_ids={one.customer_id for one in made.tasks})
    if made.tasks:
        publish(TasksCreated([one.pk for one in made.tasks]), by=by.pk if by else None)


class _Way:
    """What is read once for a batch: the steps of its cadences, those that were taken, and whose condition holds."""

    def __init__(self, rows: Sequence[Enrolment], after: datetime):
        self.after = after
        self.zone = ZoneInfo(Company.objects.current().time_zone)
        self.calendar = WorkingDays.read(after.astimezone(self.zone).date(), 4 * 250 + 400)
        self.steps: dict[UUID, list[CadenceStep]] = {}
        wanted = CadenceStep.objects.filter(cadence__in={row.cadence_id for row in rows}, is_removed=False)
        for step in wanted.order_by("position", "pk"):
            self.steps.setdefault(step.cadence_id, []).append(step)
        self.taken: dict[UUID, set[UUID]] = {}
        gone = StepTaken.objects.filter(enrolment__in=[row.pk for row in rows])
        for enrolment_id, step_id in gone.values_list("enrolment_id", "step_id"):
            self.taken.setdefault(enrolment_id, set()).add(step_id)
        self._fits = self._read_conditions(rows)
        self.custom = own_fields.checked("task", None, User.objects.system())

    def ahead(self, row: Enrolment) -> list[CadenceStep]:
        """Steps that are still to come: behind the one it stands at, and not taken."""
        place = (row.step.position, row.step.pk) if row.step else None
        gone = self.taken.get(row.pk, set())
        every = self.steps.get(row.cadence_id, [])
        return [one for one in every if one.pk not in gone and (place is None or (one.position, one.pk) > place)]

    def fits(self, row: Enrolment, step: CadenceStep) -> bool:
        return self._fits.get((row.record.pk, step.pk), True)

    def due(self, days: int, step: CadenceStep) -> Due:
        return due(days, step.at, self.after, self.calendar, self.zone)

    def _read_conditions(self, rows: Sequence[Enrolment]) -> dict[tuple[UUID, UUID], bool]:
        found: dict[tuple[UUID, UUID], bool] = {}
        for cadence_id, steps in self.steps.items():
            asked = [one for one in steps if one.conditions]
            mine = [row for row in rows if row.cadence_id == cadence_id]
            if not asked or not mine:
                continue
            links = [one.conditions for one in asked]
            for record_id, said in conditions.fitting(
                mine[0].object_key, links, [row.record.pk for row in mine]
            ).items():
                found |= {(record_id, step.pk): fits for step, fits in zip(asked, said, strict=True)}
        return found


def _come_to_next(row: Enrolment, way: _Way, made: Made, by: User | None) -> None:
    days = 0
    for step in way.ahead(row):
        days += step.days
        if not way.fits(row, step):
            made.taken.append(StepTaken(enrolment=row, step=step, state=StepTaken.State.LEFT_OUT, at=timezone.now()))
            continue
        coming = way.due(days, step)
        task = _task(row, step, coming, way.custom, by)
        made.tasks.append(task)
        made.taken.append(StepTaken(enrolment=row, step=step, task=task))
        row.step, row.due_at = step, coming.moment
        return
    row.state, row.ended_at, row.due_at = Enrolment.State.FINISHED, timezone.now(), None


def _task(row: Enrolment, step: CadenceStep, coming: Due, custom: dict[str, Any], by: User | None) -> Task:
    record = row.record
    values = values_of(record)
    customer = customer_of(record)
    return Task(
        title=filled(step.title, values)[:300], notes=filled(step.body, values), due_at=coming.moment,
        all_day=coming.all_day, assignee=row.owner, customer=customer,
        contact=record.contact if isinstance(record, Opportunity) else None, related_key=row.object_key,
        related_id=record.pk, created_by=by, custom=custom,
    )  # fmt: skip
