"""What happened in interactions, tasks and visits."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class InteractionLogged(Event):
    interaction_id: UUID
    customer_id: UUID
    kind: str
    direction: str
    changed = "interaction"

    def topics(self) -> list[str]:
        return [f"record:customer:{self.customer_id}"]


@dataclass(frozen=True)
class InteractionsLogged(Event):
    """One batch of an import or of the demo company."""

    customer_ids: list[UUID]
    count: int
    change_set_id: UUID | None


@dataclass(frozen=True)
class InteractionCorrected(Event):
    interaction_id: UUID
    corrects_id: UUID
    customer_id: UUID


@dataclass(frozen=True)
class TaskCreated(Event):
    task_id: UUID
    customer_id: UUID | None
    assignee_id: UUID


@dataclass(frozen=True)
class TaskAssigned(Event):
    task_id: UUID
    customer_id: UUID | None
    assignee_id: UUID
    former_id: UUID


@dataclass(frozen=True)
class TaskRescheduled(Event):
    task_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True)
class TaskCompleted(Event):
    """`next_id` is the task that a repeating one made."""

    task_id: UUID
    customer_id: UUID | None
    next_id: UUID | None


@dataclass(frozen=True)
class TasksCreated(Event):
    """One batch of tasks that Kehu made by itself."""

    task_ids: list[UUID]


@dataclass(frozen=True)
class TasksCancelled(Event):
    """One batch of tasks that Kehu took back by itself."""

    task_ids: list[UUID]


@dataclass(frozen=True)
class TasksCompleted(Event):
    """One batch of a bulk change; `next_ids` are the tasks that repeating ones made."""

    task_ids: list[UUID]
    next_ids: list[UUID]
    change_set_id: UUID | None


@dataclass(frozen=True)
class TasksAssigned(Event):
    """One batch of a bulk change."""

    task_ids: list[UUID]
    assignee_id: UUID
    change_set_id: UUID | None


@dataclass(frozen=True)
class TaskCancelled(Event):
    task_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True)
class TaskReopened(Event):
    task_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True)
class VisitPlanned(Event):
    visit_id: UUID
    customer_id: UUID


@dataclass(frozen=True)
class VisitRescheduled(Event):
    visit_id: UUID
    customer_id: UUID


@dataclass(frozen=True)
class VisitHeld(Event):
    visit_id: UUID
    customer_id: UUID
    interaction_id: UUID


@dataclass(frozen=True)
class VisitCancelled(Event):
    visit_id: UUID
    customer_id: UUID
