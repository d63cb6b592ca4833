"""What the matrices must know of key accounts: whoever sees a customer sees his plans; writing needs the customer."""

from typing import Any

from django.utils import timezone

from kehu.customers.models import Contact
from kehu.foundation.access.models import User
from kehu.key_accounts.models import AccountPlan, KeyAccount, PlanGoal, PlanReview, Stakeholder, TierEffect, TierRule
from tests.architecture.expectations import OWNERSHIPS, Rule

_READERS = {"administrator", "manager", "sales", "service", "marketer", "analyst", "auditor"}
_WRITERS = {"administrator", "manager", "sales"}
CAN = {
    "see key accounts": _READERS,
    "write account plans": _WRITERS,
    "configure key accounts": {"administrator"},
}
_LIVE, _ALL = {"own", "team", "other"}, set(OWNERSHIPS)
# As the customer is seen; who has no right to see any key account is told so whatever he names.
_SEEN = {
    "administrator": _LIVE, "manager": {"own", "team"}, "sales": {"own"}, "service": _LIVE, "marketer": _LIVE,
    "analyst": _LIVE, "auditor": _LIVE, "partner": _ALL,
}  # fmt: skip
_EDITED: dict[str, set[str]] = _SEEN | {"marketer": set(), "analyst": set(), "auditor": set()}
SEES = {"key account": _SEEN}
EDITS = {"key account": _EDITED}


def _see(path: str) -> Rule:
    return Rule(path, sees="key account", can="see key accounts")


def _write(path: str, body: Any = None, **more: Any) -> Rule:
    return Rule(path, **{"sees": "key account", "can": "write account plans", "edits": True, "body": body, **more})


_PLAN, _OF = "/account-plans/{account_plan}", "/key-accounts/of/{customer}"
RULES = {
    "list_key_accounts": Rule("/key-accounts", sees="open", can="see key accounts"),
    "get_key_account": _see("/key-accounts/{key_account}"),
    "get_account_group": _see(f"{_OF}/group"),
    "get_tier_reasons": _see(f"{_OF}/tier-reasons"),
    "get_customer_entitlements": _see(f"{_OF}/entitlements"),
    "list_account_plans": Rule("/account-plans", sees="open", can="see key accounts"),
    "get_account_plan": _see(_PLAN),
    "get_account_plan_contents": _see(f"{_PLAN}/contents"),
    "get_white_space": _see(f"{_PLAN}/white-space"),
    "create_account_plan": _write(
        "/account-plans", {"customer": "{customer}", "year": 2031}, sees="customer", hidden=422
    ),
    "change_account_plan": _write(_PLAN, {"summary": "x"}),
    "delete_account_plan": _write(_PLAN),
    "add_plan_goal": _write(f"{_PLAN}/goals", {"title": "x"}),
    "remove_plan_goal": _write(f"{_PLAN}/goals/{{plan_goal}}"),
    "place_stakeholder": _write(f"{_PLAN}/stakeholders", {"contact": "{contact}"}),
    "remove_stakeholder": _write(f"{_PLAN}/stakeholders/{{stakeholder}}"),
    "hold_plan_review": _write(f"{_PLAN}/reviews", {"notes": "x"}),
    "list_tier_rules": Rule("/tier-rules", sees="open", can="configure key accounts"),
    # No new version is being prepared: who may gets as far as being told so.
    "try_tier_rule": Rule("/tier-rules/trial", sees="open", can="configure key accounts", ok=(422,)),
    "apply_tier_rule": Rule("/tier-rules/application", sees="open", can="configure key accounts"),
    "list_entitlements": Rule("/entitlements", sees="open", can="see key accounts"),
    "change_entitlements": Rule(
        "/entitlements/key", sees="open", can="configure key accounts", body={"green_channel": True}
    ),
}
PLAIN = {"slug:tier": ["key"], "uuid:tier_step_id": ["01900000-0000-7000-8000-000000000000"]}
LISTS = ["/key-accounts/", "/key-accounts/effects/", "/account-plans/"]


def _made(customer: Any, owner: User, author: User, text: str) -> dict[str, Any]:
    plan = AccountPlan.objects.create(
        name=text, customer=customer, year=2030, owner=owner, created_by=author, summary=text
    )
    contact = Contact.objects.create(customer=customer, name=text)
    rule, _new = TierRule.objects.get_or_create(number=1)
    TierRule.objects.filter(pk=rule.pk).update(state="in_force", since=timezone.now())
    TierEffect.objects.create(rule=rule, customer=customer, from_tier="a", to_tier="key", by_rule="key", points=3)
    return {
        "account_plan": plan,
        "key_account": KeyAccount.objects.create(customer=customer),
        "plan_goal": PlanGoal.objects.create(plan=plan, title=text),
        "stakeholder": Stakeholder.objects.create(plan=plan, contact=contact, note=text),
        "plan_review": PlanReview.objects.create(plan=plan, notes=text, by=author),
    }


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    rows |= _made(rows["customer"], owner, author, f"{rows['customer'].name} plan")


def records(world: Any, canary: str) -> dict[str, str]:
    made = _made(world.acme, world.alice, world.alice, canary)
    return {
        "uuid:account_plan_id": str(made["account_plan"].pk), "uuid:key_account_id": str(made["key_account"].pk),
        "uuid:goal_id": str(made["plan_goal"].pk), "uuid:stakeholder_id": str(made["stakeholder"].pk),
        "uuid:column_id": str(made["account_plan"].pk),
    }  # fmt: skip
