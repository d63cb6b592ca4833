"""“Which price holds?”: asked on the product's page by whoever sells."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kehu.catalog.models import Product, Variant
from kehu.catalog.queries.prices import Price, price_for
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.company.forms import currencies
from kehu.foundation.company.models import Company
from kehu.foundation.ui.forms import field_of
from kehu.foundation.ui.widgets import DateInput, SearchingChoice


class CheckForm(forms.Form):
    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), required=False,
        widget=SearchingChoice(options_url=format_lazy("{}", reverse_lazy("lists:options", args=["customer"]))),
    )  # fmt: skip
    variant = forms.ModelChoiceField(label=_("Variant"), queryset=Variant.objects.none(), required=False)
    quantity = forms.DecimalField(label=_("Quantity"), min_value=0, max_digits=14, decimal_places=4, initial=1)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    on = forms.DateField(label=_("On"), widget=DateInput)

    def __init__(self, user: User, product: Product, data: Any = None):
        initial = {"currency": Company.objects.current().currency, "on": timezone.localdate()}
        super().__init__(data, initial=initial, auto_id="check_%s")
        seen = Customer.objects.visible_to(user)
        field_of(self, "customer", forms.ModelChoiceField).queryset = seen
        self.fields["customer"].widget.labels = lambda ids: [(str(one.pk), one.name) for one in seen.filter(pk__in=ids)]
        variants = product.variants.filter(is_active=True)
        field_of(self, "variant", forms.ModelChoiceField).queryset = variants
        if not variants.exists():
            del self.fields["variant"]


def checked(product: Product, form: CheckForm) -> Price:
    given = form.cleaned_data
    return price_for(
        product, variant=given.get("variant"), customer=given["customer"], quantity=given["quantity"] or Decimal(1),
        currency=given["currency"], on=given["on"],
    )  # fmt: skip
