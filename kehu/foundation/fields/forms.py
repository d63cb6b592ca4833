"""Django form fields for custom fields, so that every form can carry them."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields import queries, showing, values
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.ui.widgets import ChipChoices, DateInput, GrowingText, SearchingChoice

PREFIX = values.PREFIX


def form_fields(object_key: str, user: User, existing: dict[str, Any] | None = None) -> dict[str, forms.Field]:
    """Form fields by name (`custom.<key>`) of those that `user` may write, in the order of the form, with the existing
    values as initial ones; for a new record (None) the defaults.
    """
    return {
        f"{PREFIX}{one.key}": form_field(one, one.default if existing is None else existing.get(one.key), user)
        for one in queries.definitions(object_key)
        if queries.rule(one, user) == FieldAccess.EDIT
    }


def given_values(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The custom values among a form's cleaned data, by key without the prefix."""
    return {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}


def form_field(definition: FieldDefinition, initial: Any, user: User) -> forms.Field:
    """The input of one custom field; `user` is who will read the title of what a reference leads to."""
    common: dict[str, Any] = {
        "label": definition.label,
        "required": definition.required,
        "help_text": definition.help_text,
        "initial": initial,
    }
    kind = FieldDefinition.Kind
    match definition.kind:
        case kind.LONG_TEXT:
            return forms.CharField(widget=GrowingText, **common)
        case kind.NUMBER | kind.MONEY:
            return forms.DecimalField(
                max_digits=18, decimal_places=4 if definition.kind == kind.NUMBER else 2, **common
            )
        case kind.DATE:
            return forms.DateField(widget=DateInput, **common)
        case kind.CHOICE:
            return forms.ChoiceField(choices=[("", "—"), *definition.choice_labels()], **common)
        case kind.CHOICES:
            return forms.MultipleChoiceField(choices=definition.choice_labels(), widget=ChipChoices, **common)
        case kind.BOOLEAN:
            common["initial"] = {True: "true", False: "false"}.get(initial, "")
            return forms.ChoiceField(choices=[("", "—"), ("true", _("Yes")), ("false", _("No"))], **common)
        case kind.REFERENCE:
            widget = SearchingChoice(
                options_url=format_lazy("{}?make=1", reverse_lazy("lists:options", args=[definition.reference])),
                labels=lambda ids: list(showing.titles(definition, ids, user).items()),
            )
            return forms.UUIDField(widget=widget, **common)
        case _:
            return forms.CharField(max_length=2000, **common)
