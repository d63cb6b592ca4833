"""Opportunities changed field by field, from lists, boards, calendars and pasted blocks."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.objects.records import visible_record
from kehu.sales.actions import opportunities, stage_approval
from kehu.sales.models import Stage
from kehu.sales.permissions import OpportunityVerb


def update(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    opportunities.update(
        opportunity=visible_record(by, "opportunity", record_id),
        changes=_values(changes, by),
        by=by,
        expected_version=version,
    )


def move(record_id: UUID, value: str, given: dict[str, Any], by: User) -> None:
    """A card dropped on a stage, with what the sheet of its gate asked."""
    one, stage = visible_record(by, "opportunity", record_id), stage_named(value)
    given = {key: answer for key, answer in given.items() if key != "gate"}
    if stage.outcome != Stage.Outcome.OPEN:
        opportunities.close(opportunity=one, outcome=stage.outcome, by=by, **given)
        return
    if not one.is_open:
        one = opportunities.reopen(opportunity=one, by=by)
    moved = opportunities.advance(opportunity=one, stage=stage, given=given, by=by)
    stage_approval.say_awaited(moved, stage)


def give_to(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    update(record_id, {"owner": value}, by, None)


def set_category(record_id: UUID, value: str, _given: dict[str, Any], by: User) -> None:
    update(record_id, {"category": value}, by, None)


def expect_on(record_id: UUID, start: datetime, _end: datetime | None, _all_day: bool, by: User) -> None:
    """The expected day dragged in the calendar."""
    update(record_id, {"expected_close": timezone.localtime(start).date()}, by, None)


def stage_named(value: str) -> Stage:
    found = Stage.objects.filter(pk=value).first()
    if found is None:
        raise Http404
    return found


def _values(changes: dict[str, Any], by: User) -> dict[str, Any]:
    """As the action takes them: people and contacts as objects, texts never None."""
    made = dict(changes)
    if "owner" in made:
        made["owner"] = User.objects.filter(pk=made["owner"]).first() if made["owner"] else None
    if "customer" in made:
        made["customer"] = Customer.objects.visible_to(by).filter(pk=made["customer"]).first()
    if "contact" in made:
        made["contact"] = Contact.objects.visible_to(by).filter(pk=made["contact"]).first() if made["contact"] else None
    for key in {"name", "source", "next_step", "description", "currency", "category"} & made.keys():
        made[key] = str(made[key] or "")
    for key in {"amount", "expected_close", "next_step_on", "probability"} & made.keys():
        made[key] = None if made[key] == "" else made[key]
    if made.get("amount") is not None:
        made["amount"] = Decimal(str(made["amount"]))
    if made.get("probability") is not None:
        made["probability"] = int(made["probability"])
    return made


def connect() -> None:
    needs = {"owner": str(OpportunityVerb.ASSIGN)}
    registry.register(Editor("opportunity", update=update, needs=needs))
    many.register("opportunity", leave_out={"name", "customer", "contact"})
