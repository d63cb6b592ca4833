"""Django form fields for custom fields, so that every form can carry them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.foundation.fields.models import FieldDefinition

PREFIX = "custom."


def form_fields(definitions: list[FieldDefinition], existing: dict[str, Any] | None = None) -> dict[str, forms.Field]:
    """Form fields by name (`custom.<key>`), with the existing values (or the defaults) as initial ones."""
    return {f"{PREFIX}{one.key}": _form_field(one, (existing or {}).get(one.key, one.default)) for one in definitions}


def given_values(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The custom values among a form's cleaned data, by key without the prefix."""
    return {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}


def _form_field(definition: FieldDefinition, initial: Any) -> forms.Field:
    common: dict[str, Any] = {
        "label": definition.label,
        "required": definition.required,
        "help_text": definition.help_text,
        "initial": initial,
    }
    kind = FieldDefinition.Kind
    match definition.kind:
        case kind.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
        case kind.NUMBER | kind.MONEY:
            return forms.DecimalField(
                max_digits=18, decimal_places=4 if definition.kind == kind.NUMBER else 2, **common
            )
        case kind.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **common)
        case kind.CHOICE:
            return forms.ChoiceField(choices=[("", "—"), *definition.choice_labels()], **common)
        case kind.CHOICES:
            return forms.MultipleChoiceField(
                choices=definition.choice_labels(), widget=forms.CheckboxSelectMultiple, **common
            )
        case kind.BOOLEAN:
            return forms.NullBooleanField(
                widget=forms.Select(choices=[("", "—"), ("true", _("Yes")), ("false", _("No"))]), **common
            )
        case kind.REFERENCE:
            return forms.UUIDField(**common)
        case _:
            return forms.CharField(max_length=400, **common)
