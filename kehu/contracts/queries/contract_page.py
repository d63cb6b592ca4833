"""What the page of a contract reads, part by part."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from kehu.contracts.figures.ageing import days_overdue
from kehu.contracts.figures.splits import percent_of
from kehu.contracts.models import Contract, ContractVersion, Instalment, Invoice, Milestone, StateChange
from kehu.contracts.objects import CONTRACT
from kehu.contracts.page_panels import panels_for
from kehu.contracts.queries.versions import Difference, differences
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.facts import Fact, facts_of
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.arranging import Arrangement, arrange
from kehu.foundation.record_pages.panels import Panel

NOT_FACTS = {"name", "number", "state", "state_reason", "received", "outstanding", "invoiced", "amount_home"}
MOST = 200


@dataclass
class ContractPage:
    """One contract as one user sees it."""

    contract: Contract
    user: User

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def may_edit(self) -> bool:
        return self._reaches and self.user.may("contract.edit")

    @cached_property
    def may_sign(self) -> bool:
        return self._reaches and self.user.may("contract.sign")

    @cached_property
    def _reaches(self) -> bool:
        return Contract.objects.editable_by(self.user).filter(pk=self.contract.pk).exists()

    @cached_property
    def customer(self) -> Customer | None:
        """None where it is out of the user's sight."""
        found: Customer | None = Customer.objects.visible_to(self.user).filter(pk=self.contract.customer_id).first()
        return found

    @cached_property
    def instalments(self) -> list[Instalment]:
        return list(self.contract.instalments.select_related("milestone").order_by("position", "pk")[:MOST])

    def days_late(self, one: Instalment) -> int:
        return days_overdue(one.due_on, self.today) if one.outstanding else 0

    @property
    def overdue(self) -> Decimal:
        late = [one.outstanding for one in self.instalments if self.days_late(one)]
        return sum(late, Decimal(0)) if not self.contract.is_draft else Decimal(0)

    @property
    def next_due(self) -> Instalment | None:
        coming = [one for one in self.instalments if one.outstanding and one.due_on]
        return min(coming, key=lambda one: (one.due_on, one.position), default=None)

    @property
    def received_percent(self) -> Decimal:
        return percent_of(self.contract.received, self.contract.amount) or Decimal(0)

    def share(self, one: Instalment) -> Decimal | None:
        return percent_of(one.amount, self.contract.amount)

    @cached_property
    def milestones(self) -> list[Milestone]:
        return list(self.contract.milestones.select_related("responsible", "done_by").order_by("due_on", "pk")[:MOST])

    @cached_property
    def versions(self) -> list[tuple[ContractVersion, list[Difference]]]:
        """The latest first, each with what it changed."""
        rows = self.contract.versions.select_related("created_by").prefetch_related("lines")
        return [(one, differences(one)) for one in rows]

    @cached_property
    def version(self) -> ContractVersion | None:
        """The one whose lines hold: in force, else the first draft."""
        rows = list(self.contract.versions.prefetch_related("lines"))
        in_force = next((one for one in rows if one.state == ContractVersion.State.IN_FORCE), None)
        return in_force or next((one for one in rows if one.number == 1), None)

    @cached_property
    def invoices(self) -> list[Invoice]:
        return list(self.contract.invoices.order_by("-requested_on", "-pk")[:MOST])

    @cached_property
    def uninvoiced(self) -> list[Instalment]:
        return [one for one in self.instalments if one.amount - one.waived > one.invoiced]

    @cached_property
    def state_changes(self) -> list[StateChange]:
        return list(self.contract.state_changes.select_related("changed_by")[:MOST])

    @cached_property
    def facts(self) -> dict[str, Fact]:
        found = facts_of(self.contract, CONTRACT, self.user, editable=False)
        return {one.key: one for one in found if one.key not in NOT_FACTS and one.shown}

    @cached_property
    def arrangement(self) -> Arrangement:
        found = panels_for(self.user, self.contract.pk)
        return arrange("contract", self.user, found, list(self.facts))

    @property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        found = [(group.label, [self.facts[key] for key in group.fields]) for group in self.arrangement.groups]
        return [(label, facts) for label, facts in found if facts]

    def address_of(self, panel: Panel) -> str:
        """Where a panel of another package is loaded from."""
        return panels.address_of(panel, "contract", self.contract.pk)

    def state_label(self, value: str) -> Any:
        return dict(Contract.State.choices).get(value, value)
