"""What is entered about leads. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.forms import form_fields
from kehu.foundation.ui.widgets import DateInput, GrowingText
from kehu.sales.forms import PEOPLE, Visible
from kehu.sales.models import Lead, Touch

_NONE = [("", "—")]


class LeadForm(forms.Form):
    """Who it is and what is known of the four answers; `version` is that of the lead as the user saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    source = forms.CharField(label=_("Source"), max_length=80, required=False)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=PEOPLE, required=False)
    need = forms.CharField(label=_("Need"), max_length=500, required=False)
    trigger = forms.CharField(label=_("What triggers it"), max_length=300, required=False)
    budget = forms.DecimalField(label=_("Budget"), max_digits=16, decimal_places=2, min_value=0, required=False)
    authority = forms.ChoiceField(label=_("Authority"), choices=[*_NONE, *Lead.Authority.choices], required=False)
    needed_by = forms.DateField(label=_("Needed by"), required=False, widget=DateInput)
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    next_step_on = forms.DateField(label=_("Next step on"), required=False, widget=DateInput)
    notes = forms.CharField(label=_("Notes"), required=False, widget=GrowingText)

    def __init__(self, user: User, data: Any = None, *, lead: Lead | None = None, initial: Any = None):
        super().__init__(data, initial={"owner": user.pk, **(_initial(lead) if lead else {}), **(initial or {})})
        if not user.may("lead.assign"):
            del self.fields["owner"]
        for key in [one for one in self.fields if one != "version"]:
            if access(user, "lead", key) != FieldAccess.EDIT:
                del self.fields[key]
        self.fields.update(form_fields("lead", user, lead.custom if lead else None))


class NeedForm(forms.Form):
    """What a lead needs to say before it counts as qualified."""

    need = forms.CharField(label=_("Need"), max_length=500)


class DiscardForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Lead.DiscardReason.choices)


class ConversionForm(forms.Form):
    """What is made of a lead, filled in from it."""

    customer = Visible(
        Customer,
        "customer",
        label=_("Existing customer"),
        required=False,
        help_text=_("Empty: a new customer is made."),
    )
    customer_name = forms.CharField(label=_("Name of the new customer"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=200, required=False)
    make_opportunity = forms.BooleanField(label=_("Open an opportunity"), required=False, initial=True)
    opportunity_name = forms.CharField(label=_("Name of the opportunity"), max_length=200, required=False)
    amount = forms.DecimalField(label=_("Amount"), max_digits=16, decimal_places=2, min_value=0, required=False)
    expected_close = forms.DateField(label=_("Expected to close"), required=False, widget=DateInput)

    def __init__(self, user: User, lead: Lead, data: Any = None, *, customer: Customer | None = None):
        firm = bool(lead.company)
        initial = {
            "customer": customer.pk if customer else None, "customer_name": lead.company or lead.name,
            "contact_name": lead.name if firm and lead.name != lead.company else "",
            "opportunity_name": lead.title_of_sale, "amount": lead.budget, "expected_close": lead.needed_by,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["customer"].narrow(Customer.objects.visible_to(user))  # type: ignore[attr-defined]
        if not firm:
            del self.fields["contact_name"]


class TouchForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Touch.Kind.choices, initial=Touch.Kind.CALL)
    direction = forms.ChoiceField(label=_("Who got in touch"), choices=Touch.Direction.choices, required=False)
    body = forms.CharField(label=_("What was said"), widget=GrowingText)

    def clean_direction(self) -> str:
        return self.cleaned_data["direction"] or Touch.Direction.OUT


def _initial(lead: Lead) -> dict[str, Any]:
    names = (
        "name", "company", "phone", "email", "job_title", "city", "source", "need", "trigger", "budget", "authority",
        "needed_by", "next_step", "next_step_on", "notes", "version",
    )  # fmt: skip
    return {name: getattr(lead, name) for name in names} | {"owner": lead.owner_id}
