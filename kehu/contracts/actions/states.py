"""The states of a contract: signed and in force, suspended and resumed, ended or terminated. Each change is a row."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.contracts import events
from kehu.contracts.actions import plans
from kehu.contracts.actions.contracts import value
from kehu.contracts.actions.handing_over import hand_over
from kehu.contracts.derived import settle_contract, settle_instalment
from kehu.contracts.models import Contract, ContractVersion, StateChange
from kehu.contracts.permissions import ContractVerb
from kehu.contracts.queries.approval_facts import SIGNING, of_signing
from kehu.contracts.queries.versions import terms_of
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.approvals.actions import requests
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal

State = Contract.State


class NotNow(Refusal):
    """The contract is not in a state in which this can be done."""


def activate(*, contract: Contract, by: User, signed_on: date | None = None, at: datetime | None = None) -> Contract:
    """The contract is signed: it comes into force, or waits for the approval that a rule asks for. The plan adds up by
    then; a contract without one gets a single instalment. In force or waiting already it changes nothing.
    """
    by.require(ContractVerb.SIGN)
    with writing(by=by):
        row = editable(contract, by)
        if row.state in (State.ACTIVE, State.IN_APPROVAL):
            return row
        _require(row, State.DRAFT)
        row.signed_on = signed_on or row.signed_on or timezone.localdate(at)
        value(row)
        row.save()
        _complete_plan(row)
        if requests.ask(subject=SIGNING, record_id=row.pk, title=str(row), facts=of_signing(row), by=by):
            _enter(row, State.IN_APPROVAL, by, at)
            return row
        bring_into_force(row, by=by, at=at)
    return row


def bring_into_force(row: Contract, *, by: User, at: datetime | None = None) -> None:
    """The first version is frozen and the order handed over. Call it inside `writing`, with the contract locked."""
    version = row.versions.select_for_update().get(number=1)
    version.terms, version.state = terms_of(row), ContractVersion.State.IN_FORCE
    version.signed_on, version.effective_on = row.signed_on, row.starts_on or row.signed_on
    version.save()
    _enter(row, State.ACTIVE, by, at)
    publish(events.ContractActivated(row.pk, row.customer_id, row.owner_id), by=by.pk)
    hand_over(row, version, by=by)


def withdraw(row: Contract, *, by: User) -> None:
    """What was to be approved is a draft again. Call it inside `writing`, with the contract locked."""
    if row.state == State.IN_APPROVAL:
        _enter(row, State.DRAFT, by, None)


def suspend(*, contract: Contract, reason: str, by: User, at: datetime | None = None) -> Contract:
    return _move(contract, (State.ACTIVE,), State.SUSPENDED, by, at, reason, needs_reason=True)


def resume(*, contract: Contract, by: User, at: datetime | None = None) -> Contract:
    return _move(contract, (State.SUSPENDED,), State.ACTIVE, by, at)


def end(*, contract: Contract, by: User, reason: str = "", at: datetime | None = None) -> Contract:
    """It is fulfilled, or its time is over. What is still owed stays owed."""
    return _move(contract, (State.ACTIVE, State.SUSPENDED), State.ENDED, by, at, reason)


def terminate(
    *, contract: Contract, reason: str, by: User, waive_open: bool = False, at: datetime | None = None
) -> Contract:
    """Ended before its time, with the reason. `waive_open` gives up what is not received yet, which needs the right to
    waive.
    """
    with writing(by=by):
        row = _move(contract, (State.ACTIVE, State.SUSPENDED), State.TERMINATED, by, at, reason, needs_reason=True)
        if waive_open:
            for one in row.instalments.filter(outstanding__gt=0):
                plans.waive(instalment=one, reason=reason, by=by)
            row.refresh_from_db()
    return row


def require_moved(row: Contract, target: str) -> None:
    """For what cannot be entered by hand: raises NotNow unless the contract is there."""
    if row.state != target:
        _require(row, target)


def _move(
    contract: Contract, origins: tuple[str, ...], target: str, by: User, at: datetime | None, reason: str = "",
    *, needs_reason: bool = False,
) -> Contract:  # fmt: skip
    by.require(ContractVerb.SIGN)
    if needs_reason and not reason.strip():
        raise NotNow(_("Say why."), field="reason")
    with writing(by=by):
        row = editable(contract, by)
        if row.state == target:
            return row
        _require(row, *origins)
        _enter(row, target, by, at, reason)
    return row


def _require(row: Contract, *states: str) -> None:
    if row.state not in states:
        named = {"state": row.get_state_display()}
        raise NotNow(_("This cannot be done while the contract is %(state)s.") % named, field="state")


def _enter(row: Contract, state: str, by: User, at: datetime | None, reason: str = "") -> None:
    former, now = row.state, at or timezone.now()
    row.state, row.state_since, row.state_reason = state, now, reason.strip()[:300]
    row.save()
    StateChange.objects.create(
        contract=row, from_state=former, to_state=state, at=now, changed_by=by, reason=row.state_reason
    )
    publish(events.ContractMoved(row.pk, row.customer_id, former, state, row.state_reason), by=by.pk)


def _complete_plan(row: Contract) -> None:
    """Every contract that is worth something has a plan, at the rate of the day of signing."""
    rows = list(row.instalments.select_for_update(of=("self",)))
    if not rows and row.amount:
        day = max(row.signed_on or timezone.localdate(), row.starts_on or date.min)
        plans.write_first(row, plans.proposed(contract=row, pattern="once", first_on=day))
        return
    plans.require_whole(row)
    for one in rows:
        settle_instalment(one, row.rate)
    settle_contract(row)
