"""The collections of this domain: what is read, by whom, and in what shape."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.api.resources import Objects, Resource, named
from kehu.foundation.lists.columns import Columns
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects.registry import Field, Kind
from kehu.interactions.models import VisitAttendee
from kehu.interactions.objects import INTERACTION, TASK, VISIT


@dataclass(frozen=True)
class InteractionPlan(Plan):
    """Among millions of interactions no index gives the order of time; the timeline of a customer has it."""

    def columns(self, user: User) -> Columns:
        found = super().columns(user)
        return found.but({key: replace(one, field=replace(one.field, sortable=False)) for key, one in found.items()})


def _link(key: str, label: Any, reference: str) -> Field:
    return Field(key, label, Kind.REFERENCE, reference=reference, writable=False)


_RELATED = (
    Field("related_key", _("Kind of the related record"), writable=False, filterable=False),
    Field("related_id", _("Related record"), writable=False, filterable=False),
)
INTERACTIONS = Resource(
    "interactions", "interaction",
    InteractionPlan(INTERACTION, extra=(
        _link("contact_point", _("Contact point"), "contact_point"), *_RELATED,
        _link("corrects", _("The version that this one corrects"), "interaction"),
        Field("superseded_at", _("Corrected at"), Kind.MOMENT, writable=False, filterable=False),
    )),
    listed={"superseded_at__isnull": True},
)  # fmt: skip
TASKS = Resource(
    "tasks", "task",
    Plan(TASK, extra=(
        *_RELATED, _link("origin", _("The interaction it came from"), "interaction"),
        _link("follows", _("The task it repeats"), "task"),
        _link("closed_by", _("Closed by"), "user"),
        Field("closing_note", _("Closing note"), writable=False, filterable=False),
    )),
)  # fmt: skip


def _attendees(visits: Objects, _user: User) -> None:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = VisitAttendee.objects.filter(visit__in=[one["id"] for one in visits]).order_by("pk")
    for visit, user, contact in rows.values_list("visit", "user", "contact"):
        found[visit].append({"user": user, "contact": contact})
    for one in visits:
        one["attendees"] = found[one["id"]]


VISITS = Resource(
    "visits", "visit",
    Plan(VISIT, extra=(
        Field("latitude", _("Latitude"), Kind.NUMBER, writable=False, filterable=False),
        Field("longitude", _("Longitude"), Kind.NUMBER, writable=False, filterable=False),
        Field("off_metres", _("Metres from the address"), Kind.NUMBER, writable=False, filterable=False),
        _link("interaction", _("The interaction it became"), "interaction"),
        Field("cancel_reason", _("Reason"), writable=False, filterable=False),
        Field("closed_at", _("Closed"), Kind.MOMENT, writable=False, filterable=False),
    )),
    shape=_attendees,
)  # fmt: skip


def colleague(user_id: UUID | None, field: str) -> Any:
    """An active user that a request body names; None for none."""
    if user_id is None:
        return None
    return named(User.objects.filter(is_active=True, is_system=False), user_id, field)
