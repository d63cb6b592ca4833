"""What a reference may lead to, found by typing: people, teams, departments, and every object that can be searched."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.lists import trees
from kehu.foundation.lists.trees import OWN
from kehu.foundation.search import registry as searchable
from kehu.foundation.search.query import search

MOST = 12


def offered(reference: str, text: str, user: User) -> list[tuple[Any, str, str]]:
    """(value, label, hint) for what fits `text`; of people first those that depend on who asks: me, my team."""
    wanted = text.strip()[:100]
    own = OWN.get(reference, {})
    named = [(key, str(label), "") for key, label in own.items() if wanted.lower() in str(label).lower()]
    if reference == "user":
        people = User.objects.filter(is_active=True, is_system=False)
        fitting = people.filter(Q(name__icontains=wanted) | Q(email__istartswith=wanted)).order_by("name", "pk")
        return named + [(pk, name, email) for pk, name, email in fitting.values_list("pk", "name", "email")[:MOST]]
    groups: dict[str, type[models.Model]] = {"team": Team, "department": Department}
    if reference in groups:
        found = groups[reference]._default_manager.filter(name__icontains=wanted).order_by("name", "pk")
        return named + [(pk, name, "") for pk, name in found.values_list("pk", "name")[:MOST]]
    tree = trees.find(reference)
    if tree and tree.offered:
        return named + list(tree.offered(wanted))[:MOST]
    if searchable.is_searchable(reference) and wanted:
        hits = search(user, wanted, [reference], MOST)
        return [(_plain(hit.record_id), hit.title, hit.subtitle) for hit in hits]
    return []


def _plain(record_id: UUID) -> str:
    return str(record_id)
