"""What is entered about opportunities. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kehu.catalog.models import Product
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.company.forms import currencies
from kehu.foundation.company.models import Company
from kehu.foundation.fields.forms import form_fields
from kehu.foundation.files.models import Attachment
from kehu.foundation.ui.forms import field_of
from kehu.foundation.ui.widgets import DateInput, GrowingText, SearchingChoice
from kehu.sales.actions import gates
from kehu.sales.models import CloseReason, Competitor, Opportunity, Stage
from kehu.sales.queries.opportunities import stages_to_begin_in

KNOWN = "known:"
PEOPLE = User.objects.filter(is_active=True, is_system=False)


class Visible(forms.ModelChoiceField):
    """A choice among the rows of a model that the user sees, found by typing."""

    def __init__(self, model: Any, object_key: str, **more: Any):
        widget = SearchingChoice(options_url=format_lazy("{}?make=1", reverse_lazy("lists:options", args=[object_key])))
        super().__init__(queryset=model.objects.none(), widget=widget, **more)
        self.model = model

    def narrow(self, rows: Any) -> None:
        self.queryset = rows
        self.widget.labels = lambda ids: [(str(one.pk), str(one)) for one in rows.filter(pk__in=ids)]


class OpportunityForm(forms.Form):
    """First what is needed, then the rest; `version` is that of the opportunity as the user saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    customer = Visible(Customer, "customer", label=_("Customer"))
    amount = forms.DecimalField(label=_("Amount"), max_digits=16, decimal_places=2, min_value=0, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    product = Visible(
        Product, "product", label=_("Product"), required=False,
        help_text=_("It becomes a line; left as it is, the stage follows the pipeline in which it is sold."),
    )  # fmt: skip
    expected_close = forms.DateField(label=_("Expected to close"), required=False, widget=DateInput)
    stage = forms.ModelChoiceField(label=_("Stage"), queryset=Stage.objects.none(), empty_label=None)
    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none(), required=False)
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    next_step_on = forms.DateField(label=_("Next step on"), required=False, widget=DateInput)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=PEOPLE, required=False)
    probability = forms.IntegerField(label=_("Probability (percent)"), min_value=0, max_value=100, required=False)
    category = forms.ChoiceField(
        label=_("Forecast category"),
        choices=[("", _("as its stage says")), *Opportunity.Category.choices],
        required=False,
    )
    source = forms.CharField(label=_("Source"), max_length=80, required=False)
    description = forms.CharField(label=_("Description"), required=False, widget=GrowingText)

    def __init__(
        self,
        user: User,
        data: Any = None,
        *,
        opportunity: Opportunity | None = None,
        initial: dict[str, Any] | None = None,
    ):
        starting = _initial(opportunity) if opportunity else {"currency": Company.objects.current().currency}
        super().__init__(data, initial={"owner": user.pk, **starting, **(initial or {})})
        field_of(self, "customer", Visible).narrow(Customer.objects.visible_to(user))
        customer = self["customer"].value() or (opportunity.customer_id if opportunity else None)
        contacts = Contact.objects.filter(customer=customer or None, deleted_at=None)
        field_of(self, "contact", forms.ModelChoiceField).queryset = contacts
        field_of(self, "product", Visible).narrow(Product.objects.visible_to(user))
        if opportunity:
            del self.fields["stage"], self.fields["product"]
        else:
            self._stages(user)
            del self.fields["probability"]
        if not user.may("opportunity.assign"):
            del self.fields["owner"]
        self.own = list(form_fields("opportunity", user, opportunity.custom if opportunity else None).items())
        self.fields.update(self.own)

    def _stages(self, user: User) -> None:
        choice: Any = self.fields["stage"]
        choice.queryset = stages_to_begin_in(user)
        rows = list(choice.queryset)
        choice.initial = rows[0] if rows else None
        if len({one.pipeline_id for one in rows}) > 1:
            choice.label_from_instance = lambda one: f"{one.pipeline.label}: {one.label}"


class GateForm(forms.Form):
    """What a stage asks for and is not there yet: the form of the opportunity, cut down to that, with the documents and
    the people that it wants. `gate` tells an answer from the click or the drop that asked for it.
    """

    gate = forms.CharField(widget=forms.HiddenInput, initial="1")

    def __init__(self, user: User, opportunity: Opportunity, missing: list[str], data: Any = None, **more: Any):
        super().__init__(data, **more)
        whole = OpportunityForm(user, opportunity=opportunity)
        self.documents = [key for key in missing if key == gates.DOCUMENT or key.startswith(gates.OF_KIND)]
        for key in missing:
            if key in whole.fields:
                self.fields[key] = whole.fields[key]
                self.fields[key].required = True
        if gates.COMMITTEE in missing:
            contacts = Contact.objects.filter(customer=opportunity.customer_id, deleted_at=None)
            self.fields[gates.COMMITTEE] = forms.ModelChoiceField(
                label=_("Who is in the buying committee"), queryset=contacts.order_by("-is_primary", "sort_name", "pk")
            )
        if gates.PRODUCTS in missing:
            self.fields[gates.PRODUCTS] = Visible(Product, "product", label=_("Product"))
            field_of(self, gates.PRODUCTS, Visible).narrow(Product.objects.visible_to(user))
        for key in self.documents:
            self._document(key, opportunity)

    def _document(self, key: str, opportunity: Opportunity) -> None:
        """A file to be uploaded, or one of those that hang on the opportunity."""
        label = _("A document") if key == gates.DOCUMENT else gates.label_of(key)
        self.fields[key] = forms.FileField(label=label, required=False)
        there = Attachment.objects.filter(object_key=gates.KEY, record_id=opportunity.pk)
        if key != gates.DOCUMENT and there.exists():
            self.fields[f"{KNOWN}{key}"] = forms.ModelChoiceField(
                label=_("… or one of its files"), queryset=there, required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for key in self.documents:
            given[key] = given.get(key) or given.pop(f"{KNOWN}{key}", None)
            if not given[key]:
                self.add_error(key, _now("This document is needed."))
        return {key: value for key, value in given.items() if not key.startswith(KNOWN)}


class CloseForm(forms.Form):
    """Lost needs a reason."""

    reason = forms.ModelChoiceField(label=_("Reason"), queryset=CloseReason.objects.none(), required=False)
    competitor = forms.ModelChoiceField(
        label=_("Competitor"), queryset=Competitor.objects.filter(is_active=True), required=False
    )
    note = forms.CharField(label=_("Note"), required=False, widget=GrowingText)

    def __init__(self, outcome: str, data: Any = None, **more: Any):
        super().__init__(data, **more)
        reasons = CloseReason.objects.filter(outcome=outcome, is_active=True)
        field_of(self, "reason", forms.ModelChoiceField).queryset = reasons
        self.fields["reason"].required = outcome == Opportunity.State.LOST


def _initial(opportunity: Opportunity) -> dict[str, Any]:
    names = (
        "name", "amount", "currency", "expected_close", "next_step", "next_step_on", "probability", "category",
        "source", "description", "version",
    )  # fmt: skip
    references = {
        "customer": opportunity.customer_id, "contact": opportunity.contact_id, "owner": opportunity.owner_id,
    }  # fmt: skip
    return {name: getattr(opportunity, name) for name in names} | references
