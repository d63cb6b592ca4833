"""The API of contracts."""

from kehu.contracts.api import contracts, milestones, payments

ROUTERS = (
    ("/contracts", "Contracts", contracts.router),
    ("/milestones", "Contracts", milestones.router),
    ("/instalments", "Contracts", milestones.instalment_router),
    ("/receipts", "Payments", payments.router),
    ("/invoices", "Payments", payments.invoice_router),
)
