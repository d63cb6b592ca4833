"""/account-plans: what we want with a key account in a year."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel, Field

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Amount, Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.key_accounts.actions import plans, reviews, stakeholders
from kehu.key_accounts.models import AccountPlan, PlanGoal, Stakeholder
from kehu.key_accounts.objects import ACCOUNT_PLAN
from kehu.key_accounts.queries import white_space
from kehu.key_accounts.queries.plans import PlanView
from kehu.sales.models import CommitteeMember

router = Router()
PLANS = Resource("account_plans", "account_plan", Plan(ACCOUNT_PLAN, default_sort="-year", searched=("name",)))
PEOPLE = User.objects.filter(is_system=False)
Text = Annotated[str, Field(max_length=20_000)]
Positive = Annotated[Amount, Field(ge=0, lt=Decimal("1e16"))]


class PlanCreate(Input):
    """A plan for a customer and a year. Goals of the year before come along."""

    customer: UUID
    year: Annotated[int, Field(ge=2000, le=2200, examples=[2026])]
    owner: UUID | None = None
    summary: Text = ""
    next_review_on: date | None = None


class PlanChange(Input):
    model_config = {"json_schema_extra": {"examples": [{"state": "agreed", "next_review_on": "2026-09-30"}]}}

    owner: UUID | None = None
    state: Annotated[str, OneOf(AccountPlan.State.values)] = "draft"
    summary: Text = ""
    next_review_on: date | None = None


class GoalGiven(Input):
    """What is to be reached; `actual` counts only where the measure is `other`."""

    title: Annotated[str, Field(min_length=1, max_length=200, examples=["Win the group's data lines"])]
    measure: Annotated[str, OneOf(PlanGoal.Measure.values)] = "other"
    target: Positive = Decimal(0)
    actual: Positive = Decimal(0)
    unit: Annotated[str, Field(max_length=30)] = ""


class StakeholderGiven(Input):
    """A contact of the group on the map; who is there already is changed."""

    contact: UUID
    role: Annotated[str, OneOf(CommitteeMember.Role.values)] = "influences"
    stance: Annotated[str, OneOf(CommitteeMember.Stance.values)] = "unknown"
    influence: Annotated[int, Field(ge=0, le=5)] = 0
    covered_by: UUID | None = None
    reports_to: UUID | None = None
    note: Annotated[str, Field(max_length=500)] = ""


class ReviewGiven(Input):
    """What was said; goals and sums are kept as they stand. Without a day it was today, the next a quarter later."""

    model_config = {"json_schema_extra": {"examples": [{"notes": "Two of three lines are won."}]}}

    notes: Text
    day: date | None = None
    next_review_on: date | None = None


class Goal(BaseModel):
    id: UUID
    title: str
    measure: str
    target: str
    actual: str
    unit: str


class Person(BaseModel):
    id: UUID
    contact: UUID
    name: str
    role: str
    stance: str
    influence: int
    covered_by: UUID | None
    reports_to: UUID | None


class Review(BaseModel):
    id: UUID
    day: date
    notes: str
    goals: list[dict[str, Any]]
    numbers: dict[str, str]


class Contents(BaseModel):
    """What a plan says, with the sums of what you may see."""

    goals: list[Goal]
    stakeholders: list[Person]
    reviews: list[Review]


class Cell(BaseModel):
    """`state` is bought, open, or empty: nobody asked yet."""

    customer: UUID
    column: UUID
    state: str


class Space(BaseModel):
    columns: list[dict[str, str]]
    cells: list[Cell]


PLANS.read_by(router)


@router.post("", response={201: PLANS.schema})
def create_account_plan(request: HttpRequest, payload: PlanCreate) -> HttpResponse:
    """Begin a plan."""
    user = reader(request)
    customer = named(Customer.objects.visible_to(user), payload.customer, "customer")
    owner = named(PEOPLE, payload.owner, "owner") if payload.owner else None
    made = plans.begin(
        customer=customer, year=payload.year, owner=owner, summary=payload.summary,
        next_review_on=payload.next_review_on, by=user,
    )  # fmt: skip
    return PLANS.written(request, made.pk, 201)


@router.patch("/{record_id}", response=PLANS.schema)
def change_account_plan(request: HttpRequest, record_id: UUID, payload: PlanChange) -> HttpResponse:
    """Change what is given."""
    with PLANS.changing(request, record_id) as one:
        changes = payload.given()
        if "owner" in changes:
            changes["owner"] = named(PEOPLE, payload.owner, "owner") if payload.owner else None
        plans.update(plan=one, changes=changes, by=reader(request))
    return PLANS.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_account_plan(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Delete a plan with its goals, stakeholders and reviews."""
    with PLANS.changing(request, record_id) as one:
        plans.remove(plan=one, by=reader(request))
    return HttpResponse(status=204)


@router.get("/{record_id}/contents", response=Contents)
def get_account_plan_contents(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Goals with what was reached, stakeholders, reviews."""
    user = reader(request)
    return answer(_contents(PlanView(PLANS.find(user, record_id), user)))


@router.get("/{record_id}/white-space", response=Space)
def get_white_space(request: HttpRequest, record_id: UUID, by: str = white_space.FAMILIES) -> HttpResponse:
    """Who of the group has bought what; `by` is families or products."""
    user = reader(request)
    view = PlanView(PLANS.find(user, record_id), user)
    kind = white_space.PRODUCTS if by == white_space.PRODUCTS else white_space.FAMILIES
    found = white_space.matrix(view.members, user, kind)
    cells = [
        {"customer": customer.pk, "column": column.id, "state": cell.state}
        for customer, row in found.rows
        for column, cell in zip(found.columns, row, strict=True)
    ]
    return answer({"columns": [{"id": str(one.id), "name": one.label} for one in found.columns], "cells": cells})


@router.post("/{record_id}/goals", response={201: Contents})
def add_plan_goal(request: HttpRequest, record_id: UUID, payload: GoalGiven) -> HttpResponse:
    """Add a goal."""
    with PLANS.changing(request, record_id) as one:
        plans.set_goal(plan=one, by=reader(request), **payload.given())
    return _written(request, record_id)


@router.delete("/{record_id}/goals/{goal_id}", response={204: None})
def remove_plan_goal(request: HttpRequest, record_id: UUID, goal_id: UUID) -> HttpResponse:
    """Remove a goal."""
    with PLANS.changing(request, record_id) as one:
        plans.remove_goal(goal=get_object_or_404(one.goals, pk=goal_id), by=reader(request))
    return HttpResponse(status=204)


@router.post("/{record_id}/stakeholders", response={201: Contents})
def place_stakeholder(request: HttpRequest, record_id: UUID, payload: StakeholderGiven) -> HttpResponse:
    """Put a contact on the map, or change what is said of him there."""
    user = reader(request)
    with PLANS.changing(request, record_id) as one:
        given = payload.given()
        contact = named(Contact.objects.visible_to(user), given.pop("contact"), "contact")
        if given.get("covered_by"):
            given["covered_by"] = named(PEOPLE, payload.covered_by, "covered_by")  # type: ignore[arg-type]
        if given.get("reports_to"):
            rows = Stakeholder.objects.filter(plan=one)
            given["reports_to"] = named(rows, payload.reports_to, "reports_to")  # type: ignore[arg-type]
        stakeholders.place(plan=one, contact=contact, by=user, **given)
    return _written(request, record_id)


@router.delete("/{record_id}/stakeholders/{stakeholder_id}", response={204: None})
def remove_stakeholder(request: HttpRequest, record_id: UUID, stakeholder_id: UUID) -> HttpResponse:
    """Take somebody off the map."""
    with PLANS.changing(request, record_id) as one:
        stakeholders.remove(stakeholder=get_object_or_404(one.stakeholders, pk=stakeholder_id), by=reader(request))
    return HttpResponse(status=204)


@router.post("/{record_id}/reviews", response={201: Contents})
def hold_plan_review(request: HttpRequest, record_id: UUID, payload: ReviewGiven) -> HttpResponse:
    """Keep the plan as it stands now, with what was said."""
    with PLANS.changing(request, record_id) as one:
        reviews.hold(plan=one, by=reader(request), **payload.given())
    return _written(request, record_id)


def _written(request: HttpRequest, record_id: UUID) -> HttpResponse:
    user = reader(request)
    return answer(_contents(PlanView(PLANS.find(user, record_id), user)), 201)


def _contents(view: PlanView) -> dict[str, Any]:
    return {
        "goals": [
            {"id": one.goal.pk, "title": one.goal.title, "measure": one.goal.measure, "target": str(one.goal.target),
             "actual": str(one.actual), "unit": one.goal.unit}
            for one in view.standings
        ],
        "stakeholders": [
            {"id": one.pk, "contact": one.contact_id, "name": one.contact.name, "role": one.role, "stance": one.stance,
             "influence": one.influence, "covered_by": one.covered_by_id, "reports_to": one.reports_to_id}
            for one in view.stakeholders
        ],
        "reviews": [
            {"id": one.pk, "day": one.day, "notes": one.notes, "goals": one.goals, "numbers": one.numbers}
            for one in view.reviews
        ],
    }  # fmt: skip
