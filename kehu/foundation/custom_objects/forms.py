"""Forms of records, and of the settings that make a kind of record."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, Role, Scope, User
from kehu.foundation.custom_objects.actions.rights import Right
from kehu.foundation.custom_objects.icons import ICONS
from kehu.foundation.custom_objects.models import CustomRecord, ObjectDefinition
from kehu.foundation.fields.forms import PREFIX, form_field, form_fields
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.queries import definitions
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.ui.widgets import SearchingChoice

GIVEN_VERBS = ("create", "delete", "export", "import")


class RecordForm(forms.Form):
    """A record of any kind, new or existing: what the user may enter, required fields first."""

    def __init__(self, kind: ObjectType, definition: ObjectDefinition, user: User, data: Any = None, *,
                 record: CustomRecord | None = None, given: dict[str, Any] | None = None):  # fmt: skip
        super().__init__(data, auto_id="record-%s", initial=given)
        self.kind, self.record = kind, record
        if not definition.title_field:
            self.fields["title"] = title_field(definition, record)
        own = form_fields(kind.key, user, record.custom if record else None)
        for name, field in sorted(own.items(), key=lambda one: not one[1].required):
            self.fields[name] = field
        self.fields["owner"] = owner_field(record.owner_id if record else user.pk)
        for name in list(self.fields):
            if access(user, kind.key, name) != FieldAccess.EDIT:
                del self.fields[name]
        if record:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=record.version)

    def values(self) -> dict[str, Any]:
        """What the actions take; of an existing record only what was changed."""
        asked = self.changed_data if self.record else list(self.fields)
        cleaned = {name: self.cleaned_data[name] for name in asked if name != "version"}
        custom = {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}
        plain = {name: value for name, value in cleaned.items() if not name.startswith(PREFIX)}
        return {**plain, **({"custom": custom} if custom else {})}


class FactForm(forms.Form):
    """One field of a record, edited in place. Its input is named `value`."""

    def __init__(self, key: str, record: CustomRecord, definition: ObjectDefinition, user: User, data: Any = None):
        super().__init__(data, auto_id=f"fact-{key}-%s")
        if key == "title":
            self.fields["value"] = title_field(definition, record)
        elif key == "owner":
            self.fields["value"] = owner_field(record.owner_id)
        else:
            bare = key.removeprefix(PREFIX)
            one = next(one for one in definitions(record.object_key, user) if one.key == bare)
            self.fields["value"] = form_field(one, record.custom.get(bare), user)
            self.fields["value"].help_text = ""


def title_field(definition: ObjectDefinition, record: CustomRecord | None) -> forms.Field:
    return forms.CharField(label=definition.title_label, max_length=300, initial=record.title if record else "")


def owner_field(owner: Any) -> forms.Field:
    people = User.objects.filter(is_active=True, is_system=False)
    offered = format_lazy("{}?records=1", reverse_lazy("lists:options", args=["user"]))
    return forms.ModelChoiceField(
        queryset=people, label=_("Owner"), required=False, initial=owner,
        widget=SearchingChoice(options_url=offered, labels=_names),
    )  # fmt: skip


def _names(ids: list[str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")]


class NoteForm(forms.Form):
    body = forms.CharField(label=_("Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}))


class DefinitionForm(forms.Form):
    label_en = forms.CharField(label=_("Name of one, in English"), max_length=60, required=False)
    plural_en = forms.CharField(label=_("Name of several, in English"), max_length=60, required=False)
    label_zh = forms.CharField(label=_("Name in Chinese"), max_length=60, required=False)
    key = forms.CharField(
        label=_("Key"), max_length=30, help_text=_("For addresses, import, export and the API; it never changes.")
    )
    icon = forms.ChoiceField(label=_("Icon"), choices=[(one, one) for one in ICONS])
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    title_en = forms.CharField(
        label=_("What names a record, in English"),
        max_length=60,
        required=False,
        help_text=_("Name, unless you say otherwise."),
    )
    title_zh = forms.CharField(label=_("What names a record, in Chinese"), max_length=60, required=False)
    title_field = forms.ChoiceField(
        label=_("Named by the field"), required=False, help_text=_("Instead of a name that is typed.")
    )
    in_menu = forms.BooleanField(label=_("Show it in the menu"), required=False, initial=True)

    def __init__(self, *args: Any, existing: ObjectDefinition | None = None, **more: Any):
        super().__init__(*args, auto_id="kind-%s", **more)
        if existing is None:
            del self.fields["title_field"]
            return
        del self.fields["key"]
        fields = FieldDefinition.objects.filter(
            object_key=existing.object_key, kind__in=["text", "number", "date"], required=True, is_active=True
        )
        choices = [("", "—"), *((one.key, one.label) for one in fields)]
        self.fields["title_field"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `define` and `change` take."""
        data = dict(self.cleaned_data)
        found = {
            "labels": _labels(data.pop("label_en"), data["label_zh"]),
            "labels_plural": _labels(data.pop("plural_en"), data.pop("label_zh")),
            "title_labels": _labels(data.pop("title_en"), data.pop("title_zh")),
        }
        return {**data, **found}


def initial_of(definition: ObjectDefinition) -> dict[str, Any]:
    return {
        "label_en": definition.labels.get("en", ""), "plural_en": definition.labels_plural.get("en", ""),
        "label_zh": definition.labels.get("zh-hans", ""), "title_en": definition.title_labels.get("en", ""),
        "title_zh": definition.title_labels.get("zh-hans", ""),
        **{name: getattr(definition, name) for name in ("icon", "description", "title_field", "in_menu")},
    }  # fmt: skip


def _labels(english: str, chinese: str) -> dict[str, str]:
    return {language: text for language, text in (("en", english), ("zh-hans", chinese)) if text}


class RightsForm(forms.Form):
    """Per role how far it sees and changes, and what else it may do."""

    def __init__(self, given: dict[str, Right], data: Any = None):
        super().__init__(data, auto_id="rights-%s")
        self.roles = [role for role in Role.objects.all() if role.key != "administrator"]
        for role in self.roles:
            right = given.get(role.key, Right())
            for reach, label in (("view", _("Sees")), ("edit", _("Changes"))):
                self.fields[f"{role.key}.{reach}"] = forms.ChoiceField(
                    label=label, choices=Scope.choices, initial=getattr(right, reach)
                )
            for verb in GIVEN_VERBS:
                self.fields[f"{role.key}.{verb}"] = forms.BooleanField(
                    label=VERB_LABELS[verb], required=False, initial=verb in right.verbs
                )

    def rows(self) -> list[tuple[Role, list[Any]]]:
        return [(role, [self[f"{role.key}.{one}"] for one in ("view", "edit", *GIVEN_VERBS)]) for role in self.roles]

    def rights(self) -> dict[str, Right]:
        data = self.cleaned_data
        return {
            role.key: Right(
                data[f"{role.key}.view"], data[f"{role.key}.edit"],
                frozenset(verb for verb in GIVEN_VERBS if data[f"{role.key}.{verb}"]),
            )
            for role in self.roles
        }  # fmt: skip


VERB_LABELS = {"create": _("Creates"), "delete": _("Deletes"), "export": _("Exports"), "import": _("Imports")}
