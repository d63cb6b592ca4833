"""Pools, and the rules by which leads are scored and given away."""

from typing import Any

from django.utils import timezone

from kehu.customers.models import Customer, Pool, PoolMember
from kehu.foundation.access.models import User
from kehu.sales.models import AssignmentRule, Lead, ReclaimRule, ScoreRule
from tests.architecture.api_rules import _edit, _list, _named, _see
from tests.architecture.expectations import ROLES, Rule

_ALL = {"own", "team", "other", "trashed"}
_MEMBERS = {"administrator", "manager", "sales"}

CAN = {
    "claim": _MEMBERS,
    "see pools": _MEMBERS | {"analyst", "auditor"},
    "configure leads": {"administrator", "manager"},
    "assign leads": {"administrator", "manager"},
    "see leads": set(ROLES),
}
# The pool of each household has its owner alone as a member.
_POOLED = {role: {"own", "trashed"} if role in {"manager", "sales"} else _ALL for role in ROLES}
# Who edits pools sees all of them.
_POOLS = _POOLED | {"manager": _ALL}
SEES = {"pooled": _POOLED, "pools": _POOLS, "lead rules": dict.fromkeys(ROLES, _ALL)}
EDITS = {"pooled": _POOLED, "pools": _POOLS, "lead rules": dict.fromkeys(ROLES, _ALL)}


def _rule(path: str, **more: Any) -> Rule:
    return Rule(path, sees="lead rules", can="configure leads", **more)


RULES = {
    "list_pooled_customers": _list("/pooled-customers", can="see pools"),
    "get_pooled_customer": _see("/pooled-customers/{pooled}", sees="pooled", can="see pools"),
    "release_customer": _named("/pooled-customers", {"customer": "{customer}"}, "claim"),
    "claim_customer": _see("/pooled-customers/{pooled}/claim", sees="pooled", can="claim", body={}),
    "list_pooled_leads": _list("/pooled-leads", can="see pools"),
    "get_pooled_lead": _see("/pooled-leads/{pooled_lead}", sees="pooled", can="see pools"),
    "release_lead": _named("/pooled-leads", {"lead": "{lead}"}, "claim", sees="sale"),
    "claim_lead": _see("/pooled-leads/{pooled_lead}/claim", sees="pooled", can="claim", body={}),
    "list_pools": _list("/pools", can="see pools"),
    "get_pool": _see("/pools/{pool}", sees="pools", can="see pools"),
    "list_reclaim_rules": _list("/reclaim-rules", can="configure leads"),
    "get_reclaim_rule": _rule("/reclaim-rules/{reclaim_rule}"),
    "create_reclaim_rule": _list(
        "/reclaim-rules", can="configure leads", body={"pool": "{pool}", "name": "x", "idle_days": 9}
    ),
    "change_reclaim_rule": _rule("/reclaim-rules/{reclaim_rule}", body={"idle_days": 7}),
    "delete_reclaim_rule": _rule("/reclaim-rules/{reclaim_rule}"),
    "read_score": _see("/leads/{lead}/score", sees="sale"),
    "assign_lead": _edit("/leads/{lead}/assignment", {}, "assign leads", sees="sale"),
    "list_score_rules": _list("/score-rules", can="configure leads"),
    "get_score_rule": _rule("/score-rules/{score_rule}"),
    "create_score_rule": _list("/score-rules", can="configure leads", body={"name": "x", "points": 5}),
    "change_score_rule": _rule("/score-rules/{score_rule}", body={"points": 7}),
    "delete_score_rule": _rule("/score-rules/{score_rule}"),
    "list_assignment_rules": _list("/assignment-rules", can="configure leads"),
    "get_assignment_rule": _rule("/assignment-rules/{assignment_rule}"),
    "create_assignment_rule": _list("/assignment-rules", can="configure leads", body={"name": "x", "way": "known"}),
    "change_assignment_rule": _rule("/assignment-rules/{assignment_rule}", body={"name": "y"}),
    "delete_assignment_rule": _rule("/assignment-rules/{assignment_rule}"),
}  # fmt: skip
ELSEWHERE = {"uuid:pool_id"}
LISTS = ["/pools/customers/", "/pools/leads/", "/pools/leaving/"]


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    from tests.architecture.households import EMAIL, PHONE

    name = str(rows["customer"])
    for holds in ("customer", "lead"):
        pool = Pool.objects.create(name=name, holds=holds)
        PoolMember.objects.create(pool=pool, user=owner)
        given: dict[str, Any] = {"pool": pool, "pooled_at": timezone.now(), "phone": PHONE, "email": EMAIL}
        if holds == "customer":
            rows["pool"] = pool
            rows["reclaim_rule"] = ReclaimRule.objects.create(pool=pool, name="x")
            rows["pooled"] = Customer.objects.create(kind="person", name="Pooled", **given)
        else:
            rows["pooled_lead"] = Lead.objects.create(name="Pooled", **given)
    rows["score_rule"] = ScoreRule.objects.create(name="x")
    rows["assignment_rule"] = AssignmentRule.objects.create(name="x", way="known")


def records(world: Any, canary: str) -> dict[str, str]:
    pool = Pool.objects.create(name=canary, holds="customer")
    ReclaimRule.objects.create(pool=pool, name=canary)
    other = Lead.objects.create(name=f"Other {canary}", owner=world.alice)
    lead = Lead.objects.create(name=canary, owner=world.alice, need=canary)
    return {"uuid:survivor_lead_id": str(lead.pk), "uuid:loser_lead_id": str(other.pk)}
