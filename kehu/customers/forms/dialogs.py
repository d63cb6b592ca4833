"""The forms of the dialogs on a customer's page."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import (
    AccountTeamMember,
    Consent,
    Contact,
    ContactPoint,
    IdentityDocument,
    KeyDate,
    LifecycleStage,
    RelationshipType,
)
from kehu.customers.models.customers import Customer
from kehu.foundation.access.models import User
from kehu.foundation.fields.forms import form_fields
from kehu.foundation.ui.widgets import DateInput, GrowingText, SearchingChoice

EMPTY = ("", "—")


class PointForm(forms.Form):
    """A contact point of any kind; an address is one line, told apart by the action."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(label=_("Number or address"), max_length=400)
    label = forms.ChoiceField(label=_("Label"), choices=[EMPTY, *ContactPoint.Label.choices], required=False)
    preferred = forms.BooleanField(label=_("Use before others of its kind"), required=False)


class ChangePointForm(forms.Form):
    value = forms.CharField(label=_("Number or address"), max_length=400)
    label = forms.ChoiceField(label=_("Label"), choices=[EMPTY, *ContactPoint.Label.choices], required=False)
    extension = forms.CharField(label=_("Extension"), max_length=20, required=False)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for key in ("extension",) if kind == ContactPoint.Kind.ADDRESS else ("latitude", "longitude"):
            del self.fields[key]


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    department = forms.CharField(label=_("Department"), max_length=120, required=False)
    influence = forms.ChoiceField(label=_("Influence"), choices=[EMPTY, *Contact.Influence.choices], required=False)
    person = forms.UUIDField(
        label=_("Customer himself"), required=False,
        help_text=_("If this person is a customer of ours as well."),
        widget=SearchingChoice(options_url=reverse_lazy("customers:find_customers")),
    )  # fmt: skip
    is_primary = forms.BooleanField(label=_("Main contact"), required=False)
    notes = forms.CharField(label=_("Notes"), widget=GrowingText, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, existing: Contact | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.update(form_fields("contact", user, existing.custom if existing else None))
        if existing:  # his phone and mail are contact points and changed as such
            del self.fields["phone"], self.fields["email"]
        self.fields["person"].widget.labels = customer_names


class RelationForm(forms.Form):
    """`kind` is a type's key with the direction: `subsidiary_of>` reads forwards, `subsidiary_of<` backwards."""

    kind = forms.ChoiceField(label=_("Relationship"))
    other = forms.UUIDField(
        label=_("Customer"), widget=SearchingChoice(options_url=reverse_lazy("customers:find_customers"))
    )
    since = forms.DateField(label=_("Since"), required=False, widget=DateInput)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = directions()  # type: ignore[attr-defined]
        self.fields["other"].widget.labels = customer_names


def directions() -> list[tuple[str, str]]:
    """Every way to be related, each type in both directions unless both read the same."""
    found = []
    for one in RelationshipType.objects.all():
        found.append((f"{one.key}>", f"{one.forward_label} …"))
        if one.reverse != one.forward:
            found.append((f"{one.key}<", f"{one.reverse_label} …"))
    return found


class ConsentForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=Consent.Channel.choices)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Consent.Purpose.choices)
    source = forms.CharField(
        label=_("Where was it said?"), max_length=80, help_text=_("A form, a call, a letter, an e-mail …")
    )
    proof = forms.CharField(
        label=_("Proof"), required=False, widget=GrowingText, help_text=_("The wording agreed to, or where it is kept.")
    )


class StageForm(forms.Form):
    stage = forms.UUIDField(label=_("Lifecycle stage"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["stage"].widget.choices = [(one.pk, one.label) for one in LifecycleStage.objects.all()]


class TierForm(forms.Form):
    tier = forms.ChoiceField(
        label=_("Tier"), choices=[("", _("No tier")), *Customer.Tier.choices], required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class TagForm(forms.Form):
    name = forms.CharField(label=_("Tag"), max_length=60)


class MemberForm(forms.Form):
    member = forms.UUIDField(
        label=_("Colleague"), widget=SearchingChoice(options_url=reverse_lazy("customers:find_people"))
    )
    part = forms.ChoiceField(label=_("Part"), choices=[EMPTY, *AccountTeamMember.Part.choices], required=False)


class ShareForm(forms.Form):
    user = forms.UUIDField(
        label=_("Colleague"), required=False, widget=SearchingChoice(options_url=reverse_lazy("customers:find_people"))
    )
    team = forms.UUIDField(
        label=_("or team"), required=False, widget=SearchingChoice(options_url=reverse_lazy("customers:find_teams"))
    )
    may_edit = forms.BooleanField(label=_("May also edit"), required=False)


class OwnerForm(forms.Form):
    owner = forms.UUIDField(
        label=_("Owner"), required=False, widget=SearchingChoice(options_url=reverse_lazy("customers:find_people")),
        help_text=_("Empty: the customer belongs to nobody."),
    )  # fmt: skip


class DateForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=KeyDate.Kind.choices)
    day = forms.CharField(label=_("Day"), max_length=40, help_text=_("1980-05-01, 05-01 or 农历八月十五"))
    label = forms.CharField(label=_("Label"), max_length=80, required=False)


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=IdentityDocument.Kind.choices)
    number = forms.CharField(label=_("Number"), max_length=60)
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DateInput)


class ExternalIdForm(forms.Form):
    system = forms.CharField(label=_("System"), max_length=40, help_text=_("For instance: erp"))
    value = forms.CharField(label=_("Identifier"), max_length=120)


class NotesForm(forms.Form):
    notes = forms.CharField(label=_("Notes"), required=False, widget=GrowingText)


class ConfirmForm(forms.Form):
    """A question that is answered by pressing the button."""


def customer_names(ids: list[str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Customer.objects.filter(pk__in=ids).values_list("pk", "name")]
