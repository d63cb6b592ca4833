"""Contracts, milestones, instalments, receipts and invoices as lists, search, export and the API know them."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.contracts.models import Contract, Instalment, Invoice, Receipt
from kehu.foundation.company.forms import currencies
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register

_FIXED: dict[str, Any] = {"writable": False, "importable": False}


def _refresh_contracts(ids: list[UUID]) -> None:
    from kehu.contracts.derived import refresh_contracts

    refresh_contracts(ids)


def _refresh_instalments(ids: list[UUID]) -> None:
    from kehu.contracts.derived import refresh_instalments

    refresh_instalments(ids)


def _refresh_receipts(ids: list[UUID]) -> None:
    from kehu.contracts.derived import refresh_receipts

    refresh_receipts(ids)


def _refresh_invoices(ids: list[UUID]) -> None:
    from kehu.contracts.derived import refresh_invoices

    refresh_invoices(ids)


CONTRACT = register(
    ObjectType(
        key="contract", model="contracts.Contract", label=_("Contract"), label_plural=_("Contracts"),
        icon="file-certificate", view="contract.view", create="contract.create", edit="contract.edit",
        delete="contract.delete", export="contract.export", page="contracts:contract",
        list_page="contracts:contracts", custom_fields=True, refresh=_refresh_contracts,
        fields=(
            Field("number", _("Contract number"), listed=True),
            Field("name", _("Name"), required=True, sortable=True, sorted_by="sort_name", listed=True),
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", required=True, listed=True),
            Field("kind", _("Kind of contract"), Kind.CHOICE, choices=lambda: Contract.Kind.choices),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: Contract.State.choices, listed=True, writable=False
            ),
            Field("contact", _("Contact"), Kind.REFERENCE, reference="contact"),
            Field("opportunity", _("Opportunity"), Kind.REFERENCE, reference="opportunity"),
            Field("our_party", _("Our party")),
            Field("their_party", _("Their party")),
            Field("signed_on", _("Signed on"), Kind.DATE),
            Field("starts_on", _("Starts on"), Kind.DATE),
            Field("ends_on", _("Ends on"), Kind.DATE, sortable=True, listed=True),
            Field("renews", _("Renews by itself"), Kind.BOOLEAN),
            Field("renewal_months", _("Renewed for months"), Kind.NUMBER),
            Field("notice_days", _("Notice period in days"), Kind.NUMBER),
            Field("notice_given_on", _("Notice given on"), Kind.DATE),
            Field("alert_days", _("Alert days before the end"), Kind.NUMBER),
            Field("amount", _("Amount"), Kind.MONEY, sortable=True, listed=True),
            Field("tax_amount", _("Tax included"), Kind.MONEY),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies),
            Field("amount_home", _("Amount in the company's currency"), Kind.NUMBER, at_home=True, **_FIXED),
            Field("received", _("Received so far"), Kind.MONEY, **_FIXED),
            Field("outstanding", _("Outstanding"), Kind.MONEY, listed=True, **_FIXED),
            Field("invoiced", _("Invoiced"), Kind.MONEY, **_FIXED),
            Field("billing_address", _("Billing address")),
            Field("delivery_address", _("Delivery address")),
            Field("external_number", _("Number in the ERP")),
            Field("owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True),
            Field("state_since", _("In this state since"), Kind.MOMENT, **_FIXED),
            Field("state_reason", _("Reason"), **_FIXED),
            Field("description", _("Description"), Kind.LONG_TEXT, filterable=False),
            Field("created_at", _("Created"), Kind.MOMENT, writable=False),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, **_FIXED),
        ),
    )
)  # fmt: skip

MILESTONE = register(
    ObjectType(
        key="milestone", model="contracts.Milestone", label=_("Milestone"), label_plural=_("Milestones"),
        icon="flag", view="contract.view", edit="contract.edit", export="contract.export",
        page="contracts:milestone", list_page="contracts:milestones",
        fields=(
            Field("name", _("Name"), required=True, listed=True),
            Field("contract", _("Contract"), Kind.REFERENCE, reference="contract", listed=True, **_FIXED),
            Field(
                "customer", _("Customer"), Kind.REFERENCE, source="contract__customer", reference="customer",
                listed=True, **_FIXED,
            ),
            Field("due_on", _("Due on"), Kind.DATE, sortable=True, listed=True),
            Field("done_on", _("Done on"), Kind.DATE, listed=True, **_FIXED),
            Field("responsible", _("Responsible"), Kind.REFERENCE, reference="user", listed=True),
            Field("owner", _("Owner"), Kind.REFERENCE, source="contract__owner", reference="user", **_FIXED),
            Field("note", _("Note"), Kind.LONG_TEXT, filterable=False),
        ),
    )
)  # fmt: skip

INSTALMENT = register(
    ObjectType(
        key="instalment", model="contracts.Instalment", label=_("Instalment"), label_plural=_("Payment plan"),
        icon="calendar-dollar", view="contract.view", edit="contract.edit", export="contract.export",
        page="contracts:instalment", list_page="contracts:instalments", refresh=_refresh_instalments,
        fields=(
            Field("name", _("Name"), required=True, listed=True),
            Field("contract", _("Contract"), Kind.REFERENCE, reference="contract", listed=True, **_FIXED),
            Field(
                "customer", _("Customer"), Kind.REFERENCE, source="contract__customer", reference="customer",
                listed=True, **_FIXED,
            ),
            Field("due_on", _("Due on"), Kind.DATE, sortable=True, listed=True),
            Field("amount", _("Amount"), Kind.MONEY, listed=True, **_FIXED),
            Field("received", _("Received so far"), Kind.MONEY, listed=True, **_FIXED),
            Field("outstanding", _("Outstanding"), Kind.MONEY, listed=True, **_FIXED),
            Field("waived", _("Waived"), Kind.MONEY, **_FIXED),
            Field("invoiced", _("Invoiced"), Kind.MONEY, **_FIXED),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies, **_FIXED),
            Field("outstanding_home", _("Outstanding in the company's currency"), Kind.NUMBER, **_FIXED),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: Instalment.State.choices, listed=True, **_FIXED
            ),
            Field("level", _("Dunning level"), Kind.NUMBER, sortable=True, listed=True, summed=False, **_FIXED),
            Field("settled_on", _("Received on"), Kind.DATE, **_FIXED),
            Field("milestone", _("Milestone"), Kind.REFERENCE, reference="milestone", **_FIXED),
            Field(
                "contract_state", _("State of the contract"), Kind.CHOICE, source="contract__state",
                choices=lambda: Contract.State.choices, **_FIXED,
            ),
            Field(
                "owner", _("Owner"), Kind.REFERENCE, source="contract__owner", reference="user", listed=True, **_FIXED
            ),
        ),
    )
)  # fmt: skip

RECEIPT = register(
    ObjectType(
        key="receipt", model="contracts.Receipt", label=pgettext_lazy("money", "Receipt"),
        label_plural=_("Receipts"), icon="cash", view="receipt.view", create="receipt.create", edit="receipt.create",
        export="receipt.export", page="contracts:receipt", list_page="contracts:receipts", title="number",
        refresh=_refresh_receipts,
        fields=(
            Field("number", _("Receipt number"), listed=True, **_FIXED),
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", listed=True),
            Field("payer", _("Payer"), listed=True),
            Field("payer_account", _("Account of the payer")),
            Field("received_on", _("Received on"), Kind.DATE, sortable=True, listed=True),
            Field("amount", _("Amount"), Kind.MONEY, sortable=True, listed=True),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies),
            Field("amount_home", _("Amount in the company's currency"), Kind.NUMBER, at_home=True, **_FIXED),
            Field("allocated", _("Allocated"), Kind.MONEY, **_FIXED),
            Field("refunded", _("Refunded"), Kind.MONEY, **_FIXED),
            Field("credit", _("Not allocated"), Kind.MONEY, listed=True, **_FIXED),
            Field("method", _("Way of payment"), Kind.CHOICE, choices=lambda: Receipt.Method.choices),
            Field("reference", _("Bank reference")),
            Field("purpose", _("Words of the payer"), listed=True),
            Field("intended", _("Meant for"), Kind.REFERENCE, reference="instalment"),
            Field("state", _("State"), Kind.CHOICE, choices=lambda: Receipt.State.choices, listed=True, **_FIXED),
            Field("owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True),
            Field("confirmed_at", _("Confirmed"), Kind.MOMENT, **_FIXED),
            Field("created_at", _("Created"), Kind.MOMENT, **_FIXED),
        ),
    )
)  # fmt: skip

INVOICE = register(
    ObjectType(
        key="invoice", model="contracts.Invoice", label=_("Invoice"), label_plural=_("Invoices"),
        icon="file-invoice", view="invoice.view", create="invoice.request", edit="invoice.request",
        export="contract.export", page="contracts:invoice", list_page="contracts:invoices", refresh=_refresh_invoices,
        fields=(
            Field("name", _("Invoice"), listed=True, **_FIXED),
            Field("number", _("Invoice number"), listed=True, **_FIXED),
            Field("code", _("Invoice code"), **_FIXED),
            Field("contract", _("Contract"), Kind.REFERENCE, reference="contract", listed=True, **_FIXED),
            Field(
                "customer", _("Customer"), Kind.REFERENCE, source="contract__customer", reference="customer",
                listed=True, **_FIXED,
            ),
            Field("kind", _("Kind of invoice"), Kind.CHOICE, choices=lambda: Invoice.Kind.choices, **_FIXED),
            Field("state", _("State"), Kind.CHOICE, choices=lambda: Invoice.State.choices, listed=True, **_FIXED),
            Field("title", _("Buyer"), listed=True),
            Field("tax_number", _("Tax number of the buyer")),
            Field("address", _("Address and phone")),
            Field("bank", _("Bank and account")),
            Field("email", _("Sent to"), Kind.EMAIL),
            Field("amount", _("Amount"), Kind.MONEY, listed=True, **_FIXED),
            Field("net", _("Net"), Kind.MONEY, **_FIXED),
            Field("tax", _("Tax"), Kind.MONEY, **_FIXED),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies, **_FIXED),
            Field("requested_on", _("Requested on"), Kind.DATE, sortable=True, listed=True, **_FIXED),
            Field("issued_on", _("Issued on"), Kind.DATE, **_FIXED),
            Field("sent_on", _("Sent on"), Kind.DATE, **_FIXED),
            Field("reverses", _("Reverses"), Kind.REFERENCE, reference="invoice", **_FIXED),
            Field("owner", _("Owner"), Kind.REFERENCE, source="contract__owner", reference="user", **_FIXED),
            Field("note", _("Note"), Kind.LONG_TEXT, filterable=False),
        ),
    )
)  # fmt: skip
