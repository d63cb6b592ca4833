"""Requests with many rows: each row has an outcome of its own, and all changes stand in one change set."""

from collections import Counter
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, ValidationError

from kehu.foundation.access.models import User
from kehu.foundation.api.problems import sentence_of
from kehu.foundation.api.schemas import OneOf
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.refusals import Refusal


class RowProblem(BaseModel):
    """What is wrong with one row."""

    pointer: Annotated[str, Field(examples=["/phone"])]
    detail: str


class RowOutcome(BaseModel):
    """What became of one row; `row` is its place in the request, from 0."""

    row: int
    outcome: Annotated[str, OneOf(["created", "updated", "unchanged", "refused"])]
    id: UUID | None = None
    errors: list[RowProblem] = []


class BulkOutcome(BaseModel):
    """What became of all rows; `change_set` takes the changes back."""

    items: list[RowOutcome]
    counts: dict[str, int]
    change_set: UUID


class Outcomes:
    """Collects what becomes of the rows."""

    def __init__(self, number: int):
        self.items: list[dict[str, Any]] = [{"row": place, "outcome": "refused"} for place in range(number)]

    def done(self, place: int, outcome: str, record_id: UUID) -> None:
        self.items[place] = {"row": place, "outcome": outcome, "id": record_id}

    def refuse(self, place: int, refusal: Refusal) -> None:
        self._refused(place, [(refusal.field.replace(".", "/"), refusal.message)])

    def out_of_reach(self, place: int, *, seen: bool) -> None:
        missing, closed = (
            _("There is no such record that you may see."),
            _("You may see this record but not change it."),
        )
        self._refused(place, [("id", closed if seen else missing)])

    def invalid(self, place: int, problem: ValidationError) -> None:
        found = [("/".join(str(part) for part in one["loc"]), sentence_of(dict(one))) for one in problem.errors()[:20]]
        self._refused(place, found)

    def _refused(self, place: int, problems: list[tuple[str, str]]) -> None:
        errors = [{"pointer": f"/{pointer}", "detail": detail} for pointer, detail in problems]
        self.items[place] = {"row": place, "outcome": "refused", "errors": errors}

    def counts(self) -> dict[str, int]:
        return dict(Counter(one["outcome"] for one in self.items))

    def finish(self, change_set: ChangeSet) -> None:
        change_sets.finish(change_set=change_set, counts=self.counts())

    def as_data(self, change_set: ChangeSet) -> dict[str, Any]:
        return {"items": self.items, "counts": self.counts(), "change_set": change_set.pk}


def checked(model: type[BaseModel], rows: list[Any], outcomes: Outcomes) -> list[tuple[int, Any]]:
    """The rows that fit, with their places; the others are refused in `outcomes`."""
    found = []
    for place, row in enumerate(rows):
        try:
            found.append((place, model.model_validate(row)))
        except ValidationError as problem:
            outcomes.invalid(place, problem)
    return found


def change_set_for(object_key: str, number: int, user: User) -> ChangeSet:
    title = _("API: %(number)s rows") % {"number": number}
    return change_sets.begin(kind=ChangeSet.Kind.BULK_EDIT, title=title, object_key=object_key, by=user)
