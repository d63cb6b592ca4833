"""What is asked for when somebody answers a request."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.approvals.models import Step
from kehu.foundation.ui.widgets import DateInput, GrowingText, SearchingChoice, SearchingChoices

LONGEST = 4000


def colleagues() -> Any:
    return User.objects.filter(is_active=True, is_system=False)


def user_names(ids: list[str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")]


def one_colleague() -> SearchingChoice:
    return SearchingChoice(options_url=reverse_lazy("approvals:find_people"), labels=user_names)


def several_colleagues() -> SearchingChoices:
    return SearchingChoices(options_url=reverse_lazy("approvals:find_people"), labels=user_names)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=LONGEST, required=False, widget=GrowingText)


class ReasonForm(forms.Form):
    note = forms.CharField(label=_("Why"), max_length=LONGEST, widget=GrowingText)


class ReturnForm(ReasonForm):
    """`to` is empty for the asker, else the id of a step."""

    to = forms.ChoiceField(label=_("To whom"), required=False)
    straight = forms.BooleanField(
        label=_("Straight back to me afterwards"), required=False,
        help_text=_("Only while nothing was changed; else it goes through all steps again."),
    )  # fmt: skip
    field_order = ("to", "note", "straight")

    def __init__(self, asker: User, steps: list[Step], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        earlier = [(str(one.pk), one.people) for one in steps]
        self.fields["to"].choices = [("", asker.name), *earlier]  # type: ignore[attr-defined]


class HandOnForm(NoteForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Who decides instead"), widget=one_colleague())
    field_order = ("to", "note")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues()  # type: ignore[attr-defined]


class SignersForm(NoteForm):
    users = forms.ModelMultipleChoiceField(User.objects.none(), label=_("Who else"), widget=several_colleagues())
    place = forms.ChoiceField(
        label=_("When"), choices=[("before", _("before I decide")), ("after", _("after this step"))],
        widget=forms.RadioSelect, initial="before",
    )  # fmt: skip
    field_order = ("users", "place", "note")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["users"].queryset = colleagues()  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    since = forms.DateField(label=_("First day"), widget=DateInput)
    until = forms.DateField(label=_("Last day"), widget=DateInput)
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Who decides meanwhile"), widget=one_colleague())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = colleagues()  # type: ignore[attr-defined]
