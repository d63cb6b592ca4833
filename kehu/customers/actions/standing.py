"""Where a customer stands: his tier and his lifecycle stage, decided by a person or by a rule."""

from datetime import datetime

from kehu.customers.actions.customers import publish_changes
from kehu.customers.cleaning.values import plain_text
from kehu.customers.entries import CustomerUpdate
from kehu.customers.models import Customer, LifecycleStage
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing.changing import Why, change
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing


def move(
    *,
    customer: Customer,
    stage: LifecycleStage | str,
    by: User,
    reason: str = "",
    rule: str = "",
    at: datetime | None = None,
) -> Customer:
    """Move to a lifecycle stage (or its key). `rule` names the rule that decided, if no person did."""
    why = Why(reason=plain_text(reason, "reason", 200), rule=plain_text(rule, "rule", 80), at=at)
    return _change(customer, "lifecycle_stage", stage, by, why)


def set_tier(
    *, customer: Customer, tier: str, by: User, reason: str = "", rule: str = "", at: datetime | None = None
) -> Customer:
    """Give a tier (key, a, b, c; empty for none)."""
    why = Why(reason=plain_text(reason, "reason", 200), rule=plain_text(rule, "rule", 80), at=at)
    return _change(customer, "tier", tier, by, why)


def _change(customer: Customer, key: str, value: LifecycleStage | str, by: User, why: Why) -> Customer:
    by.require(CustomerVerb.EDIT)
    require_editable(by, "customer", [key])
    with writing(by=by):
        editable(customer, by)
        result = change([CustomerUpdate(customer.pk, {key: value})], by=by, why=why)
        if result.refused:
            raise result.refused[0]
        publish_changes(result, by, rule=why.rule, reason=why.reason)
        return Customer.objects.get(pk=customer.pk)
