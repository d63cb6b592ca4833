"""Kinds of record that stand in a tree: who filters by one of them means those below it as well.

    trees.register("territory", Tree(below=…, offered=…, own={"mine": _("mine")}, mine=…))

in the AppConfig's `ready` of the package whose kind it is. Departments are one from the start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import Department, User

# Words that stand for whoever asks, by what a column refers to.
OWN: dict[str, dict[str, Any]] = {
    "user": {
        "me": gettext_lazy("me"),
        "my_team": gettext_lazy("my team"),
        "my_department": gettext_lazy("my department and below"),
    },
    "team": {"my_team": gettext_lazy("my team")},
    "department": {"my_department": gettext_lazy("my department and below")},
}


@dataclass(frozen=True)
class Tree:
    """`below(ids)` are these and all below them. `offered(text)` finds by typing: (id, label, hint). `own` are words
    that stand for whoever asks, `mine(word, user)` the ids that such a word means.
    """

    below: Callable[[list[UUID]], list[UUID]]
    offered: Callable[[str], Iterable[tuple[Any, str, str]]] | None = None
    own: dict[str, Any] = field(default_factory=dict)
    mine: Callable[[str, User], list[UUID]] | None = None


def _below(ids: list[UUID]) -> list[UUID]:
    inside = Q(pk__in=ids)
    for path in Department.objects.filter(pk__in=ids).values_list("path", flat=True):
        inside |= Q(path__startswith=path)
    return list(Department.objects.filter(inside).values_list("pk", flat=True))


def _mine(_word: str, user: User) -> list[UUID]:
    return [user.department_id] if user.department_id else []


_trees: dict[str, Tree] = {"department": Tree(below=_below, mine=_mine)}


def register(key: str, tree: Tree) -> None:
    _trees[key] = tree
    if tree.own:
        OWN[key] = tree.own


def find(key: str) -> Tree | None:
    return _trees.get(key)
