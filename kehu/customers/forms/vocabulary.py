"""The forms of the company's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import LifecycleStage, RelationshipType

_KEY_HELP = _("For imports and the API; it stays. Small letters, digits and underscores.")


class TagWordForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)


class StageWordForm(forms.Form):
    key = forms.CharField(label=_("Key"), max_length=40, help_text=_KEY_HELP)
    name = forms.CharField(label=_("Name"), max_length=60)
    position = forms.IntegerField(
        label=_("Position"), min_value=0, max_value=32_767, required=False, help_text=_("The lowest comes first.")
    )

    def __init__(self, *args: Any, existing: LifecycleStage | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if existing:
            del self.fields["key"]


class TypeWordForm(forms.Form):
    key = forms.CharField(label=_("Key"), max_length=40, help_text=_KEY_HELP)
    forward = forms.CharField(label=_("Forwards"), max_length=80, help_text=_("“advises” in: A advises B"))
    reverse = forms.CharField(label=_("Backwards"), max_length=80, help_text=_("“is advised by” in: B is advised by A"))
    is_tree = forms.BooleanField(
        label=_("Makes a tree"), required=False, help_text=_("Each customer has one parent at most.")
    )

    def __init__(self, *args: Any, existing: RelationshipType | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if existing:
            del self.fields["key"], self.fields["is_tree"]
