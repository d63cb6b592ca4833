"""Signing and amending may need approval: which facts the rules of the company look at, and what a decision does."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.contracts.models import Contract, ContractVersion
from kehu.contracts.queries import approval_facts
from kehu.contracts.queries.approval_facts import AMENDMENT, SIGNING
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.subjects import Fact, Kind, Outcome, Subject
from kehu.foundation.audit.writing import writing

if TYPE_CHECKING:
    from kehu.foundation.access.models import User

_KIND = Fact("kind", _("Kind of contract"), Kind.CHOICE, choices=lambda: Contract.Kind.choices)


def signing_decided(contract_id: UUID, outcome: Outcome, by: "User") -> None:
    """In force if it was approved, else a draft again."""
    from kehu.contracts.actions import states

    with writing(by=by):
        row = Contract.objects.select_for_update(no_key=True, of=("self",)).get(pk=contract_id)
        if row.state != Contract.State.IN_APPROVAL:
            return
        if outcome == "approved":
            states.bring_into_force(row, by=by)
        else:
            states.withdraw(row, by=by)


def amendment_decided(contract_id: UUID, outcome: Outcome, by: "User") -> None:
    from kehu.contracts.actions import amendments

    with writing(by=by):
        row = Contract.objects.select_for_update(no_key=True, of=("self",)).get(pk=contract_id)
        version = row.versions.select_for_update().filter(state=ContractVersion.State.IN_APPROVAL).first()
        if version is None:
            return
        if outcome == "approved":
            amendments.put_in_force(row, version, by=by, signed_on=version.signed_on)
            return
        version.state = ContractVersion.State.REJECTED if outcome == "rejected" else ContractVersion.State.DRAFT
        version.save()


def connect() -> None:
    subjects.register(
        Subject(
            key=SIGNING, label=_("Signing of a contract"), object_key="contract", facts=approval_facts.of_signing,
            decided=signing_decided,
            fields=(
                Fact("amount", _("Amount"), Kind.MONEY), _KIND, Fact("months", _("Months it lasts"), Kind.NUMBER),
                Fact("payment_days", _("Days until the last instalment"), Kind.NUMBER),
                Fact("instalments", _("Number of instalments"), Kind.NUMBER),
                Fact("renews", _("Renews by itself"), Kind.YES_NO),
            ),
        )
    )  # fmt: skip
    subjects.register(
        Subject(
            key=AMENDMENT, label=_("Amendment of a contract"), object_key="contract",
            facts=approval_facts.of_amendment, decided=amendment_decided,
            fields=(
                Fact("amount", _("Amount"), Kind.MONEY),
                Fact("less", _("By how much it is worth less"), Kind.MONEY), _KIND,
            ),
        )
    )  # fmt: skip
