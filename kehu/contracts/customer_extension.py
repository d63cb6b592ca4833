"""What contracts add to a customer: what is in force, what is owed, and how much of it is late."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.contracts.models import Contract, ContractVersion, DunningStep, Invoice, Milestone, Receipt
from kehu.customers.extensions import CustomerExtension, Panel
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.search.index import reindex


class Extension(CustomerExtension):
    key = "contracts"

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [("contracts", gettext_lazy("Contracts"), "right")]

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        """Loaded by itself, so that the page does not wait for sums of money."""
        if not user.may("contract.view"):
            return []
        context = {"customer": customer}
        return [
            Panel(
                key="contracts", title=_("Contracts"), template="contracts/panel_place.html", context=context,
                position=22,
            )
        ]  # fmt: skip

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        Contract.objects.filter(customer=loser).update(customer=survivor)
        Receipt.objects.filter(customer=loser).update(customer=survivor)

    def erase(self, *, customer: Customer, by: User) -> None:
        """What was agreed and paid stays for the books; what it says of the person goes."""
        gone = _("erased")
        with writing(by=by):
            contracts = Contract.objects.filter(customer=customer)
            contract_ids = list(contracts.values_list("pk", flat=True))
            for version in ContractVersion.objects.filter(contract__in=contract_ids):
                version.terms |= {"their_party": gone} if "their_party" in version.terms else {}
                version.title, version.reason = "", ""
                version.save()
            Milestone.objects.filter(contract__in=contract_ids).update(note="")
            DunningStep.objects.filter(instalment__contract__in=contract_ids).update(text="")
            invoices = Invoice.objects.filter(contract__in=contract_ids)
            invoice_ids = list(invoices.values_list("pk", flat=True))
            invoices.update(title=gone, tax_number="", address="", bank="", email="", note="")
            contracts.update(
                name=gone, sort_name="", their_party=gone, contact=None, billing_address="", delivery_address="",
                description="", custom={},
            )  # fmt: skip
            receipts = Receipt.objects.filter(customer=customer)
            receipt_ids = list(receipts.values_list("pk", flat=True))
            receipts.update(payer=gone, payer_account="", purpose="")
        reindex("contract", contract_ids)
        reindex("invoice", invoice_ids)
        reindex("receipt", receipt_ids)

    def retained(self, customer: Customer) -> list[tuple[str, str]]:
        """Amounts, days and numbers of what was signed and paid."""
        found = []
        if Contract.objects.filter(customer=customer).exclude(state=Contract.State.DRAFT).exists():
            found.append((_("signed contracts, receipts and invoices"), _("duty to keep books and records")))
        return found

    def busy(self) -> Q | None:
        return Q(contracts__state__in=[Contract.State.ACTIVE, Contract.State.SUSPENDED]) | Q(
            contracts__outstanding__gt=0
        )

    def forget_contact(self, *, contact: Contact, by: User) -> None:
        with writing(by=by):
            Contract.objects.filter(contact=contact).update(contact=None)

    def export(self, customer: Customer) -> dict[str, Any]:
        contracts = Contract.objects.filter(customer=customer).order_by("created_at")
        plan = contracts.values(
            "number", "instalments__name", "instalments__due_on", "instalments__amount", "instalments__received"
        )
        return {
            "contracts": _said(contracts.values(
                "number", "name", "state", "their_party", "signed_on", "starts_on", "ends_on", "amount", "currency",
                "billing_address", "delivery_address", "description",
            )),
            "payment plans": _said(plan),
            "receipts": _said(Receipt.objects.filter(customer=customer).order_by("received_on").values(
                "number", "received_on", "payer", "payer_account", "amount", "currency", "reference", "purpose",
            )),
            "invoices": _said(Invoice.objects.filter(contract__customer=customer).order_by("requested_on").values(
                "name", "number", "title", "tax_number", "address", "bank", "email", "amount", "currency", "issued_on",
            )),
        }  # fmt: skip


def _said(rows: Any) -> list[dict[str, str]]:
    return [{key: str(value) for key, value in row.items() if value} for row in rows]


extension = Extension()
