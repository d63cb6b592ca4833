"""Forms of the catalog's settings."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.catalog.forms import OTHER_NAMES, CategoryChoice
from kehu.catalog.models import Category, PricingRules, Unit
from kehu.foundation.ui.widgets import DateInput


class CategoryForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    parent = CategoryChoice(label=_("Below"), required=False)
    position = forms.IntegerField(label=_("Position"), min_value=0, max_value=30000, required=False)

    def __init__(self, data: Any = None, *, category: Category | None = None):
        known = category.names if category else {}
        initial = (
            {"name": category.name, "parent": category.parent_id, "position": category.position} if category else {}
        )
        super().__init__(data, initial=initial)
        for code, label in OTHER_NAMES.items():
            self.fields[f"name_{code}"] = forms.CharField(
                label=label, max_length=120, required=False, initial=known.get(code, "")
            )

    def names(self) -> dict[str, str]:
        return {key.removeprefix("name_"): value for key, value in self.cleaned_data.items() if key.startswith("name_")}


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    factor = forms.DecimalField(
        label=_("One is so many"), max_digits=18, decimal_places=6, initial=1,
        help_text=_("A dozen is 12 pieces. Without another unit it stands for itself."),
    )  # fmt: skip
    base = forms.ModelChoiceField(label=_("of the unit"), queryset=Unit.objects.filter(base=None), required=False)
    decimals = forms.IntegerField(label=_("Digits behind the point"), min_value=0, max_value=6, initial=0)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class TaxClassForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    percent = forms.DecimalField(
        label=_("Rate in percent"), max_digits=7, decimal_places=4, min_value=0, required=False,
        help_text=_("A new rate holds from its day on; earlier documents keep theirs."),
    )  # fmt: skip
    since = forms.DateField(label=_("from"), required=False, widget=DateInput, initial=timezone.localdate)
    is_default = forms.BooleanField(label=_("For new products"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class RulesForm(forms.Form):
    tax_rounding = forms.ChoiceField(label=_("Tax is rounded"), choices=PricingRules.Rounding.choices)
    prices_include_tax = forms.BooleanField(label=_("Prices of new price books include tax"), required=False)
