"""Under which terms opportunities and leads are found."""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.search.registry import Source, register
from kehu.foundation.search.terms import terms
from kehu.sales.models import Lead, Opportunity, PooledCustomer, PooledLead


def terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Opportunity.objects.filter(pk__in=ids).values_list("pk", "name")
    return {pk: terms(names=[name]) for pk, name in rows}


def _subtitle(opportunity: Any, _user: User) -> str:
    return str(opportunity.stage.label)


register(Source("opportunity", number=20, terms_of=terms_of, subtitle=_subtitle, related=("stage",)))


def lead_terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Lead.objects.filter(pk__in=ids).values_list("pk", "name", "company", "phone", "email")
    return {
        pk: terms(
            names=[one for one in (name, company) if one],
            phones=[phone] if phone else [],
            emails=[email] if email else [],
        )
        for pk, name, company, phone, email in rows
    }


def _lead_subtitle(lead: Any, _user: User) -> str:
    return str(lead.company)


register(Source("lead", number=21, terms_of=lead_terms_of, subtitle=_lead_subtitle))


def _pooled_terms(model: Any, names: tuple[str, ...], ids: list[UUID]) -> dict[UUID, set[str]]:
    """What waits in a pool is found by its names alone: numbers are closed until it is claimed."""
    rows = model.objects.filter(pk__in=ids, owner=None, pool__isnull=False, deleted_at=None).values_list("pk", *names)
    return {pk: terms(names=[one for one in given if one]) for pk, *given in rows}


def pooled_customer_terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    return _pooled_terms(PooledCustomer, ("name",), ids)


def pooled_lead_terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    return _pooled_terms(PooledLead, ("name", "company"), ids)


def _pool_subtitle(record: Any, _user: User) -> str:
    return str(record.pool or "")


register(
    Source("pooled_customer", number=22, terms_of=pooled_customer_terms_of, subtitle=_pool_subtitle, related=("pool",))
)
register(Source("pooled_lead", number=23, terms_of=pooled_lead_terms_of, subtitle=_pool_subtitle, related=("pool",)))
