"""/score-rules and /assignment-rules: how leads are scored and given away. Conditions are a filter as in links."""

from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from kehu.customers.models import Pool
from kehu.foundation.access.models import Team, User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType
from kehu.sales import jobs
from kehu.sales.actions import assignment, scoring
from kehu.sales.models import AssignmentRule, ScoreRule, Touch
from kehu.sales.permissions import LeadVerb

score_rules, assignment_rules = Router(), Router()
Name = Annotated[str, Field(min_length=1, max_length=80)]
Link = Annotated[str, Field(max_length=4000, description="A filter of the list of leads, e.g. `source=fair`.")]
EXAMPLE: Any = {"name": "From the fair", "points": 20, "conditions": "source=fair"}

SCORE_RULES = Resource(
    "score_rules", "score_rule",
    Plan(ObjectType(
        key="score_rule", model="sales.ScoreRule", label=_("Scoring rule"), label_plural=_("Scoring rules"),
        icon="flame", view=LeadVerb.CONFIGURE,
        fields=(
            registry.Field("name", _("Name")), registry.Field("points", _("Points"), Kind.NUMBER),
            registry.Field("about", _("Points for"), Kind.CHOICE, choices=lambda: ScoreRule.About.choices),
            registry.Field("conditions", _("Conditions"), filterable=False),
            registry.Field("touch_kind", _("Kind of contact"), Kind.CHOICE, choices=lambda: Touch.Kind.choices),
            registry.Field("most", _("At most this many contacts count"), Kind.NUMBER),
            registry.Field("fades_days", _("Halves every so many days"), Kind.NUMBER),
            registry.Field("position", _("Position"), Kind.NUMBER),
            registry.Field("is_active", _("Counts"), Kind.BOOLEAN),
        ))),
)  # fmt: skip
ASSIGNMENT_RULES = Resource(
    "assignment_rules", "assignment_rule",
    Plan(ObjectType(
        key="assignment_rule", model="sales.AssignmentRule", label=_("Assignment rule"),
        label_plural=_("Assignment rules"), icon="arrows-split", view=LeadVerb.CONFIGURE,
        fields=(
            registry.Field("name", _("Name")), registry.Field("conditions", _("Conditions"), filterable=False),
            registry.Field("way", _("Goes to"), Kind.CHOICE, choices=lambda: AssignmentRule.Way.choices),
            registry.Field("person", _("Person"), Kind.REFERENCE, reference="user"),
            registry.Field("team", _("Team"), Kind.REFERENCE, reference="team"),
            registry.Field("skill", _("Skill that is needed")),
            registry.Field("by_region", _("Only who looks after the city of the lead"), Kind.BOOLEAN),
            registry.Field("most_open", _("At most this many open leads each"), Kind.NUMBER),
            registry.Field("in_hours", _("Only in working hours"), Kind.BOOLEAN),
            registry.Field("answer_within", _("Working hours until the first contact"), Kind.NUMBER),
            registry.Field(
                "when_late", _("When as many hours have passed again"), Kind.CHOICE,
                choices=lambda: AssignmentRule.WhenLate.choices,
            ),
            registry.Field("position", _("Position"), Kind.NUMBER),
            registry.Field("is_active", _("At work"), Kind.BOOLEAN),
        ))),
)  # fmt: skip
SCORE_RULES.read_by(score_rules)
ASSIGNMENT_RULES.read_by(assignment_rules)


class ScoreRuleChange(Input):
    """What is changed; the leads are scored anew in the background."""

    name: Name | None = None
    points: Annotated[int, Field(ge=-100, le=100)] | None = None
    about: Annotated[str, OneOf(ScoreRule.About.values)] | None = None
    conditions: Link | None = None
    touch_kind: Annotated[str, OneOf(["", *Touch.Kind.values])] | None = None
    most: Annotated[int, Field(ge=1, le=1000)] | None = None
    fades_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    is_active: bool | None = None


class ScoreRuleCreate(ScoreRuleChange):
    model_config = {"json_schema_extra": {"examples": [EXAMPLE]}}

    name: Name
    points: Annotated[int, Field(ge=-100, le=100)]


class AssignmentRuleChange(Input):
    """What is changed; it holds from the next lead on."""

    name: Name | None = None
    conditions: Link | None = None
    way: Annotated[str, OneOf(AssignmentRule.Way.values)] | None = None
    person: UUID | None = None
    team: UUID | None = None
    pool: UUID | None = None
    skill: Annotated[str, Field(max_length=40)] | None = None
    by_region: bool | None = None
    most_open: Annotated[int, Field(ge=1, le=10_000)] | None = None
    in_hours: bool | None = None
    answer_within: Annotated[int, Field(ge=1, le=1000)] | None = None
    when_late: Annotated[str, OneOf(AssignmentRule.WhenLate.values)] | None = None
    late_pool: UUID | None = None
    is_active: bool | None = None


class AssignmentRuleCreate(AssignmentRuleChange):
    model_config = {
        "json_schema_extra": {"examples": [{"name": "South", "conditions": "city=Nanyang", "way": "known"}]}
    }

    name: Name


CLEARED = {"fades_days", "person", "team", "pool", "most_open", "answer_within", "late_pool"}


@score_rules.post("", response={201: SCORE_RULES.schema})
def create_score_rule(request: HttpRequest, payload: ScoreRuleCreate) -> HttpResponse:
    """Make a rule; every open lead is scored anew."""
    made = _scored_anew(lambda: scoring.save_rule(rule=None, values=_said(payload), by=reader(request)))
    return SCORE_RULES.written(request, made.pk, 201)


@score_rules.patch("/{record_id}", response=SCORE_RULES.schema)
def change_score_rule(request: HttpRequest, record_id: UUID, payload: ScoreRuleChange) -> HttpResponse:
    """Change a rule; every open lead is scored anew."""
    with SCORE_RULES.changing(request, record_id) as rule:
        values = {"name": rule.name, "points": rule.points, "conditions": rule.conditions, **_said(payload)}
        _scored_anew(lambda: scoring.save_rule(rule=rule, values=values, by=reader(request)))
    return SCORE_RULES.written(request, record_id)


@score_rules.delete("/{record_id}", response={204: None})
def delete_score_rule(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Remove a rule; every open lead is scored anew."""
    with SCORE_RULES.changing(request, record_id) as rule:
        _scored_anew(lambda: scoring.remove_rule(rule=rule, by=reader(request)))
    return nothing()


@assignment_rules.post("", response={201: ASSIGNMENT_RULES.schema})
def create_assignment_rule(request: HttpRequest, payload: AssignmentRuleCreate) -> HttpResponse:
    """Add a rule behind the others."""
    made = assignment.save_rule(rule=None, values={"way": "turns", **_named(_said(payload))}, by=reader(request))
    return ASSIGNMENT_RULES.written(request, made.pk, 201)


@assignment_rules.patch("/{record_id}", response=ASSIGNMENT_RULES.schema)
def change_assignment_rule(request: HttpRequest, record_id: UUID, payload: AssignmentRuleChange) -> HttpResponse:
    """Change a rule; it holds from the next lead on."""
    with ASSIGNMENT_RULES.changing(request, record_id) as rule:
        names = ("name", "way", "person", "team", "pool", "conditions", "answer_within", "when_late", "late_pool")
        known = {key: getattr(rule, key) for key in names}
        assignment.save_rule(rule=rule, values={**known, **_named(_said(payload))}, by=reader(request))
    return ASSIGNMENT_RULES.written(request, record_id)


@assignment_rules.delete("/{record_id}", response={204: None})
def delete_assignment_rule(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Remove a rule; what it gave stays with whoever has it."""
    with ASSIGNMENT_RULES.changing(request, record_id) as rule:
        assignment.remove_rule(rule=rule, by=reader(request))
    return nothing()


def _scored_anew(save: Any) -> Any:
    with transaction.atomic():
        made = save()
        jobs.score_anew()
    return made


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the people, teams and pools that they name."""
    rows: dict[str, Any] = {
        "person": User.objects.filter(is_active=True, is_system=False), "team": Team.objects.all(),
        "pool": Pool.objects.filter(holds="lead"), "late_pool": Pool.objects.filter(holds="lead"),
    }  # fmt: skip
    found = {key: named(rows[key], value, key) for key, value in values.items() if key in rows and value is not None}
    return {**values, **found}
