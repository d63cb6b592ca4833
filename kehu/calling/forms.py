"""What people say about call lists and calls."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.calling.actions.calls import Result
from kehu.calling.models import CallList, Outcome
from kehu.customers.models import Consent
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import BulkForm
from kehu.foundation.ui.widgets import GrowingText, SearchingChoices
from kehu.interactions.forms import DayField, MomentField


def _people() -> Any:
    return User.objects.filter(is_active=True, is_system=False).order_by("name", "id")


def _names(values: list[str]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in User.objects.filter(pk__in=values)]


class MembersField(forms.ModelMultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Who calls along"), required=False, queryset=_people(),
            widget=SearchingChoices(options_url=reverse_lazy("lists:options", args=["user"]), labels=_names),
            help_text=_("Each of them gets whom he sees, and nobody gets whom another has."),
        )  # fmt: skip


class BulkListForm(BulkForm):
    name = forms.CharField(label=_("Name of the list"), max_length=200)
    members = MembersField()
    due_on = DayField(label=_("Until when"), required=False)
    purpose = forms.ChoiceField(
        label=_("What the calls are for"), choices=Consent.Purpose.choices, initial=Consent.Purpose.SERVICE,
        help_text=_("Who has not allowed it is put aside. Service needs no consent."),
    )  # fmt: skip
    script = forms.CharField(label=_("What to say"), required=False, widget=GrowingText())


class ListForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=200)
    members = MembersField()
    due_on = DayField(label=_("Until when"), required=False)
    purpose = forms.ChoiceField(label=_("What the calls are for"), choices=Consent.Purpose.choices)
    script = forms.CharField(label=_("What to say"), required=False, widget=GrowingText())
    retry_minutes = forms.IntegerField(
        label=_("Who is not reached comes again after (minutes)"), min_value=1, max_value=20160
    )
    most_attempts = forms.IntegerField(label=_("Attempts in all"), min_value=1, max_value=20)

    def __init__(self, *args: Any, call_list: CallList, **options: Any):
        initial = {key: getattr(call_list, key) for key in self.base_fields if key != "members"}
        initial["members"] = [str(one) for one in call_list.members.values_list("user", flat=True)]
        super().__init__(*args, initial=initial, **options)


def tomorrow() -> datetime:
    """Ten o'clock tomorrow, on the user's clock."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time(10)))


class CallForm(forms.Form):
    outcome = forms.ChoiceField(choices=Outcome.choices)
    attempt = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(label=_("What was said"), required=False, max_length=5000)
    call_back_at = MomentField(label=_("Call back at"), required=False)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    next_on = DayField(label=_("By when"), required=False)

    def __init__(self, *args: Any, draft: str, **options: Any):
        super().__init__(*args, **options)
        self.fields["note"].widget = GrowingText(draft=draft)

    def result(self) -> Result:
        given = self.cleaned_data
        return Result(
            given["outcome"], given["note"], given["call_back_at"], given["next_step"].strip(), given["next_on"]
        )
