"""What narrows the list of change sets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.changes.models import ChangeSet


class FilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    by = forms.ModelChoiceField(label=_("Who"), required=False, queryset=User.objects.none(), empty_label=_("all"))

    def __init__(self, *args: Any, manages: bool, **options: Any):
        super().__init__(*args, **options)
        kinds = [(value, label) for value, label in ChangeSet.Kind.choices if value != ChangeSet.Kind.UNDO]
        self.fields["kind"].choices = [("", _("all")), *kinds]  # type: ignore[attr-defined]
        if manages:
            people = User.objects.filter(is_active=True, is_system=False).order_by("name")
            self.fields["by"].queryset = people  # type: ignore[attr-defined]
        else:
            del self.fields["by"]
        for field in self.fields.values():
            field.widget.attrs["data-quiet"] = True
