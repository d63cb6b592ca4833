"""Under which terms quotes are found: number and title."""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.search.registry import Source, register
from kehu.foundation.search.terms import terms
from kehu.quotes.models import Quote


def terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = Quote.objects.filter(pk__in=ids).values_list("pk", "number", "title")
    return {pk: terms(names=[number, title]) for pk, number, title in rows}


def _subtitle(quote: Any, _user: User) -> str:
    return f"{quote.number} · {quote.get_state_display()}"


register(Source("quote", number=35, terms_of=terms_of, subtitle=_subtitle))
