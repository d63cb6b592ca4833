"""Under which terms pages of the playbook are found: their titles, in letters and in pinyin."""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.search.registry import Source, register
from kehu.foundation.search.terms import terms
from kehu.sales_support.models import PlaybookPage


def terms_of(ids: list[UUID]) -> dict[UUID, set[str]]:
    rows = PlaybookPage.objects.filter(pk__in=ids).values_list("pk", "title")
    return {pk: terms(names=[title]) for pk, title in rows}


def _subtitle(page: Any, _user: User) -> str:
    return str(page.get_kind_display())


register(Source("playbook", number=40, terms_of=terms_of, subtitle=_subtitle))
