"""What is asked before many customers are changed at once."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import LifecycleStage
from kehu.foundation.access.models import User
from kehu.foundation.ui.widgets import SearchingChoice


class BulkOwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.filter(is_active=True, is_system=False),
        required=False,
        widget=SearchingChoice(options_url=reverse_lazy("customers:find_people")),
        help_text=_("Empty: the customers belong to nobody."),
    )


class BulkTagForm(forms.Form):
    name = forms.CharField(label=_("Tag"), max_length=60)


class BulkStageForm(forms.Form):
    stage = forms.ChoiceField(label=_("Lifecycle stage"))

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        stages = LifecycleStage.objects.all()
        self.fields["stage"].choices = [(str(one.pk), one.label) for one in stages]  # type: ignore[attr-defined]
