"""The forms of the privacy desk, of retention rules and of the data-quality policy."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Consent, Customer, LifecycleStage, PrivacyRequest, RetentionRule
from kehu.customers.models.quality import FIELDS
from kehu.foundation.access.models import User
from kehu.foundation.privacy.models import Erasure
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.ui.widgets import ChipChoices, DateInput, GrowingText

ANY = ("", _("any"))
STATES = [("open", _("Open")), ("late", _("Overdue")), ("closed", _("Closed")), ("all", _("All"))]


class RequestForm(forms.Form):
    """Somebody asks about his data."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=PrivacyRequest.Kind.choices)
    requester = forms.CharField(label=_("Who asks"), max_length=200)
    reach = forms.CharField(label=_("Where to answer"), max_length=254, required=False)
    law = forms.ChoiceField(label=_("Law"), choices=PrivacyRequest.Law.choices)
    received_on = forms.DateField(label=_("Received"), widget=DateInput, initial=timezone.localdate)
    source = forms.CharField(label=_("How it came"), max_length=80, required=False)
    details = forms.CharField(label=_("In his own words"), widget=GrowingText, required=False, max_length=4000)

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class IdentityForm(forms.Form):
    identity = forms.ChoiceField(label=_("Identity"), choices=PrivacyRequest.Identity.choices)
    proof = forms.CharField(label=_("How it was checked"), max_length=200)


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Who answers it"), required=False, empty_label=_("nobody"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(roles__verbs__contains=[PrivacyVerb.HANDLE.value], is_active=True)
        self.fields["to"].queryset = people.distinct().order_by("name", "pk")  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    until = forms.DateField(label=_("New last day"), widget=DateInput)
    reason = forms.CharField(label=_("Why it takes longer"), max_length=200)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=300, widget=GrowingText)


class CloseForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Result"),
        choices=[(value, label) for value, label in PrivacyRequest.State.choices if value in PrivacyRequest.CLOSED],
    )
    answer = forms.CharField(label=_("What the person was told"), widget=GrowingText, required=False, max_length=4000)


class EraseForm(forms.Form):
    mode = forms.ChoiceField(label=_("How"), choices=Erasure.Mode.choices)
    thorough = forms.BooleanField(
        label=_("Also take his phones, mails and numbers out of the texts of all other records"), required=False,
        initial=True,
    )  # fmt: skip
    confirm = forms.CharField(label=_("Type the reference of the request to confirm"), max_length=40)

    def __init__(self, reference: str, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.reference = reference

    def clean_confirm(self) -> str:
        given: str = self.cleaned_data["confirm"].strip()
        if given.upper() != self.reference:
            raise forms.ValidationError(_("This is not the reference of the request."))
        return given


class RefuseForm(forms.Form):
    reason = forms.CharField(label=_("Why not"), max_length=200)


class HoldForm(forms.Form):
    reason = forms.CharField(label=_("Why nothing may be erased"), max_length=200)
    until = forms.DateField(label=_("Until"), widget=DateInput, required=False)


class PolicyForm(forms.Form):
    law = forms.ChoiceField(label=_("Law that usually holds"), choices=PrivacyRequest.Law.choices)
    working_days = forms.IntegerField(
        label=_("PIPL: working days until the answer"), min_value=1, max_value=60,
        help_text=_("Regulators expect fifteen. A change holds for requests written down from now on."),
    )  # fmt: skip
    months = forms.IntegerField(
        label=_("GDPR: months until the answer"), min_value=1, max_value=3,
        help_text=_("The law says one, and two more for difficult cases."),
    )  # fmt: skip
    package_days = forms.IntegerField(
        label=_("Days an export can be downloaded"), min_value=1, max_value=365,
        help_text=_("After that the file is deleted; it can be made again while the request is open."),
    )  # fmt: skip
    two_persons = forms.BooleanField(
        label=_("An erasure needs two persons"), required=False,
        help_text=_("What one has prepared, another with the right to release it has to look at."),
    )  # fmt: skip


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    months = forms.IntegerField(label=_("Months without contact or change"), min_value=1, max_value=600, initial=36)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Customer.Kind.choices], required=False)
    stages = forms.MultipleChoiceField(label=_("Only in these stages"), required=False, widget=ChipChoices)
    standings = forms.MultipleChoiceField(
        label=_("Only in these standings"), required=False, widget=ChipChoices, choices=Customer.Standing.choices
    )
    action = forms.ChoiceField(label=_("What is done"), choices=RetentionRule.Action.choices)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        stages = [(one.key, one.label) for one in LifecycleStage.objects.order_by("position", "pk")]
        self.fields["stages"].choices = stages  # type: ignore[attr-defined]


class ConsentFilterForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=[ANY, *Consent.Channel.choices], required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[ANY, *Consent.Purpose.choices], required=False)
    statement = forms.ChoiceField(label=_("Statement"), choices=[ANY, *Consent.Statement.choices], required=False)


class QualityForm(forms.Form):
    """Which fields count, and when a customer counts as forgotten."""

    fields_counted = forms.MultipleChoiceField(
        label=_("Fields that have to be filled"), choices=list(FIELDS.items()), widget=ChipChoices, required=False
    )
    days_key = forms.IntegerField(label=_("Key accounts: days until forgotten"), min_value=1, max_value=3650)
    days_a = forms.IntegerField(label=_("Tier A"), min_value=1, max_value=3650)
    days_b = forms.IntegerField(label=_("Tier B"), min_value=1, max_value=3650)
    days_c = forms.IntegerField(label=_("Tier C"), min_value=1, max_value=3650)
    days_other = forms.IntegerField(label=_("Without tier"), min_value=1, max_value=3650)

    @property
    def stale_days(self) -> dict[str, int]:
        given = self.cleaned_data
        return {tier: given[f"days_{tier or 'other'}"] for tier in ("key", "a", "b", "c", "")}
