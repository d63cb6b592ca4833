"""What is entered about quotas and the forecast. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.forecasting.actions.spreading import PATTERNS, SHARES
from kehu.forecasting.models import Judgement
from kehu.foundation.ui.widgets import GrowingText


class JudgementForm(forms.Form):
    """An empty amount takes back what was said."""

    figure = forms.ChoiceField(label=_("Figure"), choices=Judgement.Figure.choices)
    amount = forms.DecimalField(
        label=_("What will come"), max_digits=17, decimal_places=2, min_value=0, required=False,
        help_text=_("With what is won already, of the person and everybody below. Empty: as the opportunities add up."),
    )  # fmt: skip
    note = forms.CharField(label=pgettext_lazy("judgement", "Why"), max_length=500, required=False, widget=GrowingText)


class SpreadForm(forms.Form):
    amount = forms.DecimalField(label=_("For the whole year"), max_digits=17, decimal_places=2, min_value=0)
    pattern = forms.ChoiceField(label=_("Over the months"), choices=[], widget=forms.RadioSelect)

    def __init__(self, data: Any = None, **more: Any):
        super().__init__(data, **more)
        self.fields["pattern"].choices = list(PATTERNS.items())  # type: ignore[attr-defined]
        self.fields["pattern"].initial = next(iter(PATTERNS))


class SplitForm(forms.Form):
    shares = forms.ChoiceField(label=_("Who gets how much"), choices=[], widget=forms.RadioSelect)

    def __init__(self, data: Any = None, **more: Any):
        super().__init__(data, **more)
        self.fields["shares"].choices = list(SHARES.items())  # type: ignore[attr-defined]
        self.fields["shares"].initial = next(iter(SHARES))


class SureForm(forms.Form):
    """Asks nothing but to be sure."""
