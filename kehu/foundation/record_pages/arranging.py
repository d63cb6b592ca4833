"""Where each panel of a page stands, and in which groups its fields are, for one user."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from kehu.foundation.access.models import User
from kehu.foundation.database.kept import kept
from kehu.foundation.record_pages.models import Layout
from kehu.foundation.record_pages.panels import PLACES, Panel


@dataclass
class Group:
    """Some fields under a heading; the heading of the first may be empty."""

    label: str
    fields: list[str]


@dataclass
class Arrangement:
    left: list[Panel] = field(default_factory=list)
    tabs: list[Panel] = field(default_factory=list)
    right: list[Panel] = field(default_factory=list)
    hidden: list[Panel] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    layout: Layout | None = None

    def place(self, name: str) -> list[Panel]:
        return getattr(self, name)  # type: ignore[no-any-return]


def arrange(object_key: str, user: User, panels: Iterable[Panel], fields: Iterable[str] = ()) -> Arrangement:
    """As the nearest layout of the user says; what it does not know yet stands in its own place, after the others."""
    layout = layout_for(object_key, user)
    return apply(layout.arrangement if layout else {}, panels, fields, layout)


def apply(
    said: Mapping[str, Any], panels: Iterable[Panel], fields: Iterable[str] = (), layout: Layout | None = None
) -> Arrangement:
    known = {one.key: one for one in sorted(panels, key=lambda panel: panel.position)}
    found = Arrangement(layout=layout)
    for name in (*PLACES, "hidden"):
        for key in said.get(name, ()):
            if key in known and not (name == "hidden" and known[key].fixed):
                found.place(name).append(known.pop(key))
    for panel in known.values():
        found.place(panel.place).append(panel)
    found.groups = _groups(said.get("groups", ()), list(fields))
    return found


def _groups(said: Iterable[Mapping[str, Any]], fields: list[str]) -> list[Group]:
    remaining = dict.fromkeys(fields)
    groups = []
    for one in said:
        own = [key for key in one.get("fields", ()) if key in remaining]
        for key in own:
            del remaining[key]
        groups.append(Group(str(one.get("label", "")), own))
    if remaining:
        groups = groups or [Group("", [])]
        groups[0].fields += list(remaining)
    return groups


@kept
def _layouts(object_key: str) -> QuerySet[Layout]:
    return Layout.objects.filter(object_key=object_key)


def layout_for(object_key: str, user: User) -> Layout | None:
    """The user's own, else that of the first of his roles that has one, else everybody's. One statement."""
    roles = [role.pk for role in sorted(user.grants.roles, key=lambda role: role.key)]
    rows = _layouts(object_key=object_key)
    near = {(one.role_id, one.user_id): one for one in rows if one.user_id in (None, user.pk)}
    keys = [(None, user.pk), *((role, None) for role in roles), (None, None)]
    return next((near[key] for key in keys if key in near), None)
