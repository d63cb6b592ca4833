"""Rights over contracts, receipts and invoices.

Whoever sells draws up contracts, records what customers say they paid, and asks for invoices. That money really came,
what it paid, and that an invoice went out is confirmed by others: managers and administrators, or a role for the
accountants that gets these rights.
"""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ContractVerb(Verb):
    VIEW = "contract.view", _("see contracts and payment plans")
    CREATE = "contract.create", _("draw up contracts")
    EDIT = "contract.edit", _("edit contracts, milestones and payment plans")
    SIGN = "contract.sign", _("bring contracts into force, suspend and end them")
    ASSIGN = "contract.assign", _("give contracts to another owner")
    DELETE = "contract.delete", _("move contracts to the trash")
    EXPORT = "contract.export", _("export contracts, payment plans and invoices")
    CONFIGURE = "contracts.configure", _("edit the levels of dunning")


class ReceiptVerb(Verb):
    VIEW = "receipt.view", _("see receipts")
    CREATE = "receipt.create", _("record receipts")
    CONFIRM = "receipt.confirm", _("confirm, allocate and refund receipts, and waive what is owed")
    EXPORT = "receipt.export", _("export receipts")


class InvoiceVerb(Verb):
    VIEW = "invoice.view", _("see invoices")
    REQUEST = "invoice.request", _("ask for invoices")
    ISSUE = "invoice.issue", _("issue, send and void invoices")


_READ = {ContractVerb.VIEW, ReceiptVerb.VIEW, InvoiceVerb.VIEW}
_DAILY = _READ | {
    ContractVerb.CREATE, ContractVerb.EDIT, ContractVerb.SIGN, ReceiptVerb.CREATE, InvoiceVerb.REQUEST,
}  # fmt: skip
_MONEY = {
    ReceiptVerb.CONFIRM, ReceiptVerb.EXPORT, InvoiceVerb.ISSUE, ContractVerb.ASSIGN,
    ContractVerb.DELETE, ContractVerb.EXPORT,
}  # fmt: skip

DEFAULTS = {
    "manager": _DAILY | _MONEY | {ContractVerb.CONFIGURE},
    "sales": _DAILY,
    "service": _READ,
    "analyst": _READ | {ContractVerb.EXPORT, ReceiptVerb.EXPORT},
    "auditor": _READ,
}

_SCOPES = {
    "manager": {"view": "department", "edit": "department"},
    "sales": {"view": "own", "edit": "own"},
    "service": {"view": "all", "edit": "none"},
    "analyst": {"view": "all", "edit": "none"},
    "auditor": {"view": "all", "edit": "none"},
}
SCOPES = {role: {"contract": scope, "receipt": scope} for role, scope in _SCOPES.items()}
FIELD_RULES: dict[str, dict[tuple[str, str], str]] = {}
