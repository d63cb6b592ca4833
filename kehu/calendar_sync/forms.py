"""Forms of the connection to a calendar, and of the company's rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.calendar_sync.dav.discovery import Found
from kehu.calendar_sync.models import CalendarConnection


class ConnectForm(forms.Form):
    server = forms.CharField(
        label=_("Address of the server"), max_length=400,
        help_text=_("Such as https://caldav.icloud.com or https://cloud.example.com. Kehu finds the calendars itself."),
    )  # fmt: skip
    username = forms.CharField(
        label=_("User name there"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("App password"), max_length=400, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Most providers let you make a password for one program alone. Kehu keeps it encrypted and shows "
                    "it to nobody."),
    )  # fmt: skip


class CalendarForm(forms.Form):
    calendar = forms.ChoiceField(label=_("Calendar"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, found: list[Found], chosen: str = "", **kwargs: Any):
        kwargs["initial"] = {"calendar": chosen or (found[0].url if found else "")}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["calendar"]
        field.choices = [(one.url, _label(one)) for one in found]


class OptionsForm(forms.Form):
    direction = forms.ChoiceField(label=_("Direction"), choices=CalendarConnection.Direction.choices)
    visits = forms.BooleanField(label=_("Visits"), required=False)
    tasks = forms.BooleanField(label=_("Tasks with a time, as entries that do not block it"), required=False)
    names = forms.BooleanField(label=_("Names of customers in the titles of entries"), required=False)
    foreign = forms.ChoiceField(
        label=_("Other entries of my calendar are shown in Kehu"), choices=CalendarConnection.Foreign.choices,
        help_text=_("Colleagues who see your work see that you are busy, never a title."),
    )  # fmt: skip


class LeavingForm(forms.Form):
    keep = forms.TypedChoiceField(
        label=_("What Kehu wrote into the calendar"), widget=forms.RadioSelect, coerce=lambda value: value == "keep",
        choices=[("keep", _("stays there")), ("remove", _("is removed there"))], initial="keep",
    )  # fmt: skip


class RulesForm(forms.Form):
    connecting = forms.BooleanField(
        label=_("People may connect calendars"), required=False,
        help_text=_("Without it nothing is exchanged any more; connections are kept."),
    )  # fmt: skip
    inner = forms.BooleanField(
        label=_("Servers in the company's own network may be connected"), required=False,
        help_text=_("Also lets connections be made without encryption. Leave it off if all calendars are on the "
                    "internet."),
    )  # fmt: skip


def _label(one: Found) -> Any:
    return one.name if one.writable else _("%(name)s (read only)") % {"name": one.name}
