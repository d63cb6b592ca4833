"""The records ticked in a list become a call list."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kehu.calling.actions import lists
from kehu.calling.forms import BulkListForm
from kehu.calling.models import CallList
from kehu.calling.permissions import CallListVerb
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import Applied, BulkVerb
from kehu.foundation.changes.models import ChangeSet


def make(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """One list for all batches."""
    there = CallList.objects.filter(origin=change_set.pk).first()
    seen = lists.MODELS[change_set.object_key].objects.visible_to(by).filter(pk__in=ids)
    before = set(seen.values_list("pk", flat=True))
    if there:
        lists.add(call_list=there, records=ids, by=by)
    elif before:
        due = date.fromisoformat(given["due_on"]) if given.get("due_on") else None
        members = User.objects.filter(pk__in=given.get("members") or (), is_active=True, is_system=False)
        lists.make(
            name=given["name"], kind=change_set.object_key, records=ids, members=members, due_on=due,
            purpose=given["purpose"], script=given.get("script") or "", origin=change_set.pk, by=by,
        )  # fmt: skip
    return Applied(changed=[one for one in ids if one in before], missing=[one for one in ids if one not in before])


def _made(change_set: ChangeSet) -> str:
    found = CallList.objects.filter(origin=change_set.pk).first()
    return reverse("calling:call_list", args=[found.pk]) if found else ""


MAKE = BulkVerb(
    "call_list", _("Make a call list …"), icon="phone-outgoing", verb=CallListVerb.CREATE, apply=make,
    form=BulkListForm, leads_to=_made, text=_("They become a list that is worked through one by one."),
    words=("phone", "calls"),
)  # fmt: skip
