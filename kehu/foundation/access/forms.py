"""Forms about people, teams, departments and roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.builtin_roles import BUILTIN_ROLES
from kehu.foundation.access.models import Department, FieldAccess, Role, Scope, User
from kehu.foundation.access.new_rights import FieldRules, usual_rules
from kehu.foundation.access.verbs import all_verbs
from kehu.foundation.objects import registry


def active_users() -> Any:
    return User.objects.filter(is_active=True, is_system=False).order_by("name", "pk")


class UserForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address"))
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), required=False)
    manager = forms.ModelChoiceField(User.objects.none(), label=_("Manager"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.order_by("path")  # type: ignore[attr-defined]
        self.fields["manager"].queryset = active_users()  # type: ignore[attr-defined]


class NewUserForm(UserForm):
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput, required=False,
        help_text=_("Leave it empty and the person sets one through “Forgot your password?”."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    password = forms.CharField(label=_("New password"), widget=forms.PasswordInput)


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    members = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = active_users()  # type: ignore[attr-defined]


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ModelChoiceField(Department.objects.none(), label=_("Belongs to"), required=False)
    head = forms.ModelChoiceField(User.objects.none(), label=_("Head"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Department.objects.order_by("path")  # type: ignore[attr-defined]
        self.fields["head"].queryset = active_users()  # type: ignore[attr-defined]


class NewRoleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    key = forms.SlugField(label=_("Key"), max_length=40, help_text=_("A short word for programs, such as reception."))
    like = forms.ModelChoiceField(Role.objects.all(), label=_("Begin with the rights of"), required=False)


class RoleForm(forms.Form):
    """`verbs`, one `view`/`edit` scope per object with owners, and one access per sensitive field."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(label=_("Description"), required=False)
    verbs = forms.MultipleChoiceField(label=_("May"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["verbs"].choices = [(verb.value, verb.label) for verb in all_verbs().values()]  # type: ignore[attr-defined]
        for kind in scoped_objects():
            for reach, label in (("view", _("Sees")), ("edit", _("Changes"))):
                self.fields[f"scope.{kind.key}.{reach}"] = forms.ChoiceField(label=label, choices=Scope.choices)
        for kind, field in rule_fields():
            self.fields[f"field.{kind.key}.{field.key}"] = forms.ChoiceField(
                label=field.label, choices=[("", _("as usual")), *FieldAccess.choices], required=False
            )

    def scopes(self) -> dict[str, dict[str, str]]:
        return {
            kind.key: {reach: self.cleaned_data[f"scope.{kind.key}.{reach}"] for reach in ("view", "edit")}
            for kind in scoped_objects()
        }

    def field_rules(self, role: Role) -> FieldRules:
        """With those of the role about fields that the form does not show."""
        shown = {(kind.key, field.key): f"field.{kind.key}.{field.key}" for kind, field in rule_fields()}
        held = {(one.object_key, one.field): one.access for one in role.field_rules.all()}
        chosen = {place: access for place, name in shown.items() if (access := self.cleaned_data[name])}
        return {place: access for place, access in held.items() if place not in shown} | chosen


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What the token is for."))
    scopes = forms.MultipleChoiceField(label=_("May"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("Valid for"), coerce=int, initial="90",
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("one year")), ("0", _("until revoked"))],
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = [(verb.value, verb.label) for verb in all_verbs().values() if user.may(verb)]
        self.fields["scopes"].choices = [("*", _("everything I may do")), *own]  # type: ignore[attr-defined]


def role_choices() -> list[tuple[str, str]]:
    return [(role.key, role.label) for role in Role.objects.all()]


def scoped_objects() -> list[registry.ObjectType]:
    """The objects whose rows belong to somebody: what a role reaches of them is worth a choice."""
    from kehu.foundation.access.visibility import Owned

    return [
        kind
        for kind in registry.all_objects()
        if hasattr(kind.model_class.ownership, "object_key")  # type: ignore[attr-defined]
        and (isinstance(kind.model_class.ownership, Owned) or hasattr(kind.model_class.ownership, "owner"))  # type: ignore[attr-defined]
    ]


def rule_fields() -> list[tuple[registry.ObjectType, registry.Field]]:
    """The fields that a role may see masked or not at all: those with personal data of the objects that belong to
    somebody, and those that the product hides from some role.
    """
    usual = {place for key in BUILTIN_ROLES for place in usual_rules(key)}
    scoped = scoped_objects()
    return [
        (kind, field)
        for kind in registry.all_objects()
        for field in kind.fields
        if (kind.key, field.key) in usual or (kind in scoped and field.kind in registry.SENSITIVE)
    ]
