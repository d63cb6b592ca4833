"""What the settings show of people."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kehu.foundation.access.models import User

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Some rows, and the key after which the next ones begin; empty at the end."""

    rows: list[Any]
    after: str


def people(*, search: str = "", inactive: bool = False, after: str = "") -> Page:
    """Users by name, fifty a page; `search` matches a part of name, mail address, phone or job title."""
    found = User.objects.filter(is_system=False).select_related("department", "manager").prefetch_related("roles")
    if not inactive:
        found = found.filter(is_active=True)
    if search:
        found = found.filter(
            Q(name__icontains=search)
            | Q(email__icontains=search)
            | Q(phone__icontains=search)
            | Q(job_title__icontains=search)
        )
    last = User.objects.filter(pk=after).values_list("name", "pk").first() if _is_id(after) else None
    if last:
        found = found.filter(Q(name__gt=last[0]) | Q(name=last[0], pk__gt=last[1]))
    rows = list(found.order_by("name", "pk")[: PAGE + 1])
    return Page(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def _is_id(text: str) -> bool:
    from uuid import UUID

    try:
        UUID(text)
    except ValueError:
        return False
    return True
