"""Rows of a bank's statement become receipts: each once, however often the same statement is brought in."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kehu.contracts.actions import receipts
from kehu.contracts.models import Contract, Receipt
from kehu.customers.importing.finding import CustomerUnknown, Finder
from kehu.customers.models import Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import CREATED, FAILED, SKIPPED, Context, Entry, Outcome, Writer

LONGEST = {"payer": 200, "payer_account": 80, "reference": 120, "purpose": 300}


class NoAmount(Refusal):
    """The row does not say how much came."""


class ReceiptWriter(Writer):
    """The payer is looked for among customers and the parties of contracts; who is not found stays as he is written,
    and a person says whose money it is. A row without a reference is known by its day, amount, payer and words, and
    by how many such rows the file had before it.
    """

    def __init__(self, context: Context):
        self.context = context
        self.system = context.source or "bank"
        self.region = Company.objects.current().phone_region or "CN"
        self.alike: Counter[str] = Counter()

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        names = {str(one.values[key]) for one in entries for key in ("customer", "payer") if one.values.get(key)}
        finder = Finder(names, by=self.context.by, system=self.system, region=self.region)
        parties = self._parties({str(one.values["payer"]) for one in entries if one.values.get("payer")})
        with writing(by=self.context.by, change_set=self.context.change_set):
            return [self._outcome(entry, finder, parties) for entry in entries]

    def _outcome(self, entry: Entry, finder: Finder, parties: dict[str, Any]) -> Outcome:
        values = entry.values
        if values.get("outgoing") and not values.get("amount"):
            return Outcome(SKIPPED, reasons=[("outgoing", _("Money that went out is no receipt."))])
        try:
            given = self._given(values)
            given["customer"] = self._customer(values, finder, parties)
            former = Receipt.objects.filter(reference=given["reference"]).exclude(state="cancelled").first()
            made = receipts.record(by=self.context.by, **given)
        except Refusal as refusal:
            return Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
        return Outcome(SKIPPED if former else CREATED, made.pk)

    def _given(self, values: dict[str, Any]) -> dict[str, Any]:
        amount = values.get("amount")
        if amount is None:
            raise NoAmount(_("This may not be empty."), field="amount")
        if "received_on" not in values:
            raise NoAmount(_("This may not be empty."), field="received_on")
        if Decimal(amount) < 0:
            raise NoAmount(_("Money that went out is no receipt."), field="amount")
        texts = {key: str(values.get(key, "")).strip()[:longest] for key, longest in LONGEST.items()}
        texts["reference"] = texts["reference"] or self._fingerprint(values, texts)
        currency = str(values.get("currency") or "").strip().upper()
        return {
            "amount": Decimal(amount), "received_on": values["received_on"], **texts,
            "currency": {"人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR"}.get(currency, currency),
        }  # fmt: skip

    def _fingerprint(self, values: dict[str, Any], texts: dict[str, str]) -> str:
        told = "\n".join(
            [str(values["received_on"]), str(Decimal(values["amount"]).normalize()), texts["payer"], texts["purpose"]]
        )
        self.alike[told] += 1
        return "row-" + hashlib.sha256(f"{told}\n{self.alike[told]}".encode()).hexdigest()[:40]

    def _customer(self, values: dict[str, Any], finder: Finder, parties: dict[str, Any]) -> Customer | None:
        """Whom the file names must be there; a payer may be anybody."""
        if values.get("customer"):
            named = finder.find(str(values["customer"]))
            found: Customer | None = Customer.objects.filter(pk=named.id).first()
            return found
        payer = str(values.get("payer") or "").strip()
        if not payer:
            return None
        try:
            return Customer.objects.filter(pk=finder.find(payer, field="payer").id).first()
        except CustomerUnknown:
            return parties.get(payer)

    def _parties(self, payers: set[str]) -> dict[str, Any]:
        """Customers by the name under which one contract calls them; a name of several is nobody's."""
        rows = Contract.objects.visible_to(self.context.by).filter(their_party__in=payers).select_related("customer")
        found: dict[str, set[Any]] = {}
        for one in rows:
            found.setdefault(one.their_party, set()).add(one.customer)
        return {name: next(iter(several)) for name, several in found.items() if len(several) == 1}
