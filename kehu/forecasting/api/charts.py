"""/sales-charts: the charts of the sales board as figures, for other programs to draw."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from kehu.forecasting import boards
from kehu.forecasting.permissions import ForecastVerb
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.schemas import OneOf
from kehu.foundation.ui.charts import Chart, Step
from kehu.sales.permissions import OpportunityVerb

router = Router()


class Asked(BaseModel):
    """As in the links of the board."""

    period: Annotated[str, Field(max_length=10, description="`2026-11`, `2026-Q3`, `2026`; else this quarter.")] = ""
    people: Annotated[str, Field(max_length=60, description="`me`, `team:ID` or `department:ID`.")] = ""
    pipeline: Annotated[str, Field(max_length=40, description="The id of a pipeline; the first unless said.")] = ""
    by: Annotated[str, OneOf(["", "reason", "competitor", "source", "owner"])] = ""


class SeriesOfChart(BaseModel):
    label: str
    values: Annotated[list[float | None], Field(description="One per category; money in the company's currency.")]
    notes: list[str]
    links: Annotated[list[str], Field(description="The list of the records behind each value.")]


class ChartOfSales(BaseModel):
    label: str
    currency: Annotated[str, Field(description="Empty where the values are counts.")]
    categories: list[str]
    series: list[SeriesOfChart]


@router.get("/{name}", response=ChartOfSales)
def get_sales_chart(
    request: HttpRequest, name: Annotated[str, OneOf(boards.NAMES)], asked: Query[Asked]
) -> HttpResponse:
    """One chart: months (forecast against quota), stages (pipeline by stage and age), funnel, closings, products (by
    the lines of quotes) or accuracy.
    """
    user = reader(request)
    user.require(ForecastVerb.VIEW)
    user.require(OpportunityVerb.VIEW)
    board = boards.Board.of(user, period=asked.period, people=asked.people, pipeline=asked.pipeline, by=asked.by)
    drawn: dict[str, Callable[[], Any]] = {one: getattr(board, one) for one in boards.NAMES}
    found = drawn[name]()
    return answer(_funnel(found) if name == "funnel" else _chart(found))


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "label": str(chart.label), "currency": chart.currency, "categories": [str(one) for one in chart.categories],
        "series": [
            {
                "label": str(one.label), "notes": [str(mark.note) for mark in one.marks],
                "values": [None if mark.value is None else float(mark.value) for mark in one.marks],
                "links": [mark.href for mark in one.marks],
            }
            for one in chart.series
        ],
    }  # fmt: skip


def _funnel(steps: list[Step]) -> dict[str, Any]:
    return {
        "label": "", "currency": "", "categories": [str(one.label) for one in steps],
        "series": [
            {
                "label": "", "notes": [str(one.note) for one in steps], "values": [float(one.value) for one in steps],
                "links": [one.href for one in steps],
            }
        ],
    }  # fmt: skip
