"""How Django's form fields become HTML in our look, and how an action's refusal finds its input."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.widgets import SearchingChoice

F = TypeVar("F", bound=forms.Field)
_SELECTS = (forms.Select, forms.SelectMultiple, SearchingChoice)
_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Puts the refusal's sentence beside the input it names, or on top of the form where there is no such input."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """The field as what it was declared to be, so that its rows or choices can be set. Raises TypeError for another."""
    found = form.fields[name]
    if not isinstance(found, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return found


def field_kind(bound: BoundField) -> str:
    """`check` (one box, label behind it), `group` (several boxes under one legend) or `line` (label above)."""
    widget = bound.field.widget
    if isinstance(widget, _GROUPS):
        return "group"
    return "check" if isinstance(widget, forms.CheckboxInput) else "line"


def field_description(bound: BoundField, help_text: Any = "") -> str:
    """The ids of what explains the input, for aria-describedby: its error first, then its help."""
    ids = [f"{bound.auto_id}-error"] if bound.errors else []
    return " ".join([*ids, f"{bound.auto_id}-help"] if help_text or bound.help_text else ids)


def field_help(bound: BoundField) -> str:
    """The field's help: escaped by the template, unless it was made as HTML (the rules for passwords are a list)."""
    return str(bound.help_text)  # evaluates a lazy text, which keeps the mark of safe HTML


def field_widget(bound: BoundField, described: str, given: Mapping[str, Any]) -> SafeString:
    """The input with its class, its state for screen readers, and the attributes `given` in the template."""
    extra = {key.replace("_", "-"): value for key, value in given.items() if value is not None}
    attrs: dict[str, Any] = {"class": _css_class(bound.field.widget), **extra}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs.update({"aria-invalid": "true", "data-first-error": True})
        attrs["class"] += " is-invalid"
    return bound.as_widget(attrs=attrs)


def _css_class(widget: forms.Widget) -> str:
    own = widget.attrs.get("class", "")
    if isinstance(widget, (*_GROUPS, forms.CheckboxInput)):
        return f"form-check-input {own}".strip()
    return f"{'form-select' if isinstance(widget, _SELECTS) else 'form-control'} {own}".strip()
