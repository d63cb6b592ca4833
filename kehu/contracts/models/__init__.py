from kehu.contracts.models.contracts import Contract, ContractLine, ContractVersion, NumberSequence, StateChange
from kehu.contracts.models.dunning import DunningLevel
from kehu.contracts.models.invoices import Invoice, InvoicedInstalment, InvoiceLine
from kehu.contracts.models.milestones import Milestone
from kehu.contracts.models.payments import Allocation, DunningStep, Instalment, Receipt, Refund

__all__ = [
    "Allocation", "Contract", "ContractLine", "ContractVersion", "DunningLevel", "DunningStep", "Instalment", "Invoice",
    "InvoiceLine", "InvoicedInstalment", "Milestone", "NumberSequence", "Receipt", "Refund", "StateChange",
]  # fmt: skip
