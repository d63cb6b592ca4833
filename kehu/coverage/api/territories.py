"""/territories: the tree; /territory-rules: who belongs where; /territory-assignments: doing so to everybody, or a look
at what it would do.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel, Field

from kehu.coverage.actions import assigning, territory_rules
from kehu.coverage.actions import territories as actions
from kehu.coverage.queries import territory_rules as found
from kehu.coverage.queries.territory_moves import Preview, preview
from kehu.customers.models import Customer, Territory
from kehu.customers.objects import TERRITORY
from kehu.customers.permissions import TerritoryVerb
from kehu.foundation.access.models import Team, User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType

router, rules, assignments = Router(), Router(), Router()
PEOPLE = User.objects.filter(is_active=True, is_system=False)
Link = Annotated[str, Field(max_length=4000, description="A filter of the list of customers, e.g. `city=Luoyang`.")]

TERRITORIES = Resource("territories", "territory", Plan(TERRITORY, default_sort="created_at"))
RULES = Resource(
    "territory_rules", "territory_rule",
    Plan(ObjectType(
        key="territory_rule", model="coverage.TerritoryRule", label=_("Territory rule"),
        label_plural=_("Territory rules"), icon="list-numbers", view=TerritoryVerb.VIEW,
        fields=(
            registry.Field("territory", _("Territory"), Kind.REFERENCE, reference="territory"),
            registry.Field("conditions", _("Conditions"), filterable=False),
            registry.Field("position", _("Position"), Kind.NUMBER),
            registry.Field("is_active", _("At work"), Kind.BOOLEAN),
            registry.Field("note", _("Note")),
        ))),
)  # fmt: skip
TERRITORIES.read_by(router)
RULES.read_by(rules)


class TerritoryChange(Input):
    """What is changed. Customers stay where they are."""

    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    parent: UUID | None = None
    position: Annotated[int, Field(ge=0, le=32_000)] | None = None
    responsible: UUID | None = None
    manager: UUID | None = None
    members: Annotated[list[UUID], Field(max_length=1000)] | None = None
    team: UUID | None = None
    way: Annotated[str, OneOf(Territory.Way.values)] | None = None
    notes: Annotated[str, Field(max_length=20_000)] | None = None


class TerritoryCreate(TerritoryChange):
    model_config = {"json_schema_extra": {"examples": [{"name": "Luoyang", "way": "responsible"}]}}

    name: Annotated[str, Field(min_length=1, max_length=80)]


class TerritoryRuleChange(Input):
    """What is changed. Nobody moves before customers are assigned anew."""

    territory: UUID | None = None
    conditions: Link | None = None
    is_active: bool | None = None
    note: Annotated[str, Field(max_length=200)] | None = None


class TerritoryRuleCreate(TerritoryRuleChange):
    model_config = {
        "json_schema_extra": {
            "examples": [{"territory": "018f4e2a-0000-7000-8000-000000000001", "conditions": "city.contains=Luoyang"}]
        }
    }

    territory: UUID


class TerritoryAssignment(Input):
    """All customers go where the rules say. `strays` are those whom no rule fits; `pinned` takes along who was put
    where he is by hand; with `dry_run` nothing is done.
    """

    model_config = {"json_schema_extra": {"examples": [{"dry_run": True}]}}

    strays: Annotated[str, OneOf([found.KEEP, found.CLEAR])] = found.KEEP
    pinned: bool = False
    dry_run: bool = False


class TerritoryMove(BaseModel):
    """Customers who go from one territory to another, and what is open with them."""

    origin: UUID | None
    target: UUID | None
    customers: int
    worth: str


class TerritoryPortfolio(BaseModel):
    """What a person gets and gives up; nobody's customers where there is none."""

    person: UUID | None
    gets: int
    gives: int


class TerritoryAssigned(BaseModel):
    """What would be done, or the change set that does it. `held` customers stay where they were put by hand."""

    change_set: UUID | None
    customers: int
    held: int
    moves: list[TerritoryMove]
    portfolios: list[TerritoryPortfolio]


class TerritoryReason(BaseModel):
    """Where a customer is, where the rules say that he belongs, and which of them says so."""

    territory: UUID | None
    pinned: bool
    belongs: UUID | None
    rule: UUID | None
    text: str


@router.post("", response={201: TERRITORIES.schema})
def create_territory(request: HttpRequest, payload: TerritoryCreate) -> HttpResponse:
    """Make a territory, behind its neighbours."""
    made = actions.save(by=reader(request), **_named(payload.given()))
    return TERRITORIES.written(request, made.pk, 201)


@router.patch("/{record_id}", response=TERRITORIES.schema)
def change_territory(request: HttpRequest, record_id: UUID, payload: TerritoryChange) -> HttpResponse:
    """Change a territory, or move it with all below it."""
    with TERRITORIES.changing(request, record_id) as one:
        actions.save(by=reader(request), territory=one, **_named(payload.given()))
    return TERRITORIES.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_territory(request: HttpRequest, record_id: UUID, heir: UUID | None = None) -> HttpResponse:
    """Remove a territory; its customers go to `heir`."""
    with TERRITORIES.changing(request, record_id) as one:
        to = named(Territory.objects.all(), heir, "heir") if heir else None
        actions.remove(territory=one, by=reader(request), heir=to)
    return nothing()


@rules.post("", response={201: RULES.schema})
def create_territory_rule(request: HttpRequest, payload: TerritoryRuleCreate) -> HttpResponse:
    """Add a rule behind the others."""
    made = territory_rules.save(by=reader(request), **_named(payload.given()))
    return RULES.written(request, made.pk, 201)


@rules.patch("/{record_id}", response=RULES.schema)
def change_territory_rule(request: HttpRequest, record_id: UUID, payload: TerritoryRuleChange) -> HttpResponse:
    """Change a rule; new customers follow it at once."""
    with RULES.changing(request, record_id) as one:
        territory_rules.save(by=reader(request), rule=one, **_named(payload.given()))
    return RULES.written(request, record_id)


@rules.delete("/{record_id}", response={204: None})
def delete_territory_rule(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Remove a rule; whom it put somewhere stays there until customers are assigned anew."""
    with RULES.changing(request, record_id) as one:
        territory_rules.remove(rule=one, by=reader(request))
    return nothing()


@assignments.post("", response={200: TerritoryAssigned, 202: TerritoryAssigned})
def assign_territories(request: HttpRequest, payload: TerritoryAssignment) -> HttpResponse:
    """Assign all customers by the rules, as a change set that can be taken back; or see what that would do."""
    user = reader(request)
    user.require(TerritoryVerb.MANAGE)
    seen = preview(found.active(), user, pinned=payload.pinned, strays=payload.strays)
    if payload.dry_run:
        return answer(_said(seen, None))
    made = assigning.begin(by=user, pinned=payload.pinned, strays=payload.strays)
    return answer(_said(seen, made.pk), 202)


@assignments.get("/{record_id}", response=TerritoryReason)
def get_territory_reason(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Why a customer is in his territory, or should be in another."""
    user = reader(request)
    user.require("customer.view")
    customer = Customer.objects.visible_to(user).filter(pk=record_id).first()
    if customer is None:
        raise Http404
    user.require(TerritoryVerb.VIEW)
    why = found.explain(customer)
    decider = why.decider
    return answer(
        {
            "territory": customer.territory_id, "pinned": customer.territory_pinned,
            "belongs": why.territory.pk if why.territory else None, "rule": decider.rule.pk if decider else None,
            "text": decider.text if decider else "",
        }
    )  # fmt: skip


def _said(seen: Preview, change_set: UUID | None) -> dict[str, Any]:
    return {
        "change_set": change_set, "customers": seen.customers, "held": seen.held,
        "moves": [
            {
                "origin": one.origin.pk if one.origin else None, "target": one.target.pk if one.target else None,
                "customers": one.customers, "worth": str(one.worth),
            }
            for one in seen.moves
        ],
        "portfolios": [
            {"person": one.person.pk if one.person else None, "gets": one.gets, "gives": one.gives}
            for one in seen.portfolios
        ],
    }  # fmt: skip


EMPTIED = {"parent", "responsible", "manager", "team"}


def _named(given: dict[str, Any]) -> dict[str, Any]:
    """The values with the people, teams and territories that they name; null empties only what may be empty."""
    sources: dict[str, Any] = {
        "parent": Territory.objects.all(), "territory": Territory.objects.all(), "responsible": PEOPLE,
        "manager": PEOPLE, "team": Team.objects.all(),
    }  # fmt: skip
    values = {key: value for key, value in given.items() if value is not None or key in EMPTIED}
    for key, rows in sources.items():
        if values.get(key) is not None:
            values[key] = named(rows, values[key], key)
    if "members" in values:
        values["members"] = [named(PEOPLE, one, "members") for one in values["members"]]
    return values
