"""/commission-statements: what deals earn, computed while the month runs and frozen once it is closed."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.compensation.actions import closing
from kehu.compensation.api.months import first_of
from kehu.compensation.permissions import CommissionVerb
from kehu.compensation.queries import people, statements, traces
from kehu.compensation.queries.days import today
from kehu.compensation.queries.statements import Shown
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.schemas import Input
from kehu.foundation.company.models import Company

router = Router()
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-03"])]


class StatementLine(BaseModel):
    """`trace` holds the numbers that the amount was made from, `formula` the same in words."""

    kind: str
    origin: str
    amount: str
    title: str
    deal: UUID | None
    formula: str
    trace: dict[str, Any]


class Statement(BaseModel):
    user: UUID
    month: str
    closed: bool
    currency: str
    total: str
    payout: str
    seal: str
    lines: list[StatementLine]


class StatementPage(BaseModel):
    items: list[Statement]


class Closing(Input):
    """For whom the month is closed; without, for everybody whose commission you settle."""

    model_config = {"json_schema_extra": {"examples": [{"month": "2026-03"}]}}

    month: Month
    users: list[UUID] | None = None


@router.get("", response=StatementPage)
def list_commission_statements(request: HttpRequest, month: str = "") -> HttpResponse:
    """The statements of a month (this one, without `month`) of everybody whose commission you may see."""
    user = reader(request)
    user.require(CommissionVerb.VIEW)
    when = first_of(month) if month else today().replace(day=1)
    everybody = list(people.reached(user, "commission"))
    found = statements.month([one.pk for one in everybody], when)
    return answer({"items": [_said(found[one.pk]) for one in everybody if one.pk in found]})


@router.get("/{user_id}/{month}", response=Statement)
def get_commission_statement(request: HttpRequest, user_id: UUID, month: str) -> HttpResponse:
    """One person's month, each amount with its trace."""
    user = reader(request)
    user.require(CommissionVerb.VIEW)
    person = _person(user, user_id)
    found = statements.month([person.pk], first_of(month)).get(person.pk)
    if found is None:
        raise Http404
    return answer(_said(found))


@router.post("/closures", response={201: StatementPage})
def close_commission_month(request: HttpRequest, payload: Closing) -> HttpResponse:
    """Close a month that is over; what is closed stays, later differences stand in the next month."""
    when = first_of(payload.month)
    made = closing.close_month(month=when, by=reader(request), only=payload.users)
    found = statements.month([one.user_id for one in made], when)
    return answer({"items": [_said(one) for one in found.values()]}, 201)


def _person(user: User, user_id: UUID) -> User:
    found: User | None = people.reached(user, "commission").filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found


def _said(shown: Shown) -> dict[str, Any]:
    home = shown.kept.currency if shown.kept else Company.objects.current().currency
    return {
        "user": shown.user_id, "month": f"{shown.statement.month:%Y-%m}", "closed": shown.is_closed, "currency": home,
        "total": shown.total, "payout": shown.payout, "seal": shown.kept.seal if shown.kept else "",
        "lines": [
            {
                "kind": one.kind, "origin": f"{one.origin:%Y-%m}", "amount": one.amount, "title": one.title,
                "deal": one.deal, "formula": traces.flat(one, home), "trace": one.trace,
            }
            for one in shown.lines
        ],
    }  # fmt: skip
