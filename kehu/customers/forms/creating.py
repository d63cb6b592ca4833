"""The form for a new customer: what is needed first, the rest folded away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.customers.entries import NewContact, NewCustomer, NewPoint
from kehu.customers.forms.facts import form_field
from kehu.customers.models import Customer
from kehu.customers.objects import CUSTOMER
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.forms import form_fields, given_values
from kehu.foundation.ui.widgets import GrowingText

FIRST = ("phone", "email", "address", "wechat")
MORE = {
    "person": (
        "gender", "job_title", "standings", "tier", "lifecycle_stage", "owner", "source", "language", "tags", "notes",
    ),
    "organisation": (
        "industry", "employees", "website", "standings", "tier", "lifecycle_stage", "owner", "source", "language",
        "tags", "notes",
    ),
}  # fmt: skip


class CustomerForm(forms.Form):
    """`kind` decides what is asked. Fields that the user may not write are not there."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Customer.Kind.choices, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    address = forms.CharField(label=_("Address"), max_length=400, required=False)
    wechat = forms.CharField(label=_("WeChat"), max_length=100, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=200, required=False)
    contact_title = forms.CharField(label=_("Contact's job title"), max_length=120, required=False)

    def __init__(self, user: User, kind: str, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.of_kind = kind if kind in MORE else "organisation"
        self.more: list[str] = []
        if self.of_kind == "person":
            del self.fields["contact_name"], self.fields["contact_title"]
        for key in MORE[self.of_kind]:
            self._add(key, user)
        for name, one in form_fields("customer", user).items():
            self.fields[name] = one
            self.more.append(name)
        for key in ("phone", "email"):
            if access(user, "customer", key) != FieldAccess.EDIT:
                del self.fields[key]

    @property
    def first(self) -> list[Any]:
        """What is always shown."""
        keys = ("name", *FIRST, "contact_name", "contact_title")
        return [self[key] for key in keys if key in self.fields]

    @property
    def folded(self) -> list[Any]:
        return [self[key] for key in self.more]

    @property
    def folded_open(self) -> bool:
        """Whether something in the folded part needs to be seen."""
        return any(key in self.errors for key in self.more) if self.is_bound else False

    def entry(self) -> NewCustomer:
        """What was entered, for the action. Only after `is_valid()`."""
        given = self.cleaned_data
        plain = {
            key: value for key, value in given.items()
            if value not in ("", None, []) and not key.startswith(("custom.", "contact_")) and key != "wechat"
        }  # fmt: skip
        values = {**plain, "kind": self.of_kind, "custom": given_values(given)}
        if "owner" in self.fields:
            values["owner"] = given.get("owner") or None
        entry = NewCustomer(values)
        if given.get("wechat"):
            entry.points.append(NewPoint("wechat", given["wechat"]))
        if given.get("contact_name"):
            entry.contacts.append(
                NewContact({"name": given["contact_name"], "job_title": given.get("contact_title", "")})
            )
        return entry

    def _add(self, key: str, user: User) -> None:
        field = CUSTOMER.field(key)
        if field is None or access(user, "customer", key) != FieldAccess.EDIT:
            return
        if key == "owner" and not user.may("customer.assign"):
            return
        if key == "tags":
            self.fields[key] = forms.CharField(label=field.label, required=False, help_text=_("Several with commas."))
        else:
            self.fields[key] = form_field(field, required=False)
        if key == "owner":
            self.fields[key].initial = str(user.pk)
        self.more.append(key)


class CardForm(forms.Form):
    card = forms.CharField(
        label=_("Business card or signature"),
        widget=GrowingText(
            attrs={"rows": 8, "placeholder": _("Paste it here; name, numbers and address are told apart.")}
        ),
        max_length=4000,
    )
