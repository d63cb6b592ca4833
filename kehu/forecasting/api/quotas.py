"""/quota-plans and /quotas: what everybody is to sell, in versions of which one is in force."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel, Field

from kehu.forecasting.actions import quotas as actions
from kehu.forecasting.actions import spreading
from kehu.forecasting.models import QuotaPlan
from kehu.forecasting.queries import reach
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Amount, Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects.registry import Field as Column
from kehu.foundation.objects.registry import Kind, ObjectType

plans, router = Router(), Router()
STATES = QuotaPlan.State.choices
PLANS = Resource(
    "quota_plans", "quota_plan",
    Plan(ObjectType(
        key="quota_plan", model="forecasting.QuotaPlan", label=_("Version of quotas"), icon="target",
        label_plural=_("Versions of quotas"), view="forecast.view",
        fields=(
            Column("fiscal_year", _("Fiscal year"), Kind.NUMBER), Column("number", _("Version number"), Kind.NUMBER),
            Column("state", _("State"), Kind.CHOICE, choices=lambda: STATES), Column("note", _("Note")),
            Column("published_at", _("Published at"), Kind.MOMENT),
            Column("published_by", _("Published by"), Kind.REFERENCE, reference="user"),
        ))),
)  # fmt: skip
QUOTAS = Resource(
    "quotas", "quota",
    Plan(ObjectType(
        key="quota", model="forecasting.Quota", label=_("Quota"), label_plural=_("Quotas"), icon="target",
        view="forecast.view",
        fields=(
            Column("fiscal_year", _("Fiscal year"), Kind.NUMBER, source="plan__fiscal_year"),
            Column("version_number", _("Version number"), Kind.NUMBER, source="plan__number"),
            Column("state", _("State"), Kind.CHOICE, choices=lambda: STATES, source="plan__state"),
            Column("dimension", _("Dimension")), Column("key", _("Key")),
            Column("user", _("Seller"), Kind.REFERENCE, reference="user"), Column("month", _("Month"), Kind.DATE),
            Column("amount", _("Amount"), Kind.NUMBER),
        ))),
    rows=reach.quotas,
)  # fmt: skip
Money = Annotated[Amount, Field(ge=0, max_digits=17, decimal_places=2)]
Name = Annotated[str, Field(min_length=1, max_length=64)]


class PlanCreate(Input):
    """`fiscal_year` is the calendar year in which it begins."""

    model_config = {"json_schema_extra": {"examples": [{"fiscal_year": 2027}]}}

    fiscal_year: Annotated[int, Field(ge=2000, le=2099)]
    note: Annotated[str, Field(max_length=300)] = ""


class CellOfPlan(Input):
    """Of a person, team or department `key` is its identifier; null clears the cell."""

    dimension: Name
    key: Name
    month: Annotated[date, Field(description="The first day of the month.")]
    amount: Money | None


class Cells(Input):
    """All of them are written, or none."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "cells": [
                        {
                            "dimension": "person", "key": "0190b6c7-0000-7000-8000-000000000000",
                            "month": "2027-01-01", "amount": "120000.00",
                        }
                    ]
                }
            ]
        }
    }  # fmt: skip

    cells: Annotated[list[CellOfPlan], Field(max_length=5000)]


class Spread(Input):
    """A year's figure over its months."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"dimension": "department", "key": "x", "amount": "1200000", "pattern": "last_year"}]
        }
    }

    dimension: Name
    key: Name
    amount: Money
    pattern: Annotated[str, OneOf(spreading.PATTERNS)] = spreading.EVEN


class Split(Input):
    """What a line has, over the lines right below it: those of its own dimension, or of another one's `sheet`, such as
    the products of a category.
    """

    dimension: Name
    key: Name
    sheet: Annotated[str, Field(max_length=20)] = ""
    shares: Annotated[str, OneOf(spreading.SHARES)] = spreading.EVEN


class Changed(BaseModel):
    changed: int


PLANS.read_by(plans)
QUOTAS.read_by(router)


@plans.post("", response={201: PLANS.schema})
def create_quota_plan(request: HttpRequest, payload: PlanCreate) -> HttpResponse:
    """The draft of a fiscal year: the one there is, or a new version that begins with what is in force."""
    made = actions.begin(fiscal_year=payload.fiscal_year, note=payload.note, by=reader(request))
    return PLANS.written(request, made.pk, 201)


@plans.delete("/{record_id}", response={204: None})
def delete_quota_plan(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    with PLANS.changing(request, record_id) as one:
        actions.discard(plan=one, by=reader(request))
    return nothing()


@plans.put("/{record_id}/cells", response=Changed)
def enter_quotas(request: HttpRequest, record_id: UUID, payload: Cells) -> HttpResponse:
    """Write amounts into a draft; the answer says how many changed."""
    with PLANS.changing(request, record_id) as one:
        cells = [actions.Cell(cell.dimension, cell.key, cell.month, cell.amount) for cell in payload.cells]
        changed = actions.enter(plan=one, cells=cells, by=reader(request))
    return answer({"changed": changed})


@plans.post("/{record_id}/spreading", response={201: Changed})
def spread_quota(request: HttpRequest, record_id: UUID, payload: Spread) -> HttpResponse:
    """Spread a year's figure over the months of a line."""
    target = spreading.Target(payload.dimension, payload.key)
    with PLANS.changing(request, record_id) as one:
        changed = spreading.spread_year(
            plan=one, target=target, amount=payload.amount, pattern=payload.pattern, by=reader(request)
        )
    return answer({"changed": changed}, 201)


@plans.post("/{record_id}/splitting", response={201: Changed})
def split_quota(request: HttpRequest, record_id: UUID, payload: Split) -> HttpResponse:
    """Split each month of a line over those right below it."""
    target = spreading.Target(payload.dimension, payload.key)
    with PLANS.changing(request, record_id) as one:
        changed = spreading.split_down(
            plan=one, target=target, shares=payload.shares, sheet=payload.sheet, by=reader(request)
        )
    return answer({"changed": changed}, 201)


@plans.post("/{record_id}/publication", response={201: PLANS.schema})
def publish_quota_plan(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Put a draft in force; the version before it is set aside."""
    with PLANS.changing(request, record_id) as one:
        actions.publish(plan=one, by=reader(request))
    return PLANS.written(request, record_id, 201)
