"""/pools and /reclaim-rules: where records wait that nobody owns, and when they are taken back."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from kehu.customers.models import Pool
from kehu.customers.models.pools import pools_of
from kehu.customers.permissions import PoolVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Input
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType
from kehu.sales.actions import pools as actions

pools, reclaim_rules = Router(), Router()
Name = Annotated[str, Field(min_length=1, max_length=80)]
Link = Annotated[str, Field(max_length=4000, description="A filter of the records it holds, e.g. `tier=key`.")]
Days = Annotated[int, Field(ge=1, le=3650)]


def _seen(user: User) -> Any:
    """Whoever edits pools sees all of them, others those they belong to."""
    if user.may(PoolVerb.CONFIGURE):
        return Pool.objects.all()
    return Pool.objects.filter(Q(pk__in=pools_of(user, "customer")) | Q(pk__in=pools_of(user, "lead")))


POOLS = Resource(
    "pools", "pool",
    Plan(ObjectType(
        key="pool", model="customers.Pool", label=_("Pool"), label_plural=_("Pools"), icon="pool", view=PoolVerb.VIEW,
        fields=(
            registry.Field("name", _("Name")),
            registry.Field("holds", _("Holds"), Kind.CHOICE, choices=lambda: Pool.Holds.choices),
            registry.Field("conditions", _("Conditions"), filterable=False),
            registry.Field("claims_per_day", _("Claims per person and day"), Kind.NUMBER),
            registry.Field("most_held", _("Most that one person may hold"), Kind.NUMBER),
            registry.Field("cool_down_days", _("Days until its last owner may claim it again"), Kind.NUMBER),
            registry.Field("takes_ownerless", _("Also takes what nobody owns yet"), Kind.BOOLEAN),
            registry.Field("is_active", _("In use"), Kind.BOOLEAN),
        ))),
    rows=_seen,
)  # fmt: skip
RECLAIM_RULES = Resource(
    "reclaim_rules", "reclaim_rule",
    Plan(ObjectType(
        key="reclaim_rule", model="sales.ReclaimRule", label=_("Reclaim rule"), label_plural=_("Reclaim rules"),
        icon="hourglass", view=PoolVerb.CONFIGURE,
        fields=(
            registry.Field("name", _("Name")), registry.Field("pool", _("Pool"), Kind.REFERENCE, reference="pool"),
            registry.Field("conditions", _("Conditions"), filterable=False),
            registry.Field("idle_days", _("Days without contact"), Kind.NUMBER),
            registry.Field("spares_open_sales", _("An open opportunity protects"), Kind.BOOLEAN),
            registry.Field("position", _("Position"), Kind.NUMBER),
            registry.Field("is_active", _("At work"), Kind.BOOLEAN),
        ))),
)  # fmt: skip
POOLS.read_by(pools)
RECLAIM_RULES.read_by(reclaim_rules)


class ReclaimRuleChange(Input):
    """What is changed; it holds from the next night on."""

    name: Name | None = None
    conditions: Link | None = None
    idle_days: Days | None = None
    spares_open_sales: bool | None = None
    is_active: bool | None = None


class ReclaimRuleCreate(ReclaimRuleChange):
    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "pool": "01900000-0000-7000-8000-000000000000", "name": "Key accounts", "conditions": "tier=key",
                    "idle_days": 30,
                }
            ]
        }
    }  # fmt: skip

    pool: UUID
    name: Name
    idle_days: Days


@reclaim_rules.post("", response={201: RECLAIM_RULES.schema})
def create_reclaim_rule(request: HttpRequest, payload: ReclaimRuleCreate) -> HttpResponse:
    """Add a rule behind the others of its pool."""
    user = reader(request)
    user.require(PoolVerb.CONFIGURE)
    values = _said(payload)
    pool = POOLS.named(user, values.pop("pool"), "pool")
    made = actions.save_rule(rule=None, pool=pool, values=values, by=user)
    return RECLAIM_RULES.written(request, made.pk, 201)


@reclaim_rules.patch("/{record_id}", response=RECLAIM_RULES.schema)
def change_reclaim_rule(request: HttpRequest, record_id: UUID, payload: ReclaimRuleChange) -> HttpResponse:
    """Change a rule; it holds from the next night on."""
    with RECLAIM_RULES.changing(request, record_id) as rule:
        known = {key: getattr(rule, key) for key in ("name", "idle_days", "conditions")}
        actions.save_rule(rule=rule, pool=rule.pool, values={**known, **_said(payload)}, by=reader(request))
    return RECLAIM_RULES.written(request, record_id)


@reclaim_rules.delete("/{record_id}", response={204: None})
def delete_reclaim_rule(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Remove a rule."""
    with RECLAIM_RULES.changing(request, record_id) as rule:
        actions.remove_rule(rule=rule, by=reader(request))
    return nothing()


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None}
