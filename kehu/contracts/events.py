"""What happened to contracts and to money.

`OrderHandedOver` is what `commerce` begins with. It carries everything an order needs, as plain values: amounts are
decimals written as text, days are ISO dates, so that the event is the same before and after it was stored.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class ContractDrafted(Event):
    contract_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    changed = "contract"


@dataclass(frozen=True)
class ContractActivated(Event):
    contract_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    changed = "contract"


@dataclass(frozen=True)
class ContractMoved(Event):
    """From one state to another; `reason` as it was given."""

    contract_id: UUID
    customer_id: UUID
    from_state: str
    to_state: str
    reason: str = ""
    changed = "contract"


@dataclass(frozen=True)
class ContractAmended(Event):
    """A version came into force in place of another."""

    contract_id: UUID
    customer_id: UUID
    number: int
    changed = "contract"


@dataclass(frozen=True)
class ContractAssigned(Event):
    contract_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    former_id: UUID | None
    changed = "contract"


@dataclass(frozen=True)
class OrderHandedOver(Event):
    """A contract came into force: this is to be delivered and billed.

    `lines`: position, code, name, unit, quantity, unit_price, discount (percent), tax_rate (percent), net, tax, gross,
    product_id. `instalments`: name, due_on, amount. `buyer`: name, tax_number. Addresses are texts. `external_number`
    is the number of the order in the ERP, if it is known already. `amended` says that an earlier hand-over of the same
    contract is replaced. Handlers may run twice: (`contract_id`, `contract_version`) is the key.
    """

    contract_id: UUID
    contract_number: str
    contract_version: int
    customer_id: UUID
    opportunity_id: UUID | None
    quote_id: UUID | None
    owner_id: UUID | None
    currency: str
    amount: str
    tax: str
    amount_home: str
    signed_on: str
    starts_on: str
    ends_on: str
    external_number: str = ""
    billing_address: str = ""
    delivery_address: str = ""
    buyer: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    instalments: list[dict[str, Any]] = field(default_factory=list)
    amended: bool = False


@dataclass(frozen=True)
class MilestoneReached(Event):
    milestone_id: UUID
    contract_id: UUID
    customer_id: UUID
    changed = "contract"


@dataclass(frozen=True)
class ReceiptRecorded(Event):
    receipt_id: UUID
    customer_id: UUID | None
    changed = "receipt"


@dataclass(frozen=True)
class ReceiptConfirmed(Event):
    receipt_id: UUID
    customer_id: UUID | None
    changed = "receipt"


@dataclass(frozen=True)
class PaymentAllocated(Event):
    """Money paid an instalment: `amount_home` in the company's currency, as text; negative where it was taken back."""

    receipt_id: UUID
    instalment_id: UUID
    contract_id: UUID
    customer_id: UUID
    owner_id: UUID | None
    received_on: str
    amount_home: str
    changed = "receipt"


@dataclass(frozen=True)
class InvoiceIssued(Event):
    invoice_id: UUID
    contract_id: UUID
    customer_id: UUID
    changed = "invoice"
