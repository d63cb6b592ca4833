"""Making call lists of records, handing them out, closing them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.calling.derived import recount
from kehu.calling.models import CallEntry, CallList, CallListMember
from kehu.calling.permissions import CallListVerb
from kehu.customers.models import Consent, Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Outdated, Refusal
from kehu.sales.models import Lead, Opportunity

MODELS: dict[str, Any] = {"customer": Customer, "lead": Lead, "opportunity": Opportunity}
EDITABLE = {"name", "purpose", "due_on", "script", "retry_minutes", "most_attempts"}
MOST = 5000


class ListRefused(Refusal):
    """The call list cannot be like this; the sentence says why."""


def make(
    *,
    name: str,
    kind: str,
    records: Iterable[UUID],
    by: User,
    members: Iterable[User] = (),
    due_on: date | None = None,
    purpose: str = Consent.Purpose.SERVICE,
    script: str = "",
    origin: UUID | None = None,
) -> CallList:
    """A list of those of `records` that `by` sees, in the order given, for himself and `members`.

    Raises PermissionMissing, or ListRefused naming its field.
    """
    by.require(CallListVerb.CREATE)
    if kind not in MODELS:
        raise ListRefused(_("Calls are made to customers, leads and opportunities."), field="kind")
    row = CallList(kind=kind, owner=by, created_by=by, origin=origin)
    _set(row, {"name": name, "due_on": due_on, "purpose": purpose, "script": script})
    with writing(by=by):
        row.save(force_insert=True)
        add(call_list=row, records=records, by=by)
        hand_out(call_list=row, members=members, by=by)
    row.refresh_from_db()
    return row


def add(*, call_list: CallList, records: Iterable[UUID], by: User) -> list[UUID]:
    """Put further records at the end. Returns the ids of those that `by` sees and that were not in it yet."""
    by.require(CallListVerb.CREATE)
    wanted = list(dict.fromkeys(records))
    with writing(by=by):
        row = editable(call_list, by)
        there = {one.subject_id for one in CallEntry.objects.filter(call_list=row)}
        found = {one.pk: one for one in MODELS[row.kind].objects.visible_to(by).filter(pk__in=wanted)}
        new = [found[key] for key in wanted if key in found and key not in there]
        if len(there) + len(new) > MOST:
            raise ListRefused(_("A call list has at most %(number)s entries.") % {"number": MOST})
        CallEntry.objects.bulk_create(
            CallEntry(call_list=row, position=len(there) + number, **_columns(row.kind, one))
            for number, one in enumerate(new)
        )
        recount([row.pk])
    return [one.pk for one in new]


def change(*, call_list: CallList, changes: dict[str, Any], by: User, expected_version: int | None = None) -> CallList:
    """Change what is in EDITABLE. Raises Outdated and the usual."""
    by.require(CallListVerb.CREATE)
    with writing(by=by):
        row = editable(call_list, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        _set(row, {key: changes[key] for key in EDITABLE & changes.keys()})
        row.save()
    return row


def hand_out(*, call_list: CallList, members: Iterable[User], by: User) -> None:
    """These are all who work through the list beside its owner from now on; who is new is told."""
    by.require(CallListVerb.CREATE)
    wanted = {one.pk: one for one in members}
    with writing(by=by):
        row = editable(call_list, by)
        wanted.pop(row.owner_id, None)
        there = set(CallListMember.objects.filter(call_list=row).values_list("user", flat=True))
        CallListMember.objects.filter(call_list=row).exclude(user__in=wanted).delete()
        new = [one for key, one in wanted.items() if key not in there]
        CallListMember.objects.bulk_create(CallListMember(call_list=row, user=one) for one in new)
        CallEntry.objects.filter(call_list=row, leased_by__isnull=False).exclude(
            leased_by__in=[row.owner_id, *wanted]
        ).update(leased_by=None, leased_until=None)
        told = [one for one in new if one.pk != by.pk]
        if told:
            notices.tell(
                users=told, kind=Notice.Kind.ASSIGNMENT,
                message=gettext_noop("%(author)s gave you the call list “%(title)s”."),
                params={"author": by.name, "title": row.name}, url=registry.address("call_list", row.pk),
            )  # fmt: skip


def close(*, call_list: CallList, by: User, is_open: bool = False) -> CallList:
    """No more calls are made for it; with `is_open` they are again."""
    by.require(CallListVerb.CREATE)
    with writing(by=by):
        row = editable(call_list, by)
        row.closed_at = None if is_open else (row.closed_at or timezone.now())
        row.save(update_fields=["closed_at"])
        CallEntry.objects.filter(call_list=row, leased_by__isnull=False).update(leased_by=None, leased_until=None)
    return row


def _columns(kind: str, record: Any) -> dict[str, Any]:
    if kind == CallList.Kind.OPPORTUNITY:
        return {"opportunity": record, "customer_id": record.customer_id}
    return {kind: record}


def _set(row: CallList, changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    if not row.name:
        raise ListRefused(_("Give the list a name."), field="name")
    if row.purpose not in Consent.Purpose.values:
        raise ListRefused(_("Choose what the calls are for."), field="purpose")
    if not 1 <= row.most_attempts <= 20:
        raise ListRefused(_("Between 1 and 20 attempts."), field="most_attempts")
    if not 1 <= row.retry_minutes <= 60 * 24 * 14:
        raise ListRefused(_("Between a minute and two weeks."), field="retry_minutes")
