"""What is entered about expenses, commissions and appraisals. Forms parse; the actions decide what is right."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.compensation.models import ExpenseCategory, ExpenseLine
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.company.forms import currencies
from kehu.foundation.company.models import Company
from kehu.foundation.ui.widgets import DateInput, GrowingText
from kehu.interactions.models import Visit
from kehu.sales.forms import Visible
from kehu.sales.models import Opportunity

PEOPLE = User.objects.filter(is_active=True, is_system=False)


class LineForm(forms.Form):
    """First what three taps need: category, amount, receipt; then the rest, folded."""

    visit = forms.ModelChoiceField(queryset=Visit.objects.none(), required=False, widget=forms.HiddenInput)
    claim = forms.UUIDField(required=False, widget=forms.HiddenInput)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=ExpenseCategory.objects.filter(is_active=True), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-quiet": True}),
    )  # fmt: skip
    distance_km = forms.DecimalField(
        label=_("Kilometres"), max_digits=8, decimal_places=1, min_value=Decimal("0.1"), required=False,
        help_text=_("For drives: the amount follows from the rate of the day."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-quiet": True}),
    )  # fmt: skip
    receipt = forms.FileField(label=_("Receipt"), required=False, widget=forms.FileInput)
    description = forms.CharField(label=_("What for"), max_length=300, required=False)
    day = forms.DateField(label=_("Day"), widget=DateInput)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    route = forms.CharField(label=_("From and to"), max_length=200, required=False)
    customer = Visible(Customer, "customer", label=_("Customer"), required=False)
    opportunity = Visible(Opportunity, "opportunity", label=_("Opportunity"), required=False)
    over_reason = forms.CharField(label=_("Why more than usual"), max_length=300, required=False)

    FIRST = ("category", "amount", "distance_km", "receipt")

    def __init__(
        self, user: User, data: Any = None, files: Any = None, *, line: ExpenseLine | None = None,
        initial: dict[str, Any] | None = None,
    ):  # fmt: skip
        starting = {"day": timezone.localdate(), "currency": Company.objects.current().currency}
        super().__init__(data, files, initial={**starting, **(_of(line) if line else {}), **(initial or {})})
        self.fields["customer"].narrow(Customer.objects.visible_to(user))  # type: ignore[attr-defined]
        self.fields["opportunity"].narrow(Opportunity.objects.visible_to(user))  # type: ignore[attr-defined]
        self.fields["visit"].queryset = Visit.objects.visible_to(user)  # type: ignore[attr-defined]

    @property
    def rest(self) -> list[Any]:
        hidden = {"visit", "claim"}
        return [self[name] for name in self.fields if name not in self.FIRST and name not in hidden]


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)


class DecisionForm(forms.Form):
    note = forms.CharField(label=_("What is wrong with it"), widget=GrowingText)


class PaymentForm(forms.Form):
    on = forms.DateField(label=_("Paid on"), widget=DateInput)
    reference = forms.CharField(label=_("Payment reference"), max_length=80, required=False)


class MonthForm(forms.Form):
    """A month as `2026-11`."""

    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", label=_("Month"))

    @property
    def day(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


def _of(line: ExpenseLine) -> dict[str, Any]:
    names = ("amount", "distance_km", "description", "day", "currency", "city", "route", "over_reason")
    references = ("category", "customer", "opportunity", "visit")
    return {name: getattr(line, name) for name in names} | {name: getattr(line, f"{name}_id") for name in references}
