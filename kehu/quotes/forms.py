"""What is entered about quotes. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import Role, User
from kehu.foundation.company.forms import currencies
from kehu.foundation.fields.forms import form_fields
from kehu.foundation.ui.forms import field_of
from kehu.foundation.ui.widgets import DateInput, GrowingText
from kehu.quotes.models import Answer, Quote, QuoteRules
from kehu.sales.forms import PEOPLE, Visible
from kehu.sales.models import Opportunity, Stage


class QuoteForm(forms.Form):
    """What stands around the lines; `version` is that of the quote as the user saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    customer = Visible(Customer, "customer", label=_("Customer"))
    opportunity = forms.ModelChoiceField(label=_("Opportunity"), queryset=Opportunity.objects.none(), required=False)
    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none(), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    language = forms.ChoiceField(label=_("Language of the customer"), choices=settings.LANGUAGES)
    price_date = forms.DateField(label=_("Prices of"), widget=DateInput)
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=PEOPLE, required=False)
    introduction = forms.CharField(label=_("Introduction"), required=False, widget=GrowingText)
    terms = forms.CharField(label=_("Terms"), required=False, widget=GrowingText)
    note = forms.CharField(label=_("Internal note"), required=False, widget=GrowingText)

    def __init__(self, user: User, data: Any = None, *, quote: Quote | None = None, initial: dict[str, Any]):
        super().__init__(data, initial={"owner": user.pk, **initial})
        field_of(self, "customer", Visible).narrow(Customer.objects.visible_to(user))
        customer = quote.customer_id if quote else self["customer"].value()
        contacts = Contact.objects.filter(customer=customer or None, deleted_at=None)
        field_of(self, "contact", forms.ModelChoiceField).queryset = contacts
        opportunities = Opportunity.objects.visible_to(user).filter(customer=customer or None)
        field_of(self, "opportunity", forms.ModelChoiceField).queryset = opportunities
        if quote:
            del self.fields["customer"]
            if not quote.is_open_for_changes:
                for key in set(self.fields) - {"version", "note", "owner", "opportunity"}:
                    del self.fields[key]
        if not user.may("quote.assign"):
            del self.fields["owner"]
        self.fields.update(form_fields("quote", user, quote.custom if quote else None))


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), required=False, widget=GrowingText)


class SendForm(forms.Form):
    """Without addresses nothing is mailed: the link is passed on by hand."""

    to = forms.CharField(
        label=_("Mail to"), required=False,
        help_text=_("Several addresses are parted by commas. Without any, nothing is mailed: copy the link from the "
                    "page and pass it on yourself."),
    )  # fmt: skip
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    message = forms.CharField(
        label=_("Text"), required=False, widget=GrowingText,
        help_text=_("The link to the page of the quote and your name follow by themselves; the PDF is attached."),
    )  # fmt: skip

    def clean_to(self) -> list[str]:
        given = self.cleaned_data["to"].replace(";", ",").replace("，", ",").replace("；", ",")
        return [one.strip() for one in given.split(",") if one.strip()]


class AnswerForm(forms.Form):
    """An answer that came on paper or by word of mouth; `options` are (id, name) of the lines he may take or leave."""

    name = forms.CharField(label=_("Who said so"), max_length=120)
    chosen = forms.MultipleChoiceField(
        label=_("Options that were taken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), required=False, widget=GrowingText)

    def __init__(self, outcome: str, options: list[tuple[str, str]], data: Any = None, **more: Any):
        super().__init__(data, **more)
        accepted = outcome == Answer.Outcome.ACCEPTED
        if accepted:
            del self.fields["reason"]
        if accepted and options:
            field_of(self, "chosen", forms.MultipleChoiceField).choices = options
        else:
            del self.fields["chosen"]


class CopyForm(forms.Form):
    """For the same customer, or for another one: then his prices are asked for."""

    title = forms.CharField(label=_("Title"), max_length=200)
    customer = Visible(Customer, "customer", label=_("Customer"))

    def __init__(self, user: User, quote: Quote, data: Any = None):
        super().__init__(data, initial={"title": quote.title, "customer": quote.customer_id})
        field_of(self, "customer", Visible).narrow(Customer.objects.visible_to(user))


class RulesForm(forms.Form):
    number_prefix = forms.CharField(label=_("Numbers begin with"), max_length=10, required=False)
    valid_days = forms.IntegerField(label=_("A new quote is valid for (days)"), min_value=1, max_value=3650)
    on_acceptance = forms.ChoiceField(
        label=_("The opportunity of an accepted quote"), choices=QuoteRules.OnAcceptance.choices
    )
    stage = forms.ModelChoiceField(
        label=_("Stage it moves to"), queryset=Stage.objects.filter(outcome=Stage.Outcome.OPEN), required=False
    )
    letterhead_zh = forms.CharField(label=_("Letterhead, Chinese"), required=False, widget=GrowingText)
    letterhead_en = forms.CharField(label=_("Letterhead, English"), required=False, widget=GrowingText)
    terms_zh = forms.CharField(label=_("Terms, Chinese"), required=False, widget=GrowingText)
    terms_en = forms.CharField(label=_("Terms, English"), required=False, widget=GrowingText)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("on_acceptance") == QuoteRules.OnAcceptance.ADVANCE and not given.get("stage"):
            self.add_error("stage", _("Say which stage."))
        return given


class LimitForm(forms.Form):
    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.order_by("name"), required=False, empty_label=_("Everybody")
    )
    tier = forms.ChoiceField(
        label=_("Customers"), choices=[("", _("All customers")), *Customer.Tier.choices], required=False
    )
    percent = forms.DecimalField(
        label=_("Discount up to (percent)"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    least_margin = forms.DecimalField(
        label=_("Margin of at least (percent)"), min_value=-100, max_value=100, max_digits=5, decimal_places=2,
        required=False,
        help_text=_("A quote that leaves less needs approval, too. Left empty, no margin is asked for."),
    )  # fmt: skip
