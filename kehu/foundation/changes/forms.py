"""What narrows the list of change sets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.objects import registry


class FilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    object_key = forms.ChoiceField(label=_("Object"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    by = forms.ModelChoiceField(label=_("Who"), required=False, queryset=User.objects.none(), empty_label=_("all"))

    def __init__(self, *args: Any, manages: bool, **options: Any):
        super().__init__(*args, **options)
        kinds = [(value, label) for value, label in ChangeSet.Kind.choices if value != ChangeSet.Kind.UNDO]
        objects = [(kind.key, kind.label_plural) for kind in registry.all_objects()]
        for name, choices in (("kind", kinds), ("object_key", objects), ("state", ChangeSet.State.choices)):
            self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]
        if manages:
            people = User.objects.filter(is_active=True, is_system=False).order_by("name")
            self.fields["by"].queryset = people  # type: ignore[attr-defined]
        else:
            del self.fields["by"]
        for field in self.fields.values():
            field.widget.attrs["data-quiet"] = True
