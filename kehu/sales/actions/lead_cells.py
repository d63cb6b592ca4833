"""Leads changed field by field, from lists, boards and pasted blocks."""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.objects.records import visible_record
from kehu.sales.actions import leads
from kehu.sales.models import Lead
from kehu.sales.permissions import LeadVerb

TEXTS = {
    "name", "company", "job_title", "phone", "email", "city", "source", "authority", "need", "trigger", "next_step",
    "notes",
}  # fmt: skip


def update(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    leads.update(lead=visible_record(by, "lead", record_id), changes=_values(changes), by=by, expected_version=version)


def move(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    """A card dropped on a state, with what its sheet asked."""
    one = visible_record(by, "lead", record_id)
    if value == Lead.State.DISCARDED:
        leads.discard(lead=one, reason=given.get("reason", ""), by=by)
    else:
        leads.move(lead=one, state=value, given={key: given[key] for key in ("need",) if given.get(key)}, by=by)


def give_to(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    update(record_id, {"owner": value}, by, None)


def _values(changes: dict[str, Any]) -> dict[str, Any]:
    """As the action takes them: people as objects, texts never None."""
    made = dict(changes)
    if "owner" in made:
        made["owner"] = User.objects.filter(pk=made["owner"]).first() if made["owner"] else None
    for key in TEXTS & made.keys():
        made[key] = str(made[key] or "")
    for key in {"budget", "needed_by", "next_step_on"} & made.keys():
        made[key] = None if made[key] == "" else made[key]
    return made


def connect() -> None:
    registry.register(Editor("lead", update=update, needs={"owner": str(LeadVerb.ASSIGN)}))
    many.register("lead", leave_out={"name", "phone", "email"})
