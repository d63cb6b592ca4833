"""What happens when a contract comes to its end: an opportunity to renew it, or it goes on by itself."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.contracts import events
from kehu.contracts.actions.amendments import copy_lines
from kehu.contracts.figures.splits import months_later
from kehu.contracts.models import Contract, ContractVersion
from kehu.contracts.permissions import ContractVerb
from kehu.contracts.queries.versions import terms_of
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal
from kehu.sales.actions import opportunities
from kehu.sales.models import Opportunity


class NotRenewable(Refusal):
    """There is nothing to renew."""


def open_opportunity(*, contract: Contract, by: User) -> Opportunity:
    """The opportunity to renew this contract: its customer, amount and owner, to be closed before notice is due. There
    is one; asked again, the same is given.
    """
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        row = editable(contract, by)
        if row.renewal_opportunity_id:
            found = Opportunity.objects.visible_to(by).filter(pk=row.renewal_opportunity_id).first()
            if found:
                return found
        if not row.signed_on:
            raise NotRenewable(_("A contract is renewed once it was signed."))
        given: dict[str, Any] = {"owner": row.owner} if row.owner and row.owner.is_active else {}
        if row.owner_id != by.pk and not by.may("opportunity.assign"):
            given = {}
        made = opportunities.create(
            name=_("Renewal: %(name)s") % {"name": row.name}, customer=row.customer, contact=row.contact, by=by,
            amount=row.amount, currency=row.currency, expected_close=decide_by(row), source=_("Renewal"), **given,
        )  # fmt: skip
        row.renewal_opportunity = made
        row.save(update_fields=["renewal_opportunity"])
    return made


def decide_by(row: Contract) -> date:
    """By when it should be clear how it goes on: before notice is due, today if that has passed."""
    if row.ends_on is None:
        return timezone.localdate() + timedelta(days=row.notice_days)
    return max(row.ends_on - timedelta(days=row.notice_days), timezone.localdate())


def go_on(row: Contract, *, by: User) -> ContractVersion:
    """The contract renewed itself: a version with the later end. Call it inside `writing`, with the contract locked."""
    assert row.ends_on is not None
    last = row.versions.aggregate(last=Max("number"))["last"]
    former = row.versions.filter(state=ContractVersion.State.IN_FORCE).first()
    begins = row.ends_on + timedelta(days=1)
    row.ends_on = months_later(begins, row.renewal_months) - timedelta(days=1)
    row.alerted_for, row.renewal_opportunity = None, None
    row.save()
    if former:
        ContractVersion.objects.filter(pk=former.pk).update(state=ContractVersion.State.REPLACED)
    version = ContractVersion.objects.create(
        contract=row, number=last + 1, title=_("Renewed by itself"), effective_on=begins, signed_on=begins,
        terms=terms_of(row), state=ContractVersion.State.IN_FORCE, created_by=by,
    )  # fmt: skip
    if former:
        copy_lines(former, version)
    publish(events.ContractAmended(row.pk, row.customer_id, version.number), by=by.pk)
    return version
