"""One's own profile."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.actions.profile import change_own
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.context import LANGUAGE_NAMES
from kehu.foundation.ui.responses import page, saved

# First those of our users; the rest by name.
_USUAL_ZONES = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Europe/London", "UTC")


class ProfileForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Colours"), choices=User.Theme.choices)
    notice_delivery = forms.ChoiceField(label=gettext_lazy("Notices"), choices=User.Delivery.choices)

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["language"].choices = [("", _("like the browser")), *LANGUAGE_NAMES.items()]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", _("like the company")), *_zones()]  # type: ignore[attr-defined]


def profile(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    initial = {name: getattr(user, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_own(changes=form.cleaned_data, by=user)
        return saved(request, message=_("Your profile is saved."), go_to=request.path)
    return page(request, "ui/profile.html", {"form": form}, status=422 if form.errors else 200)


@cache
def _zones() -> list[tuple[str, str]]:
    rest = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [(zone, zone.replace("_", " ")) for zone in (*_USUAL_ZONES, *(z for z in rest if z not in _USUAL_ZONES))]
