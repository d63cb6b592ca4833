"""What of contracts can be brought in from files: receipts, from the statement of a bank."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.contracts.import_headings import RECEIPT_HEADINGS
from kehu.contracts.importing.receipts import ReceiptWriter
from kehu.contracts.permissions import ReceiptVerb
from kehu.foundation.access.models import User
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.targets import Context, ImportTarget, TargetField, Writer, register


class Receipts(ImportTarget):
    key = "receipts"
    object_key = "receipt"
    label = gettext_lazy("Receipts from a bank statement")
    verb = ReceiptVerb.CONFIRM
    icon = "cash"
    position = 90

    def fields(self, user: User) -> list[TargetField]:
        named = {key: tuple(names) for key, names in RECEIPT_HEADINGS.items()}
        return [
            TargetField("received_on", _("Received on"), Kind.DATE, named["received_on"]),
            TargetField("amount", _("Amount"), Kind.MONEY, named["amount"]),
            TargetField("outgoing", _("Money that went out"), Kind.MONEY, named["outgoing"]),
            TargetField("currency", _("Currency"), Kind.TEXT, named["currency"]),
            TargetField("payer", _("Payer"), Kind.TEXT, named["payer"]),
            TargetField("payer_account", _("Account of the payer"), Kind.TEXT, named["payer_account"]),
            TargetField("reference", _("Bank reference"), Kind.TEXT, named["reference"]),
            TargetField("purpose", _("Words of the payer"), Kind.TEXT, named["purpose"]),
            TargetField("customer", _("Customer"), Kind.TEXT, named["customer"]),
        ]

    def begin(self, context: Context) -> Writer:
        return ReceiptWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        needed = {"received_on", "amount"} <= fields
        return "" if needed else _("One column must say when the money came, another how much.")


register(Receipts())
