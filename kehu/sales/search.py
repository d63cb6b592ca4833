"""Under which terms opportunities are found."""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.search.registry import Source, register
from kehu.foundation.search.terms import terms
from kehu.sales.models import Opportunity


def terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Opportunity.objects.filter(pk__in=ids).values_list("pk", "name")
    return {pk: terms(names=[name]) for pk, name in rows}


def _subtitle(opportunity: Any, _user: User) -> str:
    return str(opportunity.stage.label)


register(Source("opportunity", number=20, terms_of=terms_of, subtitle=_subtitle, related=("stage",)))
