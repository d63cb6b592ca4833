"""The limits and texts that are there from the start.

Created when missing, after each migration; what exists is the company's and is left as it is.
"""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext

from kehu.foundation.access.models import Role
from kehu.foundation.approvals.defaults import first_rule
from kehu.foundation.company.models import Company
from kehu.quotes.models import DiscountLimit, QuoteRules

SUBJECT = "quote.discount"
LIMITS = {None: 5, "sales": 10, "manager": 30, "administrator": 100}
TERMS = {
    "en": "Prices are in the stated currency. Payment within 30 days of the invoice, without deduction.",
    "zh-hans": "以上价格均以所列币种计。款项自开具发票之日起 30 日内付清，不作任何扣减。",
}


def ensure_defaults() -> None:
    if not QuoteRules.objects.exists():
        QuoteRules.objects.create(terms=TERMS)
        # Limits are made together with the rules, once: a company that removed them all wants none.
        for key, percent in LIMITS.items():
            role = Role.objects.filter(key=key).first() if key else None
            if key is None or role:
                DiscountLimit.objects.get_or_create(role=role, tier="", defaults={"percent": Decimal(percent)})
    _ensure_approval_rule()


def _ensure_approval_rule() -> None:
    """What is above a limit goes to the asker's manager, until the company says otherwise."""
    company = Company.objects.order_by("created_at").first()
    with translation.override(company.language if company else "en"):
        name = gettext("Discount above the limit: the manager")
    first_rule(subject=SUBJECT, name=name, by="manager", hours=24, on_timeout="escalate")
