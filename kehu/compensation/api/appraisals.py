"""/appraisals: sheets, live while the period runs and frozen once it is closed; readings by hand, disputes."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.compensation.actions import appraisals as actions
from kehu.compensation.actions import disputes
from kehu.compensation.api.commissions import Month
from kehu.compensation.api.months import first_of
from kehu.compensation.models import AppraisalSheet, Dispute
from kehu.compensation.permissions import AppraisalVerb
from kehu.compensation.queries import appraisals, people
from kehu.compensation.queries.appraisals import Sheet, said
from kehu.compensation.queries.days import today
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.schemas import Input

router = Router()
Words = Annotated[str, Field(min_length=1, max_length=2000)]


class SheetOut(BaseModel):
    """`rows` are the measures with value, curve, weight in force, score and points; `id` is that of a closed sheet."""

    id: UUID | None
    user: UUID
    starts_on: str
    ends_on: str
    closed: bool
    score: str
    grade: str
    seal: str
    rows: list[dict[str, Any]]


class SheetPage(BaseModel):
    items: list[SheetOut]


class ReadingBody(Input):
    """A measure entered by hand; without a value it does not apply in this period."""

    model_config = {"json_schema_extra": {"examples": [{"value": "87.5", "why": "Survey of March"}]}}

    value: Annotated[Decimal, Field(max_digits=14, decimal_places=4)] | None = None
    why: Words


class AppraisalClosing(Input):
    model_config = {"json_schema_extra": {"examples": [{"month": "2026-03"}]}}

    month: Month
    users: list[UUID] | None = None


class DisputeBody(Input):
    """`metric` empty: the whole sheet."""

    model_config = {"json_schema_extra": {"examples": [{"metric": "visits", "text": "It was three"}]}}

    metric: Annotated[str, Field(max_length=60)] = ""
    text: Words


class DisputeDecision(Input):
    """With a value the measure is corrected to it, without one the sheet stays."""

    model_config = {"json_schema_extra": {"examples": [{"value": "3", "decision": "The calendar says so"}]}}

    metric: Annotated[str, Field(max_length=60)] = ""
    value: Annotated[Decimal, Field(max_digits=14, decimal_places=4)] | None = None
    decision: Words


class DisputeOut(BaseModel):
    id: UUID
    sheet: UUID
    metric: str
    state: str
    current_score: str


@router.get("", response=SheetPage)
def list_appraisals(request: HttpRequest, month: str = "") -> HttpResponse:
    """The sheets of a month (this one, without `month`) of everybody whose appraisal you may see."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    when = first_of(month) if month else today().replace(day=1)
    everybody = list(people.reached(user, "appraisal").values_list("pk", flat=True))
    return answer({"items": [_said(one) for one in appraisals.sheets(everybody, when).values()]})


@router.get("/{user_id}/{month}", response=SheetOut)
def get_appraisal(request: HttpRequest, user_id: UUID, month: str) -> HttpResponse:
    """One person's sheet of the period that the month lies in."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    found = appraisals.sheets([_person(user, user_id).pk], first_of(month)).get(user_id)
    if found is None:
        raise Http404
    return answer(_said(found))


@router.put("/{user_id}/{month}/readings/{metric}", response=SheetOut)
def enter_reading(request: HttpRequest, user_id: UUID, month: str, metric: str, payload: ReadingBody) -> HttpResponse:
    """Enter a measure by hand, with why."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    person, when = _person(user, user_id), first_of(month)
    actions.rate(user=person, month=when, metric=metric, value=payload.value, why=payload.why, by=user)
    return answer(_said(appraisals.sheets([person.pk], when)[person.pk]))


@router.post("/closures", response={201: SheetPage})
def close_appraisals(request: HttpRequest, payload: AppraisalClosing) -> HttpResponse:
    """Close the periods that end with the month; a closed sheet is only ever corrected."""
    made = actions.close(month=first_of(payload.month), by=reader(request), only=payload.users)
    return answer({"items": [_said(appraisals.frozen(one)) for one in made]}, 201)


@router.post("/sheets/{sheet_id}/disputes", response={201: DisputeOut})
def dispute_appraisal(request: HttpRequest, sheet_id: UUID, payload: DisputeBody) -> HttpResponse:
    """The person himself does not agree with his closed sheet."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    sheet = AppraisalSheet.objects.visible_to(user).filter(pk=sheet_id).first()
    if sheet is None:
        raise Http404
    made = disputes.raise_dispute(sheet=sheet, metric=payload.metric, text=payload.text, by=user)
    return answer(_dispute(made), 201)


@router.post("/disputes/{dispute_id}/decision", response={201: DisputeOut})
def decide_dispute(request: HttpRequest, dispute_id: UUID, payload: DisputeDecision) -> HttpResponse:
    """End a dispute. Nobody decides about his own appraisal."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    one = Dispute.objects.visible_to(user).select_related("sheet__user").filter(pk=dispute_id).first()
    if one is None:
        raise Http404
    made = disputes.decide(dispute=one, decision=payload.decision, value=payload.value, metric=payload.metric, by=user)
    return answer(_dispute(made), 201)


def _person(user: User, user_id: UUID) -> User:
    found: User | None = people.reached(user, "appraisal").filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found


def _said(sheet: Sheet) -> dict[str, Any]:
    kept = sheet.kept
    return {
        "id": kept.pk if kept else None, "user": sheet.user_id, "starts_on": sheet.starts_on,
        "ends_on": sheet.ends_on, "closed": sheet.is_closed, "score": sheet.score, "grade": sheet.grade,
        "seal": kept.seal if kept else "", "rows": [{**said(row), "label": row.label} for row in sheet.rows],
    }  # fmt: skip


def _dispute(one: Dispute) -> dict[str, Any]:
    score = AppraisalSheet.objects.values_list("current_score", flat=True).get(pk=one.sheet_id)
    return {"id": one.pk, "sheet": one.sheet_id, "metric": one.metric, "state": one.state, "current_score": score}
