"""The forms that ask what a bulk verb is to do, and what they gave as plain data."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from kehu.foundation.access.models import User


class BulkForm(forms.Form):
    """Base of the forms of bulk verbs; `by` is who is asked. `template` shows it."""

    template = "lists/bulk.html"

    def __init__(self, *args: Any, by: User | None = None, **options: Any):
        super().__init__(*args, **options)
        self.by = by

    def given(self) -> dict[str, Any]:
        """What was entered, as JSON has it: records as their ids."""
        return plain(self.cleaned_data)

    def input_of(self, field: str) -> str:
        """The input beside which a refusal of the domain stands that names this field."""
        return field


def plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, QuerySet):
        return [str(one.pk) for one in value]
    if isinstance(value, dict):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
