"""The form of one fact that is edited in place, made from the field's declaration."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer, Territory
from kehu.foundation.access.models import Team, User
from kehu.foundation.objects.registry import Field, Kind
from kehu.foundation.ui.widgets import ChipChoices, GrowingText, MoneyInput, SearchingChoice, SuggestedText

EMPTY = ("", "—")


class FactForm(forms.Form):
    """One field, named like the fact; `own` is its input where it is a field of the company's own."""

    def __init__(self, field: Field, customer: Customer, data: Any = None, *, own: forms.Field | None = None):
        given = {} if own else {field.key: initial(field, customer)}
        super().__init__(data, initial=given, auto_id=f"fact-%s-{customer.pk}")
        self.fields[field.key] = own or form_field(field)


class EditForm(forms.Form):
    """All facts of a customer at once; `version` is that of the customer as the user saw him."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, fields: list[Field], customer: Customer, own: dict[str, forms.Field], data: Any = None):
        values = {one.key: initial(one, customer) for one in fields}
        super().__init__(data, initial={**values, "version": customer.version}, auto_id="edit-%s")
        for one in fields:
            self.fields[one.key] = form_field(one)
        self.fields.update(own)


def initial(field: Field, customer: Customer) -> Any:
    """The present value as the form takes it."""
    value = getattr(customer, f"{field.key}_id" if field.key in _REFERENCES else field.key)
    if field.words:
        return field.said(value)
    if field.key == "other_names":
        return "\n".join(value)
    return ("true" if value else "false") if field.kind == Kind.BOOLEAN else value


def form_field(field: Field, *, required: bool | None = None) -> forms.Field:
    """The input for a field, wherever it is entered."""
    common: dict[str, Any] = {"label": field.label, "required": field.required if required is None else required}
    if field.key in _REFERENCES:
        url, model = _REFERENCES[field.key]
        return forms.CharField(widget=SearchingChoice(options_url=url, labels=_names(model)), **common)
    if field.key == "lifecycle_stage" or (field.kind == Kind.CHOICE and field.choices):
        choices = list(field.choices() if field.choices else ())
        return forms.ChoiceField(choices=choices if common["required"] else [EMPTY, *choices], **common)
    if field.words:
        words = [str(label) for _value, label in field.words()]
        return forms.CharField(max_length=80, widget=SuggestedText(words), **common)
    match field.kind:
        case Kind.CHOICES if field.choices:
            return forms.MultipleChoiceField(choices=list(field.choices()), widget=ChipChoices, **common)
        case Kind.CHOICES | Kind.LONG_TEXT:
            return forms.CharField(widget=GrowingText, **common)
        case Kind.NUMBER:
            return forms.IntegerField(min_value=0, **common)
        case Kind.MONEY:
            return forms.CharField(widget=MoneyInput, **common)
        case Kind.BOOLEAN:
            return forms.ChoiceField(choices=[("false", _("No")), ("true", _("Yes"))], **common)
    return forms.CharField(max_length=400, **common)


def _names(model: type[User] | type[Team] | type[Territory]) -> Any:
    return lambda ids: [(str(pk), name) for pk, name in model.objects.filter(pk__in=ids).values_list("pk", "name")]


_REFERENCES: dict[str, tuple[Any, type[User] | type[Team] | type[Territory]]] = {
    "owner": (reverse_lazy("customers:find_people"), User),
    "team": (reverse_lazy("customers:find_teams"), Team),
    "territory": (format_lazy("{}?records=1", reverse_lazy("lists:options", args=["territory"])), Territory),
}
