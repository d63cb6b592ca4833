"""Key accounts, their plans, and what a rule makes of customers, as lists, search and the API know them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register
from kehu.key_accounts.models import AccountPlan, TierEffect

_TIERS: dict[str, Any] = {"choices": lambda: Customer.Tier.choices, "writable": False}
_FIXED: dict[str, Any] = {"writable": False, "importable": False}

KEY_ACCOUNT = register(
    ObjectType(
        key="key_account",
        model="key_accounts.KeyAccount",
        label=_("Key account"),
        label_plural=_("Key accounts"),
        icon="diamond",
        view="key_account.view",
        export="key_account.export",
        page="key_accounts:account",
        list_page="key_accounts:accounts",
        fields=(
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", listed=True, **_FIXED),
            Field(
                "tier", _("Tier"), Kind.CHOICE, source="customer__tier", listed=True, ruled_by="customer.tier", **_TIERS
            ),
            Field("points", _("Points"), Kind.NUMBER, sortable=True, summed=False, **_FIXED),
            Field(
                "owner", _("Owner"), Kind.REFERENCE, reference="user", source="customer__owner", listed=True,
                ruled_by="customer.owner", **_FIXED,
            ),
            Field("last_visit_on", _("Last visit"), Kind.DATE, **_FIXED),
            Field("visit_due_on", _("Visit due"), Kind.DATE, sortable=True, listed=True, **_FIXED),
            Field("plan_year", _("Planned for"), listed=True, **_FIXED),
            Field("industry", _("Industry"), source="customer__industry", ruled_by="customer.industry", **_FIXED),
            Field("city", _("City"), source="customer__city", ruled_by="customer.city", **_FIXED),
        ),
    )
)  # fmt: skip

ACCOUNT_PLAN = register(
    ObjectType(
        key="account_plan",
        model="key_accounts.AccountPlan",
        label=_("Account plan"),
        label_plural=_("Account plans"),
        icon="map-2",
        view="key_account.view",
        create="key_account.plan",
        edit="key_account.plan",
        export="key_account.export",
        page="key_accounts:plan",
        list_page="key_accounts:plans",
        fields=(
            Field("name", _("Name"), required=True, listed=True, **_FIXED),
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", listed=True, **_FIXED),
            Field("year", _("Year"), sortable=True, listed=True, **_FIXED),
            Field("owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True, importable=False),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: AccountPlan.State.choices, listed=True,
                importable=False,
            ),
            Field("summary", _("Where we stand and what we want"), Kind.LONG_TEXT, importable=False),
            Field("next_review_on", _("Next review"), Kind.DATE, sortable=True, listed=True, importable=False),
            Field("tier", _("Tier"), Kind.CHOICE, source="customer__tier", ruled_by="customer.tier", **_TIERS),
            Field("created_at", _("Created at"), Kind.MOMENT, **_FIXED),
        ),
    )
)  # fmt: skip

TIER_EFFECT = register(
    ObjectType(
        key="tier_effect",
        model="key_accounts.TierEffect",
        label=_("Effect of the rule of tiers"),
        label_plural=_("Effects of the rule of tiers"),
        icon="flask",
        view="key_account.configure",
        list_page="key_accounts:effects",
        fields=(
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", listed=True, **_FIXED),
            Field("from_tier", _("Tier now"), Kind.CHOICE, listed=True, **_TIERS),
            Field("to_tier", _("Tier then"), Kind.CHOICE, listed=True, **_TIERS),
            Field("points", _("Points"), Kind.NUMBER, sortable=True, summed=False, listed=True, **_FIXED),
            Field("by_rule", _("Tier by the rule"), Kind.CHOICE, **_TIERS),
            Field(
                "outcome", _("Effect"), Kind.CHOICE, choices=lambda: TierEffect.Outcome.choices, listed=True, **_FIXED
            ),
            Field(
                "owner", _("Owner"), Kind.REFERENCE, reference="user", source="customer__owner",
                ruled_by="customer.owner", **_FIXED,
            ),
            Field("version", _("Version of the rule"), Kind.NUMBER, source="rule__number", summed=False, **_FIXED),
        ),
    )
)  # fmt: skip
