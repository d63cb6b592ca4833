"""What is entered about hand-overs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.coverage.actions.preparing import MOST_CUSTOMERS
from kehu.coverage.models import Handover
from kehu.foundation.access.models import User
from kehu.foundation.ui.widgets import GrowingText

STAFF = User.objects.filter(is_system=False)


class CandidatesForm(forms.Form):
    candidates = forms.ModelMultipleChoiceField(
        label=_("Who takes over"), queryset=STAFF.filter(is_active=True),
        help_text=_("Each customer goes to the one who fits best; nobody gets more than his share."),
    )  # fmt: skip


class LimitForm(forms.Form):
    most = forms.IntegerField(
        label=_("Customers at most"), min_value=0, max_value=MOST_CUSTOMERS, required=False,
        help_text=_("Empty: his share. Where everybody has his limit, limits give way, so that nothing stays behind."),
    )  # fmt: skip


class BeginForm(CandidatesForm):
    leaver = forms.ModelChoiceField(label=_("Who hands over"), queryset=STAFF)
    reason = forms.ChoiceField(label=_("Reason"), choices=Handover.Reason.choices)
    note = forms.CharField(label=_("Note"), required=False, widget=GrowingText)

    field_order = ["leaver", "reason", "candidates", "note"]


class LetterForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Message"), required=False, widget=GrowingText(attrs={"rows": 8}),
        help_text=_("{customer}, {former} and {successor} stand for the names. Empty: the customers are told nothing."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {"subject": self.cleaned_data["subject"], "body": self.cleaned_data["body"]}
