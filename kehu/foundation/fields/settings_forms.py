"""The form that defines a custom field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.forms import role_choices
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects import registry


class DefinitionForm(forms.Form):
    label_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    label_zh = forms.CharField(label=_("Name in Chinese"), max_length=80, required=False)
    key = forms.CharField(
        label=_("Key"), max_length=40, help_text=_("For import, export and the API, such as contract_no.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldDefinition.Kind.choices)
    choices = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For choices only: one a line, as “value | English | Chinese” or just the value."),
    )  # fmt: skip
    reference = forms.ChoiceField(label=_("Refers to"), required=False)
    required = forms.BooleanField(label=_("Required"), required=False)
    default = forms.CharField(label=_("Value to begin with"), required=False)
    help_text = forms.CharField(label=_("Help"), max_length=200, required=False)
    visible_to_roles = forms.MultipleChoiceField(
        label=_("Visible to"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice everyone sees it."),
    )  # fmt: skip
    position = forms.IntegerField(label=_("Position on the form"), min_value=0, max_value=999, initial=0)

    def __init__(self, *args: Any, existing: FieldDefinition | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["visible_to_roles"].choices = role_choices()  # type: ignore[attr-defined]
        objects = [(kind.key, kind.label) for kind in registry.all_objects() if kind.page]
        self.fields["reference"].choices = [("", "—"), *objects]  # type: ignore[attr-defined]
        if existing is not None:
            del self.fields["key"], self.fields["kind"]

    def values(self) -> dict[str, Any]:
        """What `define` and `change` take."""
        data = dict(self.cleaned_data)
        labels = {"en": data.pop("label_en"), "zh-hans": data.pop("label_zh")}
        data["labels"] = {language: text for language, text in labels.items() if text}
        data["choices"] = [_choice(line) for line in data["choices"].splitlines() if line.strip()]
        data["default"] = data["default"] or None
        return data


def initial_of(definition: FieldDefinition) -> dict[str, Any]:
    lines = [
        " | ".join(
            [choice["value"], choice.get("labels", {}).get("en", ""), choice.get("labels", {}).get("zh-hans", "")]
        )
        for choice in definition.choices
    ]
    return {
        "label_en": definition.labels.get("en", ""),
        "label_zh": definition.labels.get("zh-hans", ""),
        "choices": "\n".join(line.rstrip(" |") for line in lines),
        **{
            name: getattr(definition, name)
            for name in ("reference", "required", "default", "help_text", "visible_to_roles", "position")
        },
    }


def _choice(line: str) -> dict[str, Any]:
    value, english, chinese = ([part.strip() for part in line.split("|")] + ["", ""])[:3]
    return {"value": value, "labels": {k: v for k, v in (("en", english), ("zh-hans", chinese)) if v}}
