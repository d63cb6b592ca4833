"""Filters in words and in forms: what a chip says, and the inputs that ask for a value."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists import operators
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.operators import operators_of
from kehu.foundation.lists.periods import PERIODS
from kehu.foundation.lists.query import ListQuery
from kehu.foundation.lists.tree import Condition, Group
from kehu.foundation.lists.trees import OWN
from kehu.foundation.lists.values import titles_of
from kehu.foundation.objects.registry import Kind
from kehu.foundation.ui.formats import show_date, show_moment
from kehu.foundation.ui.widgets import ChipChoices, DateInput, SearchingChoices

FEW_CHOICES = 14
SHOWN_VALUES = 3
MOST_TAGS = 300


def phrase(part: Condition | Group, query: ListQuery, user: User) -> str:
    """A filter as a phrase: `Tier is any of: Key account, Tier A`."""
    if isinstance(part, Group):
        joint = _(" and ") if part.joined == "all" else _(" or ")
        phrases = [
            f"({phrase(one, query, user)})"
            if isinstance(one, Group) and len(one.parts) > 1
            else phrase(one, query, user)
            for one in part.parts
        ]
        return joint.join(phrases)
    column = query.available[part.field]
    operator = operators_of(column)[part.operator]
    if operator.values == "none":
        return _("%(field)s %(operator)s") % {"field": column.label, "operator": operator.label}
    texts = value_labels(column, part, user)
    shown = ", ".join(texts[:SHOWN_VALUES]) + (f" +{len(texts) - SHOWN_VALUES}" if len(texts) > SHOWN_VALUES else "")
    if operator.key == "is":
        return _("%(field)s: %(value)s") % {"field": column.label, "value": shown}
    if operator in _DAYS:
        return _DAYS[operator]() % {"field": column.label, "days": shown}
    return _("%(field)s %(operator)s %(value)s") % {"field": column.label, "operator": operator.label, "value": shown}


def _inner_phrase(part: Condition | Group, query: ListQuery, user: User) -> str:
    found = phrase(part, query, user)
    return f"({found})" if isinstance(part, Group) and len(part.parts) > 1 else found


_DAYS = {
    operators.LAST_DAYS: lambda: _("%(field)s in the last %(days)s days"),
    operators.NEXT_DAYS: lambda: _("%(field)s in the next %(days)s days"),
    operators.NOT_SINCE: lambda: _("%(field)s not for %(days)s days"),
}


def value_labels(column: Column, condition: Condition, user: User) -> list[str]:
    """The values of a condition as people read them."""
    values = list(condition.values)
    if column.kind == Kind.BOOLEAN:
        return [_("yes") if value.lower() in {"yes", "true", "1"} else _("no") for value in values]
    if condition.operator == "in":
        return [str(PERIODS.get(value, value)) for value in values]
    if column.field.choices is not None:
        labels = {str(value): str(label) for value, label in column.field.choices()}
        return [labels.get(value, value) for value in values]
    if column.kind == Kind.REFERENCE:
        people = {key: str(label) for key, label in OWN.get(column.field.reference, {}).items()}
        titles = titles_of(column.field.reference, [value for value in values if value not in people], user)
        return [people.get(value) or titles.get(value, "…") for value in values]
    if operators_of(column).get(condition.operator) in (operators.FROM_DAY, operators.TO_DAY):
        return [_time_in_words(value, is_end=condition.operator == "to") for value in values]
    return values


def _time_in_words(text: str, *, is_end: bool) -> str:
    """A day as the reader writes it. A moment at midnight is a day as well: as an end the one before it."""
    try:
        given = operators.day_or_moment(text)
    except operators.BadValue:
        return text
    if not isinstance(given, datetime):
        return show_date(given)
    local = timezone.localtime(given)
    if local.time() != time.min:
        return show_moment(given)
    return show_date(local.date() - timedelta(days=1) if is_end else local.date())


class FilterForm(forms.Form):
    """Asks how and by what to filter one column. `condition()` is what was entered."""

    operator = forms.ChoiceField(widget=forms.Select)

    def __init__(
        self, column: Column, operator: str, values: tuple[str, ...], user: User, data: Any = None, **more: Any
    ):
        super().__init__(data, **{"auto_id": "filter-%s", **more})
        self.column, self.user = column, user
        self.offered = operators_of(column)
        self.current = self.offered.get(operator) or next(iter(self.offered.values()))
        self.fields["operator"].choices = [(key, one.label) for key, one in self.offered.items()]  # type: ignore[attr-defined]
        self.fields["operator"].label = column.label
        self.fields["operator"].initial = self.current.key
        if self.current.values != "none":
            self.fields["value"] = self._value_field(list(values))

    def condition(self) -> Condition:
        given = self.cleaned_data.get("value", "")
        values = given if isinstance(given, list) else [given]
        return Condition(self.column.key, self.current.key, tuple(str(one) for one in values if str(one) != ""))

    def _value_field(self, values: list[str]) -> forms.Field:
        one = values[0] if values else ""
        common: dict[str, Any] = {"label": _("Value"), "initial": one}
        if self.current in _DAYS:
            return forms.IntegerField(min_value=0, max_value=operators.FURTHEST_DAYS, **{**common, "label": _("Days")})
        if self.current is operators.IN_PERIOD:
            return forms.ChoiceField(choices=list(PERIODS.items()), **common)
        if self.current in (operators.FROM_DAY, operators.TO_DAY):
            return forms.CharField(widget=DateInput, **common)
        if self.column.kind == Kind.BOOLEAN:
            return forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], **common)
        if self.current in (operators.IS_ANY, operators.IS_NONE, operators.ONLY):
            return self._choices_field(values)
        return forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}), **common)

    def _choices_field(self, values: list[str]) -> forms.Field:
        common: dict[str, Any] = {"label": _("Any of"), "initial": values}
        choices = choices_of(self.column)
        if choices is None:
            return _Several(widget=self._finder(), **common)
        if len(choices) <= FEW_CHOICES:
            return forms.MultipleChoiceField(choices=choices, widget=ChipChoices, **common)
        return forms.MultipleChoiceField(choices=choices, widget=SearchingChoices, **common)

    def _finder(self) -> SearchingChoices:
        reference = self.column.field.reference
        people = {key: str(label) for key, label in OWN.get(reference, {}).items()}

        def labels(wanted: list[str]) -> list[tuple[str, str]]:
            found = titles_of(reference, [one for one in wanted if one not in people], self.user)
            return [(one, people.get(one) or found.get(one, "…")) for one in wanted]

        return SearchingChoices(options_url=reverse("lists:options", args=[reference]), labels=labels)


class _Several(forms.Field):
    """Values as they come; the query's own reader checks them."""

    def to_python(self, value: Any) -> list[str]:
        return [str(one) for one in value or []]


def choices_of(column: Column) -> list[tuple[str, str]] | None:
    """The values one can choose from; None where they are found by searching."""
    if column.field.choices is not None:
        return [(str(value), str(label)) for value, label in column.field.choices()]
    if column.kind == Kind.TAGS:
        last = column.field.path.rpartition("__")[2]
        names = column.target.model._base_manager.order_by(last).values_list(last, flat=True)
        return [(str(name), str(name)) for name in names[:MOST_TAGS]]
    return None
