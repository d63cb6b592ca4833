"""Editing fields of the selected records: any that the user may change, several at once, each in its own way."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.actions.bulk_running import EDIT
from kehu.foundation.changes.bulk import BulkForm, BulkVerb
from kehu.foundation.changes.bulk_forms import plain
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.filtering import FEW_CHOICES, choices_of
from kehu.foundation.lists.values import titles_of
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.widgets import (
    ChipChoices,
    DateInput,
    GrowingText,
    MomentInput,
    SearchingChoice,
    SearchingChoices,
)

SET, ADD, REMOVE, CLEAR = "set", "add", "remove", "clear"
HOWS = {
    SET: gettext_lazy("becomes"),
    ADD: gettext_lazy("add"),
    REMOVE: gettext_lazy("remove"),
    CLEAR: gettext_lazy("becomes empty"),
}


def edit_verb(kind: ObjectType) -> BulkVerb | None:
    """The verb for kinds of record that say how their fields are set in bulk."""
    if not kind.edit or bulk.find(kind.key) is None:
        return None
    return BulkVerb(
        EDIT, gettext_lazy("Edit fields"), icon="edit", verb=kind.edit, form=partial(EditForm, kind.key), shortcut="e"
    )


def editable_columns(object_key: str, by: User) -> dict[str, Column]:
    """The fields that he may change on many records, by key."""
    from kehu.foundation.lists.pages import plan_of

    changer = bulk.find(object_key)
    assert changer is not None
    kind = registry.get(object_key)
    own = {field.key for field in kind.fields}
    found = {}
    for key, column in plan_of(kind).columns(by).items():
        mine = (key in own or column.is_custom) and key not in changer.leave_out and column.field.writable
        if mine and column.access == FieldAccess.EDIT and _allowed(changer, key, by):
            found[key] = column
    return found


def _allowed(changer: bulk.Changer, key: str, by: User) -> bool:
    try:
        changer.allow([key], by)
    except (Refusal, PermissionDenied):
        return False
    return True


class EditForm(BulkForm):
    """`field` names the chosen fields in their order; each has its inputs `how-KEY` and `value-KEY`. `more` adds one,
    `drop` takes one away.
    """

    template = "lists/bulk_edit.html"

    def __init__(self, object_key: str, *args: Any, by: User, **options: Any):
        super().__init__(*args, by=by, **options)
        self.user, self.changer = by, bulk.find(object_key)
        self.offered = editable_columns(object_key, by)
        self.fields["field"] = forms.MultipleChoiceField(choices=[(key, key) for key in self.offered], required=False)
        self.chosen = self._chosen()
        for key in self.chosen:
            self._add(self.offered[key])
        self.initial["field"] = self.chosen

    @property
    def rows(self) -> list[tuple[Column, Any, Any]]:
        """(column, how, value) of each chosen field; no value where it is cleared."""
        return [
            (self.offered[key], self[f"how-{key}"], self[f"value-{key}"] if f"value-{key}" in self.fields else None)
            for key in self.chosen
        ]

    @property
    def further(self) -> list[tuple[str, str]]:
        rest = [(key, column.label) for key, column in self.offered.items() if key not in self.chosen]
        return sorted(rest, key=lambda one: one[1])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.chosen:
            self.add_error(None, _("Choose at least one field."))
        return data

    def given(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in self.chosen:
            how, value = self.cleaned_data[f"how-{key}"], self.cleaned_data.get(f"value-{key}")
            found[key] = {how: value} if how in {ADD, REMOVE} else value if how == SET else None
        return plain(found)

    def input_of(self, field: str) -> str:
        return f"value-{field}"

    # -- what is chosen ----------------------------------------------------------------------------------------------

    def _entered(self, name: str) -> list[str]:
        source: Any = self.data if self.is_bound else self.initial
        if hasattr(source, "getlist"):
            return list(source.getlist(name))
        value = source.get(name, [])
        return value if isinstance(value, list) else [value]

    def _chosen(self) -> list[str]:
        asked = [*self._entered("field"), *self._entered("more")]
        dropped = set(self._entered("drop"))
        return [key for key in dict.fromkeys(asked) if key in self.offered and key not in dropped]

    def _is_several(self, column: Column) -> bool:
        assert self.changer is not None
        return column.key in self.changer.several or (column.is_custom and column.kind == Kind.CHOICES)

    def _add(self, column: Column) -> None:
        assert self.changer is not None
        hows = [ADD, REMOVE, SET] if self._is_several(column) else [SET]
        if not column.field.required and column.key not in self.changer.needed and column.kind != Kind.BOOLEAN:
            hows.append(CLEAR)
        name = f"how-{column.key}"
        self.fields[name] = forms.ChoiceField(
            choices=[(how, HOWS[how]) for how in hows], label=_("%(field)s: how") % {"field": column.label},
            initial=hows[0],
        )  # fmt: skip
        how = [hows[0], *self._entered(name)][-1]
        if how != CLEAR:
            self.fields[f"value-{column.key}"] = _input(column, how, self.user, several=self._is_several(column))


# -- inputs ------------------------------------------------------------------------------------------------------------


class NamesField(forms.CharField):
    """Several names with commas between them."""

    def to_python(self, value: Any) -> Any:
        text = (value or "").replace("，", ",").replace("、", ",").replace("；", ",").replace(";", ",")
        return list(dict.fromkeys(name for one in text.split(",") if (name := one.strip())))


def _input(column: Column, how: str, user: User, *, several: bool) -> forms.Field:
    common: dict[str, Any] = {"label": column.label}
    choices = choices_of(column)
    if column.kind == Kind.TAGS and how != REMOVE:
        return NamesField(max_length=400, help_text=_("Several with commas between them."), **common)
    if several and choices is None:
        return NamesField(max_length=400, help_text=_("Several with commas between them."), **common)
    if several and choices is not None:
        widget = ChipChoices if len(choices) <= FEW_CHOICES else SearchingChoices
        return forms.MultipleChoiceField(choices=choices, widget=widget, **common)
    if choices is not None:
        searching = len(choices) > FEW_CHOICES
        blank = [] if searching else [("", "—")]
        return forms.ChoiceField(
            choices=[*blank, *choices], widget=SearchingChoice() if searching else forms.Select(), **common
        )
    return _plain_input(column, user, common)


def _plain_input(column: Column, user: User, common: dict[str, Any]) -> forms.Field:
    match column.kind:
        case Kind.REFERENCE:
            reference = column.field.reference

            def labels(ids: list[str]) -> Iterable[tuple[str, str]]:
                return titles_of(reference, ids, user).items()

            address = f"{reverse('lists:options', args=[reference])}?records=1"
            return forms.CharField(widget=SearchingChoice(options_url=address, labels=labels), **common)
        case Kind.BOOLEAN:
            yes_no = [("true", _("yes")), ("false", _("no"))]
            return forms.TypedChoiceField(choices=yes_no, coerce=lambda value: value == "true", **common)
        case Kind.DATE:
            return forms.CharField(widget=DateInput, **common)
        case Kind.MOMENT:
            return forms.DateTimeField(widget=MomentInput, **common)
        case Kind.NUMBER | Kind.MONEY:
            return forms.CharField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
        case Kind.LONG_TEXT:
            return forms.CharField(max_length=20_000, widget=GrowingText, **common)
        case _:
            return forms.CharField(max_length=400, widget=forms.TextInput(attrs={"autocomplete": "off"}), **common)
