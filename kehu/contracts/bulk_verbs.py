"""What is done to many receipts at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kehu.contracts.actions import allocation, receipts
from kehu.contracts.models import Receipt
from kehu.contracts.permissions import ReceiptVerb
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import Applied, BulkVerb
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.refusals import Refusal


def _each(
    act: Callable[[Receipt, User], Any], is_done: Callable[[Receipt], bool]
) -> Callable[[list[UUID], dict[str, Any], User, ChangeSet], Applied]:
    def apply(ids: list[UUID], _given: dict[str, Any], by: User, _change_set: ChangeSet) -> Applied:
        found = Applied()
        rows = {one.pk: one for one in Receipt.objects.editable_by(by).filter(pk__in=ids)}
        for pk in ids:
            one = rows.get(pk)
            if one is None:
                found.missing.append(pk)
            elif is_done(one):
                found.same.append(pk)
            else:
                try:
                    with transaction.atomic():
                        act(one, by)
                except Refusal as refusal:
                    found.refused[pk] = refusal
                else:
                    found.changed.append(pk)
        return found

    return apply


CONFIRM = BulkVerb(
    "confirm", _("Confirm"), icon="circle-check", verb=ReceiptVerb.CONFIRM, shows=("state",),
    apply=_each(lambda one, by: receipts.confirm(receipt=one, by=by), lambda one: one.is_confirmed),
    text=_("The money is on the account. What it was meant for is paid with it."),
)  # fmt: skip
ALLOCATE = BulkVerb(
    "allocate", _("Allocate, oldest first"), icon="arrows-split", verb=ReceiptVerb.CONFIRM, shows=("credit",),
    apply=_each(lambda one, by: allocation.allocate_oldest(receipt=one, by=by), lambda one: not one.credit),
    text=_("Each receipt pays what its customer owes in its currency, the oldest first; what is left stays as credit."),
)  # fmt: skip
