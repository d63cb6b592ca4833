"""What waits in pools, as lists, search, export and the API know it: who it is, and not how it is reached.

Phone and mail are masked for everybody unless a role says otherwise; the fields of the record itself rule as well.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.customers.cleaning.industries import industries
from kehu.customers.models import Customer, LifecycleStage, Pool
from kehu.foundation.access.models import FieldAccess
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register
from kehu.sales.models import Lead


def _pools(holds: str) -> Any:
    def choices() -> Iterable[tuple[str, str]]:
        return [(str(one.pk), one.name) for one in Pool.objects.filter(holds=holds)]

    return choices


def _stages() -> Iterable[tuple[str, str]]:
    return [(str(one.pk), str(one.label)) for one in LifecycleStage.objects.all()]


def _closed(ids: list[UUID]) -> None:
    """Nothing is derived here that the record itself does not have made anew."""


def _reach(object_key: str) -> tuple[Field, ...]:
    return tuple(
        Field(
            key, label, kind, writable=False, importable=False, listed=True, default_access=FieldAccess.MASKED,
            ruled_by=f"{object_key}.{key}",
        )
        for key, label, kind in (("phone", _("Phone"), Kind.PHONE), ("email", _("E-mail"), Kind.EMAIL))
    )  # fmt: skip


def _said(key: str, label: Any, kind: Kind = Kind.TEXT, **more: Any) -> Field:
    return Field(key, label, kind, writable=False, importable=False, **more)


POOLED_CUSTOMER = register(
    ObjectType(
        key="pooled_customer",
        model="sales.PooledCustomer",
        label=_("Customer in a pool"),
        label_plural=_("Customers in pools"),
        icon="users-group",
        view="pool.view",
        export="pool.export",
        page="sales:pooled_customer",
        list_page="sales:pooled_customers",
        refresh=_closed,
        fields=(
            _said("name", _("Name"), required=True, sorted_by="sort_name", listed=True),
            _said("kind", _("Kind"), Kind.CHOICE, choices=lambda: Customer.Kind.choices),
            _said("tier", _("Tier"), Kind.CHOICE, choices=lambda: Customer.Tier.choices, listed=True),
            _said("lifecycle_stage", _("Lifecycle stage"), Kind.CHOICE, choices=_stages),
            _said("industry", _("Industry"), words=industries, listed=True),
            _said("employees", _("Employees"), Kind.NUMBER),
            _said("region", _("Province or state")),
            _said("city", _("City"), listed=True),
            _said("territory", _("Territory"), Kind.REFERENCE, reference="territory"),
            _said("source", _("Source")),
            *_reach("customer"),
            _said("last_contact_at", _("Last contact"), Kind.MOMENT, listed=True),
            _said("pool", _("Pool"), Kind.CHOICE, choices=_pools("customer"), listed=True),
            _said("pooled_at", _("In the pool since"), Kind.MOMENT, sortable=True, listed=True),
            _said("created_at", _("Created"), Kind.MOMENT),
        ),
    )
)

POOLED_LEAD = register(
    ObjectType(
        key="pooled_lead",
        model="sales.PooledLead",
        label=_("Lead in a pool"),
        label_plural=_("Leads in pools"),
        icon="filter-search",
        view="pool.view",
        export="pool.export",
        page="sales:pooled_lead",
        list_page="sales:pooled_leads",
        refresh=_closed,
        fields=(
            _said("name", _("Name"), required=True, sorted_by="sort_name", listed=True),
            _said("company", _("Company"), listed=True),
            _said("job_title", _("Job title")),
            _said("city", _("City"), listed=True),
            _said("source", _("Source"), listed=True),
            _said("state", _("State"), Kind.CHOICE, choices=lambda: Lead.State.choices),
            _said("need", _("Need"), listed=True),
            _said("budget", _("Budget"), Kind.NUMBER),
            _said("score", _("Score"), Kind.NUMBER, sortable=True, listed=True),
            _said("band", _("Temperature"), Kind.CHOICE, choices=lambda: Lead.Band.choices),
            *_reach("lead"),
            _said("last_touch_at", _("Last contact"), Kind.MOMENT),
            _said("pool", _("Pool"), Kind.CHOICE, choices=_pools("lead"), listed=True),
            _said("pooled_at", _("In the pool since"), Kind.MOMENT, sortable=True, listed=True),
            _said("created_at", _("Created"), Kind.MOMENT),
        ),
    )
)
