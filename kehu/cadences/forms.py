"""What is entered about cadences, their steps, and about putting something into one."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.cadences.models import Cadence, CadenceStep
from kehu.cadences.models.cadences import LONGEST_WAIT
from kehu.cadences.queries.refusing import usable_by
from kehu.foundation.access.models import Team, User
from kehu.foundation.ui.widgets import ChipChoices, DateInput, GrowingText


class CadenceForm(forms.Form):
    """`version` is that of the cadence as the user saw it. What a cadence is for is said once, when it is made."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=120)
    subject = forms.ChoiceField(label=_("For"), choices=Cadence.Subject.choices)
    note = forms.CharField(
        label=_("When to use it"), required=False, max_length=5000, widget=GrowingText(attrs={"rows": 2})
    )
    teams = forms.MultipleChoiceField(
        label=_("Only for these teams"), required=False, widget=ChipChoices, help_text=_("None: everybody may use it.")
    )
    stops_on_meeting = forms.BooleanField(label=_("Stops when a visit is planned"), required=False, initial=True)
    new_owner = forms.ChoiceField(
        label=_("With another owner it"), choices=Cadence.NewOwner.choices, initial=Cadence.NewOwner.GO_ON
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, data: Any = None, *, cadence: Cadence | None = None):
        initial = {name: getattr(cadence, name) for name in self.base_fields} if cadence else None
        super().__init__(data, initial=initial)
        self.fields["teams"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.name) for one in Team.objects.order_by("name", "pk")
        ]
        if cadence is not None:
            del self.fields["subject"]


class TakingForm(forms.Form):
    """Whether new leads go into a cadence by themselves; which of them say the conditions beside it."""

    takes_new = forms.BooleanField(label=_("Takes new leads by itself"), required=False)


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=CadenceStep.Kind.choices)
    title = forms.CharField(label=pgettext_lazy("cadences", "What to do"), max_length=200)
    days = forms.IntegerField(
        label=_("Working days after the step before"), min_value=0, max_value=LONGEST_WAIT, initial=1,
        help_text=_("0: the same day. Of the first step: after the beginning."),
    )  # fmt: skip
    at = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Empty: at any time of that day."),
    )  # fmt: skip
    body = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, widget=GrowingText(attrs={"rows": 4}),
        help_text=_(
            "May name {name}, {company}, {job_title}, {city}, {subject} and {owner}: they are filled in for each."
        ),
    )  # fmt: skip


class EnrolForm(forms.Form):
    cadence = forms.ChoiceField(label=_("Cadence"))
    start = forms.DateField(label=_("Begins on"), required=False, widget=DateInput, help_text=_("Empty: today."))

    def __init__(self, user: User, subject: str, data: Any = None):
        super().__init__(data)
        self.usable = {str(one.pk): one for one in usable_by(user, subject)}
        self.fields["cadence"].choices = [(pk, one.name) for pk, one in self.usable.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Cadence | None:
        """The cadence that the inputs name now, else the first."""
        named = str(self.data.get("cadence") or next(iter(self.usable), ""))
        return self.usable.get(named)


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Until"), required=False, widget=DateInput, help_text=_("Empty: until somebody lets it go on.")
    )


class PostponeForm(forms.Form):
    day = forms.DateField(label=pgettext_lazy("cadences", "To"), widget=DateInput)


def ids_of(text: str) -> list[UUID] | None:
    """Identifiers parted by commas, None where one is none."""
    try:
        return [UUID(one) for one in text.split(",") if one]
    except ValueError:
        return None
