"""What is entered about contracts and money. Forms parse; the actions decide what is right."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kehu.contracts.models import Contract, Instalment, Invoice, Milestone, Receipt
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.company.forms import currencies
from kehu.foundation.company.models import Company
from kehu.foundation.fields.forms import form_fields
from kehu.foundation.ui.widgets import DateInput, GrowingText, SearchingChoice
from kehu.sales.models import Opportunity

PEOPLE = User.objects.filter(is_active=True, is_system=False)
USUAL = {"renewal_months": 12, "notice_days": 30, "alert_days": 60}
_MONEY: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "min_value": 0}


class Visible(forms.ModelChoiceField):
    """A choice among the rows of a model that the user sees, found by typing."""

    def __init__(self, model: Any, object_key: str, **more: Any):
        widget = SearchingChoice(options_url=format_lazy("{}?make=1", reverse_lazy("lists:options", args=[object_key])))
        super().__init__(queryset=model.objects.none(), widget=widget, **more)
        self.model = model

    def narrow(self, user: User) -> None:
        self.queryset = rows = self.model.objects.visible_to(user)
        self.widget.labels = lambda ids: [(str(one.pk), str(one)) for one in rows.filter(pk__in=ids)]


class ContractForm(forms.Form):
    """First what is needed, then the rest; `version` is that of the contract as the user saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    customer = Visible(Customer, "customer", label=_("Customer"))
    kind = forms.ChoiceField(label=_("Kind of contract"), choices=Contract.Kind.choices)
    amount = forms.DecimalField(label=_("Amount"), help_text=_("with tax"), required=False, **_MONEY)
    tax_amount = forms.DecimalField(label=_("Tax included"), required=False, **_MONEY)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=DateInput)
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DateInput)
    renews = forms.BooleanField(label=_("Renews by itself"), required=False)
    renewal_months = forms.IntegerField(
        label=_("Renewed for months"), min_value=1, max_value=120, initial=12, required=False
    )
    notice_days = forms.IntegerField(
        label=_("Notice period in days"), min_value=0, max_value=3650, initial=30, required=False
    )
    alert_days = forms.IntegerField(
        label=_("Alert days before the end"), min_value=0, max_value=3650, initial=60, required=False
    )
    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none(), required=False)
    opportunity = Visible(Opportunity, "opportunity", label=_("Opportunity"), required=False)
    our_party = forms.CharField(label=_("Our party"), max_length=200, required=False)
    their_party = forms.CharField(label=_("Their party"), max_length=200, required=False)
    number = forms.CharField(
        label=_("Contract number"), max_length=60, required=False, help_text=_("Left empty, it gets the next one.")
    )
    external_number = forms.CharField(label=_("Number in the ERP"), max_length=80, required=False)
    billing_address = forms.CharField(label=_("Billing address"), max_length=300, required=False)
    delivery_address = forms.CharField(label=_("Delivery address"), max_length=300, required=False)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=PEOPLE, required=False)
    description = forms.CharField(label=_("Description"), required=False, widget=GrowingText)

    def __init__(
        self, user: User, data: Any = None, *, contract: Contract | None = None, initial: dict[str, Any] | None = None
    ):
        company = Company.objects.current()
        starting = _initial(self, contract) if contract else {"currency": company.currency, "our_party": company.name}
        super().__init__(data, initial={"owner": user.pk, **starting, **(initial or {})})
        for name in ("customer", "opportunity"):
            self.fields[name].narrow(user)  # type: ignore[attr-defined]
        customer = contract.customer_id if contract else self["customer"].value()
        self.fields["contact"].queryset = Contact.objects.filter(  # type: ignore[attr-defined]
            customer=customer or None, deleted_at=None
        )
        if contract:
            del self.fields["customer"]
            self._leave_out(contract)
        if not user.may("contract.assign"):
            del self.fields["owner"]
        self.fields.update(form_fields("contract", user, contract.custom if contract else None))

    def _leave_out(self, contract: Contract) -> None:
        """What was agreed is changed by an amendment; what follows from lines not at all."""
        if not contract.is_draft:
            agreed = (
                "amount", "tax_amount", "currency", "starts_on", "ends_on", "renews", "renewal_months", "notice_days",
                "our_party", "their_party",
            )  # fmt: skip
            for name in agreed:
                del self.fields[name]
        elif contract.lines.exists():
            del self.fields["amount"], self.fields["tax_amount"]

    def clean(self) -> dict[str, Any]:
        """What was left empty has its usual value."""
        found = super().clean() or self.cleaned_data
        for name in ("amount", "tax_amount"):
            if name in self.fields:
                found[name] = found.get(name) or Decimal(0)
        for name in ("renewal_months", "notice_days", "alert_days"):
            if name in self.fields and found.get(name) is None:
                found[name] = USUAL[name]
        return found


class SignForm(forms.Form):
    """When it was signed."""

    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput, initial=timezone.localdate)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class TakingBackForm(ReasonForm):
    """Also what the receipt paid, if it did."""

    takes_back = forms.BooleanField(label=_("Take back what it paid; that is owed again"), required=False)

    def __init__(self, *args: Any, receipt: Receipt, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not receipt.allocated:
            del self.fields["takes_back"]


class NoteForm(forms.Form):
    """A reason that may be left out."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class TerminationForm(ReasonForm):
    waive_open = forms.BooleanField(label=_("Give up what is not received yet"), required=False)


class NoticeForm(forms.Form):
    notice_given_on = forms.DateField(
        label=_("Notice given on"), widget=DateInput, initial=timezone.localdate,
        help_text=_("The contract then ends on its last day instead of going on."),
    )  # fmt: skip


class AmendmentForm(forms.Form):
    """What is to be agreed anew; the fields hold what is agreed now."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why it is changed"), required=False, widget=GrowingText)
    effective_on = forms.DateField(label=_("In force from"), required=False, widget=DateInput)
    amount = forms.DecimalField(label=_("Amount"), help_text=_("with tax"), **_MONEY)
    tax_amount = forms.DecimalField(label=_("Tax included"), **_MONEY)
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=DateInput)
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DateInput)
    renews = forms.BooleanField(label=_("Renews by itself"), required=False)
    renewal_months = forms.IntegerField(label=_("Renewed for months"), min_value=1, max_value=120)
    notice_days = forms.IntegerField(label=_("Notice period in days"), min_value=0, max_value=3650)
    our_party = forms.CharField(label=_("Our party"), max_length=200, required=False)
    their_party = forms.CharField(label=_("Their party"), max_length=200, required=False)

    def __init__(self, contract: Contract, data: Any = None):
        names = [name for name in self.base_fields if name not in ("title", "reason", "effective_on")]
        super().__init__(data, initial={name: getattr(contract, name) for name in names})
        if contract.lines.exists():
            del self.fields["amount"], self.fields["tax_amount"]

    @property
    def changes(self) -> dict[str, Any]:
        """The terms that differ from what is agreed now."""
        return {key: self.cleaned_data[key] for key in self.changed_data if key in self.terms}

    @property
    def terms(self) -> list[str]:
        return [name for name in self.fields if name not in ("title", "reason", "effective_on")]


class MilestoneForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DateInput)
    responsible = forms.ModelChoiceField(label=_("Responsible"), queryset=PEOPLE, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=GrowingText)

    def __init__(self, data: Any = None, *, milestone: Milestone | None = None):
        names = ("name", "due_on", "note")
        found = {name: getattr(milestone, name) for name in names} if milestone else {}
        super().__init__(data, initial={**found, "responsible": milestone.responsible_id if milestone else None})


class ReceiptForm(forms.Form):
    """Who paid how much when; what it is meant for, if that is known."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    amount = forms.DecimalField(label=_("Amount"), **{**_MONEY, "min_value": Decimal("0.01")})
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    received_on = forms.DateField(label=_("Received on"), widget=DateInput)
    customer = Visible(Customer, "customer", label=_("Customer"), required=False)
    intended = Visible(Instalment, "instalment", label=_("Meant for"), required=False)
    payer = forms.CharField(label=_("Payer"), max_length=200, required=False)
    payer_account = forms.CharField(label=_("Account of the payer"), max_length=80, required=False)
    method = forms.ChoiceField(label=_("Way of payment"), choices=Receipt.Method.choices)
    reference = forms.CharField(
        label=_("Bank reference"), max_length=120, required=False, help_text=_("Each is recorded once.")
    )
    purpose = forms.CharField(label=_("Words of the payer"), max_length=300, required=False)

    def __init__(
        self, user: User, data: Any = None, *, receipt: Receipt | None = None, initial: dict[str, Any] | None = None
    ):
        starting = {"currency": Company.objects.current().currency, "received_on": timezone.localdate()}
        super().__init__(data, initial={**starting, **(_initial(self, receipt) if receipt else {}), **(initial or {})})
        for name in ("customer", "intended"):
            self.fields[name].narrow(user)  # type: ignore[attr-defined]
        if receipt and receipt.is_confirmed:
            for name in ("amount", "currency", "received_on", "reference"):
                del self.fields[name]


class RefundForm(forms.Form):
    amount = forms.DecimalField(label=_("Amount"), **{**_MONEY, "min_value": Decimal("0.01")})
    refunded_on = forms.DateField(label=_("Refunded on"), widget=DateInput, initial=timezone.localdate)
    reference = forms.CharField(label=_("Bank reference"), max_length=120, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    takes_back = forms.BooleanField(
        label=_("Take it back from what the receipt paid, what fell due last first; that is owed again"), required=False
    )

    def __init__(self, *args: Any, receipt: Receipt, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not receipt.allocated:
            del self.fields["takes_back"]


class InvoiceForm(forms.Form):
    """The buyer as it will stand on the invoice; what it is over is chosen beside it."""

    kind = forms.ChoiceField(
        label=_("Kind of invoice"), choices=Invoice.Kind.choices, initial=Invoice.Kind.ELECTRONIC_SPECIAL
    )
    title = forms.CharField(label=_("Buyer"), max_length=200)
    tax_number = forms.CharField(label=_("Tax number of the buyer"), max_length=40, required=False)
    tax_rate = forms.DecimalField(
        label=_("Tax in percent"), max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False
    )
    subject = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    address = forms.CharField(label=_("Address and phone"), max_length=300, required=False)
    bank = forms.CharField(label=_("Bank and account"), max_length=300, required=False)
    email = forms.EmailField(label=_("Sent to"), required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=GrowingText)


class InvoiceDetailsForm(InvoiceForm):
    """Of one that was asked for already."""

    def __init__(self, data: Any = None, *, invoice: Invoice):
        names = ("title", "tax_number", "address", "bank", "email", "note")
        super().__init__(data, initial={name: getattr(invoice, name) for name in names})
        for name in ("kind", "tax_rate", "subject"):
            del self.fields[name]


class IssueForm(forms.Form):
    number = forms.CharField(label=_("Invoice number"), max_length=40)
    code = forms.CharField(
        label=_("Invoice code"), max_length=20, required=False, help_text=_("Only invoices on paper have one.")
    )
    issued_on = forms.DateField(label=_("Issued on"), widget=DateInput, initial=timezone.localdate)


class SendForm(forms.Form):
    on = forms.DateField(label=_("Sent on"), widget=DateInput, initial=timezone.localdate)
    email = forms.EmailField(label=_("Sent to"), required=False)


class PatternForm(forms.Form):
    """How a plan is proposed."""

    pattern = forms.ChoiceField(
        label=_("Pattern"),
        choices=[
            ("parts", _("in parts")), ("once", _("all at once")), ("monthly", _("monthly")),
            ("quarterly", _("quarterly")), ("half_yearly", _("every half year")), ("yearly", _("yearly")),
        ],
    )  # fmt: skip
    parts = forms.CharField(
        label=_("Parts in percent"), initial="30/60/10", required=False, help_text=_("Such as 30/60/10.")
    )
    first_on = forms.DateField(label=_("First due day"), widget=DateInput, initial=timezone.localdate)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=240, required=False)

    def clean_parts(self) -> list[Decimal]:
        texts = self.cleaned_data["parts"].replace("，", "/").replace(",", "/").replace("／", "/").split("/")
        try:
            return [Decimal(text.strip().rstrip("%")) for text in texts if text.strip()]
        except ArithmeticError:
            raise forms.ValidationError(_("Write percentages parted by slashes, such as 30/60/10.")) from None


def _initial(form: forms.Form, row: Any) -> dict[str, Any]:
    """What the record holds, for the fields that the form has."""
    found = {name: getattr(row, name) for name in type(form).base_fields if hasattr(row, name)}
    return {name: getattr(value, "pk", value) for name, value in found.items()} | {"version": row.version}
