"""Amendments (补充协议): a new version of a contract, drawn up beside the one in force and then put in its place."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.contracts import events
from kehu.contracts.actions import checks, plans
from kehu.contracts.actions.contracts import Line, sums_of, write_lines
from kehu.contracts.actions.handing_over import hand_over
from kehu.contracts.models import Contract, ContractLine, ContractVersion
from kehu.contracts.permissions import ContractVerb
from kehu.contracts.queries.approval_facts import AMENDMENT, of_amendment
from kehu.contracts.queries.rates import at_home
from kehu.contracts.queries.versions import TERMS, freeze, terms_of, thawed
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.approvals.actions import requests
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal


class NotAmendable(Refusal):
    """There is nothing to amend, or another amendment waits."""


def draft(
    *, contract: Contract, title: str, by: User, reason: str = "", changes: dict[str, Any] | None = None,
    lines: list[Line] | None = None, effective_on: date | None = None,
) -> ContractVersion:  # fmt: skip
    """Draw up an amendment: the terms as they are, with `changes` of TERMS; with `lines` those are to be delivered and
    the amount follows from them, else the lines stay. A draft there is already is replaced by this one.
    """
    by.require(ContractVerb.EDIT)
    changes = changes or {}
    if unknown := set(changes) - set(TERMS):
        raise NotAmendable(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(contract, by)
        if not row.is_live:
            raise NotAmendable(_("Only a contract in force is amended; a draft is simply changed."))
        if row.versions.filter(state=ContractVersion.State.IN_APPROVAL).exists():
            raise NotAmendable(_("Another amendment waits for approval."))
        row.versions.filter(state=ContractVersion.State.DRAFT).delete()
        last = row.versions.aggregate(last=Max("number"))["last"]
        version = ContractVersion.objects.create(
            contract=row, number=last + 1, title=title.strip()[:200] or _("Amendment %(number)s") % {"number": last},
            reason=reason.strip(), effective_on=effective_on, created_by=by,
        )  # fmt: skip
        _write(version, row, lines)
        sums = sums_of(version)
        if sums and "amount" in changes and lines is None:
            raise NotAmendable(_("The amount follows from the lines."), field="amount")
        terms = terms_of(row) | {key: freeze(value) for key, value in changes.items()}
        if sums and lines is not None:
            terms |= {"amount": freeze(sums[0]), "tax_amount": freeze(sums[1])}
        version.terms = terms
        _checked(row, terms)
        version.save()
    return version


def enact(*, version: ContractVersion, by: User, signed_on: date | None = None) -> Contract:
    """The amendment is signed: its terms hold from now on, what is not paid of the plan is shared anew, and the order
    is handed over once more; or it waits for the approval that a rule asks for. Done twice it changes nothing. Raises
    PlanRefused where more came in than is owed now.
    """
    by.require(ContractVerb.SIGN)
    with writing(by=by):
        row = editable(version.contract, by)
        one = row.versions.select_for_update().get(pk=version.pk)
        if one.state == ContractVersion.State.IN_FORCE:
            return row
        if one.state == ContractVersion.State.IN_APPROVAL:
            return row
        if one.state != ContractVersion.State.DRAFT or not row.is_live:
            raise NotAmendable(_("This amendment is not waiting to be signed."))
        title = f"{row}: {one.title}"
        if requests.ask(subject=AMENDMENT, record_id=row.pk, title=title, facts=of_amendment(row, one), by=by):
            one.state, one.signed_on = ContractVersion.State.IN_APPROVAL, signed_on or timezone.localdate()
            one.save()
            return row
        put_in_force(row, one, by=by, signed_on=signed_on)
    return row


def put_in_force(row: Contract, version: ContractVersion, *, by: User, signed_on: date | None = None) -> None:
    """Call it inside `writing`, with the contract and the version locked."""
    row.versions.filter(state=ContractVersion.State.IN_FORCE).update(state=ContractVersion.State.REPLACED)
    for key in TERMS:
        setattr(row, key, thawed(key, version.terms.get(key, "")))
    row.amount_home = at_home(row.amount, row.rate)
    checks.check(row)
    row.save()
    version.state, version.signed_on = ContractVersion.State.IN_FORCE, signed_on or timezone.localdate()
    version.effective_on = version.effective_on or version.signed_on
    version.save()
    plans.follow(row)
    publish(events.ContractAmended(row.pk, row.customer_id, version.number), by=by.pk)
    hand_over(row, version, by=by, amended=True)


def discard(*, version: ContractVersion, by: User) -> None:
    """Throw a draft away."""
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        row = editable(version.contract, by)
        row.versions.filter(pk=version.pk, number__gt=1, state=ContractVersion.State.DRAFT).delete()


def copy_lines(former: ContractVersion, version: ContractVersion) -> None:
    """What is delivered stays what it was."""
    keys = (
        "contract_id", "product_id", "position", "code", "name", "unit", "quantity", "unit_price", "discount",
        "tax_rate", "net", "tax", "gross",
    )  # fmt: skip
    ContractLine.objects.bulk_create(
        ContractLine(contract_version=version, **{key: getattr(line, key) for key in keys})
        for line in former.lines.all()
    )


def _write(version: ContractVersion, row: Contract, lines: list[Line] | None) -> None:
    former = row.versions.filter(state=ContractVersion.State.IN_FORCE).first()
    if lines is not None:
        write_lines(version, lines)
    elif former:
        copy_lines(former, version)


def _checked(row: Contract, terms: dict[str, str]) -> None:
    """What is drawn up could be signed."""
    trial = Contract.objects.get(pk=row.pk)
    for key in TERMS:
        setattr(trial, key, thawed(key, terms[key]))
    checks.check(trial)
