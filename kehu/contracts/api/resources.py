"""The collections of contracts and money."""

from kehu.contracts.objects import CONTRACT, INSTALMENT, INVOICE, MILESTONE, RECEIPT
from kehu.foundation.api.resources import Resource
from kehu.foundation.lists.query import Plan

CONTRACTS = Resource("contracts", "contract", Plan(CONTRACT, default_sort="-updated_at"))
MILESTONES = Resource("milestones", "milestone", Plan(MILESTONE, default_sort="due_on"))
INSTALMENTS = Resource("instalments", "instalment", Plan(INSTALMENT, default_sort="due_on"))
RECEIPTS = Resource("receipts", "receipt", Plan(RECEIPT, default_sort="-received_on"))
INVOICES = Resource("invoices", "invoice", Plan(INVOICE, default_sort="-requested_on"))
