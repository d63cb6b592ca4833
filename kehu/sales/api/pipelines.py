"""/pipelines and what moved in them: stages, reasons, competitors, any past day."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.schemas import Input
from kehu.sales.actions import pipelines as actions
from kehu.sales.models import CloseReason, Competitor, Pipeline
from kehu.sales.queries import standings
from kehu.sales.queries.standings import Scope

pipelines, reasons, competitors, changes, snapshots = Router(), Router(), Router(), Router(), Router()


class StageOut(BaseModel):
    id: UUID
    key: str
    name: str
    position: int
    probability: int
    category: str
    outcome: str
    required_fields: list[str]
    required_documents: list[str]
    needs_approval: bool
    usual_days: int | None


class PipelineOut(BaseModel):
    id: UUID
    key: str
    name: str
    team: UUID | None
    is_active: bool
    stages: list[StageOut]


class Pipelines(BaseModel):
    items: list[PipelineOut]


class ReasonOut(BaseModel):
    id: UUID
    name: str
    outcome: str
    is_active: bool


class Reasons(BaseModel):
    items: list[ReasonOut]


class CompetitorOut(BaseModel):
    id: UUID
    name: str
    website: str
    strengths: str
    weaknesses: str
    is_active: bool


class Competitors(BaseModel):
    items: list[CompetitorOut]


class CompetitorCreate(Input):
    model_config = {"json_schema_extra": {"examples": [{"name": "Rival Ltd."}]}}

    name: Annotated[str, Field(min_length=1, max_length=120)]
    website: Annotated[str, Field(max_length=200)] = ""
    strengths: Annotated[str, Field(max_length=20_000)] = ""
    weaknesses: Annotated[str, Field(max_length=20_000)] = ""


class Between(BaseModel):
    """Days; `until` is today unless given. Narrowed to one pipeline or one owner."""

    since: date
    until: date | None = None
    pipeline: UUID | None = None
    owner: UUID | None = None


class SumOut(BaseModel):
    """`amount` in the company's currency; null where your roles hide it."""

    kind: str
    count: int
    amount: Decimal | None


class Changes(BaseModel):
    """`start` and what came, less what left, makes `end`; the other kinds move no money."""

    since: datetime
    until: datetime
    items: list[SumOut]


class Day(BaseModel):
    """The end of which day; of which pipeline, the first unless given."""

    day: date
    pipeline: UUID | None = None
    owner: UUID | None = None


class LaneOut(BaseModel):
    stage: UUID
    name: str
    count: int
    amount: Decimal | None
    weighted: Decimal | None


class Snapshot(BaseModel):
    pipeline: UUID
    at: datetime
    items: list[LaneOut]


@pipelines.get("", response=Pipelines)
def list_pipelines(request: HttpRequest) -> HttpResponse:
    """The ways a sale goes, each with its stages in order."""
    _sees(request)
    return answer({"items": [_pipeline(one) for one in Pipeline.objects.prefetch_related("stages")]})


@reasons.get("", response=Reasons)
def list_close_reasons(request: HttpRequest) -> HttpResponse:
    """Why sales end."""
    _sees(request)
    items = [
        {"id": one.pk, "name": str(one), "outcome": one.outcome, "is_active": one.is_active}
        for one in CloseReason.objects.all()
    ]
    return answer({"items": items})


@competitors.get("", response=Competitors)
def list_competitors(request: HttpRequest) -> HttpResponse:
    """Whom we meet."""
    _sees(request)
    return answer({"items": [_competitor(one) for one in Competitor.objects.all()]})


@competitors.post("", response={201: CompetitorOut})
def create_competitor(request: HttpRequest, payload: CompetitorCreate) -> HttpResponse:
    """Somebody else whom we meet."""
    made = actions.save_competitor(by=reader(request), **payload.given())
    return answer(_competitor(made), 201)


@changes.get("", response=Changes)
def read_pipeline_changes(request: HttpRequest, asked: Query[Between]) -> HttpResponse:
    """What moved in the pipeline between two days, of what you see."""
    user = _sees(request)
    begun = _start(asked.since)
    ended = _start(asked.until + timedelta(days=1)) if asked.until else timezone.now()
    sums = standings.changes(_scope(user, asked.pipeline, asked.owner), begun, ended)
    amounts = _amounts(user)
    items = [
        {"kind": kind, "count": one.count, "amount": one.amount if amounts else None} for kind, one in sums.items()
    ]
    return answer({"since": begun, "until": ended, "items": items})


@snapshots.get("", response=Snapshot)
def read_pipeline_snapshot(request: HttpRequest, asked: Query[Day]) -> HttpResponse:
    """The pipeline as it stood at the end of a day, of what you see."""
    user = _sees(request)
    scope = _scope(user, asked.pipeline, asked.owner)
    pipeline = scope.pipeline or Pipeline.objects.filter(is_active=True).first()
    if pipeline is None:
        raise Http404
    moment, amounts = _start(asked.day + timedelta(days=1)), _amounts(user)
    items = [
        {
            "stage": lane.stage.pk, "name": lane.stage.label, "count": lane.count,
            "amount": lane.amount if amounts else None, "weighted": lane.weighted if amounts else None,
        }
        for lane in standings.board(scope, moment, pipeline)
    ]  # fmt: skip
    return answer({"pipeline": pipeline.pk, "at": moment, "items": items})


def _sees(request: HttpRequest) -> User:
    user = reader(request)
    user.require("opportunity.view")
    return user


def _amounts(user: User) -> bool:
    return access(user, "opportunity", "amount") in (FieldAccess.READ, FieldAccess.EDIT)


def _scope(user: User, pipeline: UUID | None, owner: UUID | None) -> Scope:
    found = Pipeline.objects.filter(pk=pipeline).first() if pipeline else None
    if pipeline and found is None:
        raise Http404
    return Scope(user, found, owner)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _pipeline(one: Pipeline) -> dict[str, Any]:
    columns = (
        "key", "position", "probability", "category", "outcome", "required_fields", "required_documents",
        "needs_approval", "usual_days",
    )  # fmt: skip
    stages = sorted(one.stages.all(), key=lambda stage: stage.position)
    said = [{"id": row.pk, "name": row.label, **{key: getattr(row, key) for key in columns}} for row in stages]
    return {
        "id": one.pk, "key": one.key, "name": one.label, "team": one.team_id, "is_active": one.is_active,
        "stages": said,
    }  # fmt: skip


def _competitor(one: Competitor) -> dict[str, Any]:
    names = ("name", "website", "strengths", "weaknesses", "is_active")
    return {"id": one.pk, **{name: getattr(one, name) for name in names}}
