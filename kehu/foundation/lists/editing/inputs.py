"""The input for any field of any kind, and how its value is read from a form or from a cell of a spreadsheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.values import titles_of
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.parsing import (
    Money,
    Problem,
    parse_boolean,
    parse_date,
    parse_moment,
    parse_money,
    parse_number,
    parse_tags,
)
from kehu.foundation.ui.widgets import (
    ChipChoices,
    DateInput,
    GrowingText,
    MomentInput,
    MoneyInput,
    PhoneInput,
    SearchingChoice,
    SearchingChoices,
)

LONGEST = 20_000
NONE = ("", "—")


class Entered(forms.CharField):
    """Text that becomes a value of the field's kind by the same rules as in imports."""

    def __init__(self, parse: Callable[[str], Any], **options: Any):
        super().__init__(**options)
        self.parse = parse

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return checked(self.parse(text)) if text else None


@dataclass(frozen=True)
class NewReference:
    """A record to be made from what was typed into a field that refers to such records; `kind` is a `QuickCreate`."""

    kind: str
    name: str


class Referring(forms.CharField):
    """The id of a record, or what is to become one: `new:KIND:what was typed`."""

    def clean(self, value: Any) -> UUID | NewReference | None:
        text = super().clean(value)
        if not text:
            return None
        if text.startswith("new:"):
            kind, _colon, name = text.removeprefix("new:").partition(":")
            return NewReference(kind, name.strip()[:200])
        if not is_id(text):
            raise ValidationError(_("Choose one from the list."))
        return UUID(text)


def checked(found: Any) -> Any:
    """A parsed value. Raises ValidationError for one that could not be read."""
    if isinstance(found, Problem):
        raise ValidationError(str(found))
    return found


def parser(kind: Kind) -> Callable[[str], Any]:
    """How a text becomes a value of that kind: None for nothing, a Problem for what cannot be read."""
    return _PARSERS.get(kind, lambda text: text.strip()[:LONGEST])


def _money(text: str) -> Any:
    found = parse_money(text)
    return found.amount if isinstance(found, Money) else found


def _moment(text: str) -> Any:
    return parse_moment(text, zone=timezone.get_current_timezone())


_PARSERS: dict[Kind, Callable[[str], Any]] = {
    Kind.NUMBER: parse_number,
    Kind.MONEY: _money,
    Kind.DATE: parse_date,
    Kind.MOMENT: _moment,
    Kind.BOOLEAN: parse_boolean,
    Kind.TAGS: parse_tags,
}


def form_field(column: Column, object_key: str, user: User) -> forms.Field:
    """The input for a column. Its cleaned value is what the domain's action takes."""
    common: dict[str, Any] = {"label": column.label, "required": column.field.required}
    kind, choices = column.kind, column.field.choices
    if kind == Kind.REFERENCE or kind == Kind.TAGS:
        url = reverse("lists:cell_options", args=[object_key, column.key])
        if kind == Kind.TAGS:
            return _Several(
                widget=SearchingChoices(options_url=url, labels=lambda ids: [(one, one) for one in ids]), **common
            )
        return Referring(widget=SearchingChoice(options_url=url, labels=_titles(column, user)), **common)
    if kind == Kind.CHOICE and choices is not None:
        offered = [(str(value), str(label)) for value, label in choices()]
        needs_nothing = not common["required"] and "" not in dict(offered) and column.can_be_empty
        return forms.ChoiceField(choices=[NONE, *offered] if needs_nothing else offered, **common)
    if kind == Kind.CHOICES and choices is not None:
        offered = [(str(value), str(label)) for value, label in choices()]
        return forms.MultipleChoiceField(choices=offered, widget=ChipChoices, **common)
    if kind == Kind.CHOICES:
        return _Lines(widget=GrowingText, **common)
    if kind == Kind.BOOLEAN:
        answers = [("yes", _("yes")), ("no", _("no"))]
        return forms.TypedChoiceField(
            choices=answers, coerce=lambda word: word == "yes", **{**common, "required": True}
        )
    widget = _WIDGETS.get(kind, forms.TextInput)
    if kind in _PARSERS:
        return Entered(parser(kind), widget=widget, max_length=80, **common)
    return forms.CharField(widget=widget, max_length=LONGEST, **common)


_WIDGETS: dict[Kind, type[forms.Widget]] = {
    Kind.LONG_TEXT: GrowingText,
    Kind.NUMBER: MoneyInput,
    Kind.MONEY: MoneyInput,
    Kind.DATE: DateInput,
    Kind.MOMENT: MomentInput,
    Kind.PHONE: PhoneInput,
    Kind.EMAIL: forms.EmailInput,
}


class _Several(forms.Field):
    def clean(self, value: Any) -> list[str]:
        return [str(one) for one in value or []]


class _Lines(forms.CharField):
    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


def _titles(column: Column, user: User) -> Callable[[list[str]], Any]:
    return lambda ids: list(titles_of(column.field.reference, [one for one in ids if is_id(one)], user).items())


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def as_initial(column: Column, value: Any) -> Any:
    """A stored value as the input takes it."""
    if column.kind == Kind.BOOLEAN:
        return "yes" if value and value not in ("false", "no") else "no"
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if column.kind == Kind.MOMENT and isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if column.kind == Kind.CHOICES and column.field.choices is None:
        return "\n".join(str(one) for one in value)
    if isinstance(value, list):
        return [str(one) for one in value]
    if column.kind in (Kind.NUMBER, Kind.MONEY):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return str(value)


class CellForm(forms.Form):
    """One or more fields of a record, each under its key."""

    def __init__(self, columns: list[Column], object_key: str, user: User, data: Any = None, initial: Any = None):
        super().__init__(data, initial=initial, auto_id="cell-%s")
        for column in columns:
            self.fields[column.key] = form_field(column, object_key, user)
