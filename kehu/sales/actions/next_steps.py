"""What is planned about a lead or an opportunity is its next step: a task about it, or a visit to the customer by
somebody who sells there. It is said on the record as well, so that lists find what has no next step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.audit.writing import writing
from kehu.interactions.models import Task, Visit
from kehu.sales.models import Lead, Opportunity, SellingTeamMember

MODELS: dict[str, type[Lead] | type[Opportunity]] = {"opportunity": Opportunity, "lead": Lead}
LONGEST = 300


@dataclass(frozen=True)
class Planned:
    """Something to be done; `at` is None for a task without a day."""

    step: str
    at: datetime | None

    @property
    def day(self) -> date | None:
        return timezone.localdate(self.at) if self.at else None


def follow(tasks: Iterable[Task]) -> None:
    """The records that these tasks are about say what is planned. May run twice."""
    said: dict[tuple[str, UUID], set[str]] = {}
    for task in tasks:
        if task.related_key in MODELS and task.related_id:
            said.setdefault((task.related_key, task.related_id), set()).add(task.title[:LONGEST])
    for (key, record_id), steps in sorted(said.items()):
        settle(key, record_id, steps)


def follow_visit(visit: Visit) -> None:
    """The open opportunities of the customer in which somebody sells who comes along. May run twice."""
    people = [visit.visitor_id, *visit.attendees.exclude(user=None).values_list("user_id", flat=True)]
    selling = SellingTeamMember.objects.filter(user__in=people).values("opportunity")
    mine = Q(owner__in=people) | Q(pk__in=selling)
    rows = Opportunity.objects.filter(mine, customer=visit.customer_id, state="open", deleted_at=None)
    for record_id in rows.order_by("pk").values_list("pk", flat=True):
        settle("opportunity", record_id, {visit.purpose[:LONGEST]})


def follow_gone(change_set: UUID) -> None:
    """Records whose tasks went when `change_set` was carried out (a taking back of others) plan something else."""
    deleted = AuditEntry.objects.filter(change_set_id=change_set, action=AuditEntry.Action.DELETED)
    gone = deleted.filter(table=Task._meta.db_table, old__related_key__in=list(MODELS))
    for entry in gone.order_by("pk"):
        old: dict[str, Any] = entry.old or {}
        if old.get("related_id"):
            settle(old["related_key"], UUID(old["related_id"]), {str(old["title"])[:LONGEST]})


def settle(object_key: str, record_id: UUID, ours: set[str]) -> None:
    """The record's next step is what is planned first. `ours` are steps that were planned and may be replaced; what
    somebody wrote by hand stays.
    """
    with writing(by=None):
        rows: Any = MODELS[object_key].objects
        row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=record_id, deleted_at=None).first()
        if row is None or not row.is_open or (row.next_step and row.next_step not in ours):
            return
        first = _first(object_key, row)
        step, day = (first.step, first.day) if first else ("", None)
        if (row.next_step, row.next_step_on) != (step, day):
            row.next_step, row.next_step_on = step, day
            row.save(update_fields=["next_step", "next_step_on"])


def _first(object_key: str, row: Lead | Opportunity) -> Planned | None:
    """What is due first; what has no day comes last."""
    tasks = Task.objects.filter(related_key=object_key, related_id=row.pk, state=Task.State.OPEN)
    found = [Planned(one.title[:LONGEST], one.due_at) for one in tasks.order_by("due_at", "pk")[:1]]
    if isinstance(row, Opportunity):
        found += [Planned(one.purpose[:LONGEST], one.planned_start) for one in _visits(row)[:1]]
    return min(found, key=lambda one: (one.at is None, one.at), default=None)


def _visits(row: Opportunity) -> Any:
    """Planned visits to its customer by those who sell there."""
    people = [row.owner_id, *row.selling_team.values_list("user_id", flat=True)]
    mine = Q(visitor__in=people) | Q(attendees__user__in=people)
    rows = Visit.objects.filter(mine, customer=row.customer_id, state=Visit.State.PLANNED)
    return rows.order_by("planned_start", "pk").distinct()
