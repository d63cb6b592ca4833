"""/forecasts, /judgements and /forecast-snapshots: what is expected of whom, what was said of it, and when."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from kehu.forecasting import charts, periods
from kehu.forecasting.actions import judgements as actions
from kehu.forecasting.figures import Figures
from kehu.forecasting.models import Judgement
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries import reach
from kehu.forecasting.queries.forecast import Forecast, Line
from kehu.forecasting.queries.people import seen_by
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Amount, Input, Money, OneOf
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects.registry import Field as Column
from kehu.foundation.objects.registry import Kind, ObjectType

router, judgements, snapshots, lines = Router(), Router(), Router(), Router()
PERIOD = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])|-Q[1-4])?$"
MOST = 1000
JUDGEMENTS = Resource(
    "judgements", "judgement",
    Plan(ObjectType(
        key="judgement", model="forecasting.Judgement", label=_("Judgement"), label_plural=_("Judgements"),
        icon="message", view="forecast.view",
        fields=(
            Column("user", _("Seller"), Kind.REFERENCE, reference="user"),
            Column("author", _("Author"), Kind.REFERENCE, reference="user"),
            Column("month", _("Month"), Kind.DATE),
            Column("figure", _("Figure"), Kind.CHOICE, choices=lambda: Judgement.Figure.choices),
            Column("amount", _("Amount"), Kind.NUMBER), Column("computed", _("Computed"), Kind.NUMBER),
            Column("note", _("Note")),
        ))),
    rows=reach.judgements,
)  # fmt: skip
SNAPSHOTS = Resource(
    "forecast_snapshots", "forecast_snapshot",
    Plan(ObjectType(
        key="forecast_snapshot", model="forecasting.Snapshot", label=_("Snapshot"), label_plural=_("Snapshots"),
        icon="camera", view="forecast.view", fields=(Column("taken_on", _("Taken on"), Kind.DATE),),
    )),
)  # fmt: skip
AMOUNTS = ("won", "commit", "best_case", "pipeline", "weighted", "quota", "forecast")
LINES = Resource(
    "forecast_snapshot_lines", "forecast_snapshot_line",
    Plan(ObjectType(
        key="forecast_snapshot_line", model="forecasting.SnapshotLine", label=_("Line of a snapshot"),
        label_plural=_("Lines of snapshots"), icon="camera", view="forecast.view",
        fields=(
            Column("taken_on", _("Taken on"), Kind.DATE, source="snapshot__taken_on"),
            Column("user", _("Seller"), Kind.REFERENCE, reference="user"), Column("month", _("Month"), Kind.DATE),
            *(Column(name, name.replace("_", " "), Kind.NUMBER) for name in AMOUNTS),
        ))),
    rows=reach.snapshot_lines,
)  # fmt: skip


class JudgementCreate(Input):
    """What a person with everybody below him will bring in a month, with what is won; null takes back what you said."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "user": "0190b6c7-0000-7000-8000-000000000000", "month": "2027-01-01", "amount": "480000.00",
                    "note": "The plant signs on Friday",
                }
            ]
        }
    }  # fmt: skip

    user: UUID
    month: Annotated[date, Field(description="The first day of the month.")]
    figure: Annotated[str, OneOf(Judgement.Figure.values)] = Judgement.Figure.COMMIT.value
    amount: Annotated[Amount, Field(ge=0, max_digits=17, decimal_places=2)] | None
    note: Annotated[str, Field(max_length=500)] = ""


class Sums(BaseModel):
    """In the company's currency; what is open is apart by category, `weighted` is the open part by its probability."""

    won: Money
    commit: Money
    best_case: Money
    pipeline: Money
    weighted: Money


class LineOfForecast(BaseModel):
    """A person: `own` are his sums, `total` those of everybody below him as well."""

    user: UUID
    name: str
    superior: UUID | None
    own: Sums
    total: Sums
    quota: Money
    forecast: Annotated[Money, Field(description="Won and committed, judgements counted.")]
    computed: Annotated[Money, Field(description="The same without judgements.")]
    at_best: Money
    attainment: Annotated[float | None, Field(description="Won as a share of the quota.")]
    gap: Money
    needed_per_week: Money | None
    projected: Money | None


class ForecastOfPeriod(BaseModel):
    period: str
    first: date
    after: date
    currency: str
    lines: list[LineOfForecast]


class Asked(BaseModel):
    people: Annotated[str, Field(max_length=60, description="Only this person and those right below.")] = ""


for _resource, _router in ((JUDGEMENTS, judgements), (SNAPSHOTS, snapshots), (LINES, lines)):
    _resource.read_by(_router)


@router.get("/{period}", response=ForecastOfPeriod)
def get_forecast(request: HttpRequest, period: str, asked: Query[Asked]) -> HttpResponse:
    """The forecast of a month (`2026-11`), a quarter (`2026-Q3`) or a fiscal year (`2026`), of the people you may see,
    at most a thousand of them.
    """
    user = reader(request)
    user.require(ForecastVerb.VIEW)
    found = periods.of_key(period)
    if found is None:
        raise Http404
    people = seen_by(user)
    ones = [one.id for one in people.known.values() if asked.people in ("", str(one.id), str(one.superior))]
    shown = Forecast(people, found).lines(ones)[:MOST]
    return answer(
        {
            "period": found.key, "first": found.first, "after": found.after, "currency": charts.currency(),
            "lines": [_line(one) for one in shown],
        }
    )  # fmt: skip


@judgements.post("", response={201: JUDGEMENTS.schema})
def create_judgement(request: HttpRequest, payload: JudgementCreate) -> HttpResponse:
    """Say what will come. Of others than yourself a note must say why."""
    user = reader(request)
    user.require(ForecastVerb.JUDGE)
    known = User.objects.filter(pk__in=list(seen_by(user).known))
    given = payload.given()
    whom = named(known, payload.user, "user")
    made = actions.say(**{**given, "user": whom}, by=user)
    return JUDGEMENTS.written(request, made.pk, 201)


def _line(one: Line) -> dict[str, Any]:
    seen = one.attainment
    return {
        "user": one.person.id, "name": one.person.name, "superior": one.person.superior, "own": _sums(one.own),
        "total": _sums(one.figures), "quota": one.quota, "forecast": one.forecast, "computed": one.computed,
        "at_best": one.at_best, "attainment": round(float(seen.rate), 6) if seen.rate is not None else None,
        "gap": seen.gap, "needed_per_week": seen.needed_per_week, "projected": seen.projected,
    }  # fmt: skip


def _sums(one: Figures) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Sums.model_fields}
