"""Forms of the company's settings."""

from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kehu.foundation.company.models import MapApp, MapDatum

WEEKDAYS = [
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")), (6, _("Saturday")),
    (7, _("Sunday")),
]  # fmt: skip
USUAL_CURRENCIES = ["CNY", "HKD", "TWD", "USD", "EUR", "GBP", "JPY", "SGD"]


def currencies() -> list[tuple[str, str]]:
    rest = sorted(code for code in list_currencies() if code not in USUAL_CURRENCIES)
    return [(code, code) for code in USUAL_CURRENCIES + rest]


class GeneralForm(forms.Form):
    name = forms.CharField(label=_("Company name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=sorted((zone, zone) for zone in available_timezones()))
    phone_region = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("Country of phone numbers without a country code"),
        help_text=_("Two letters, such as CN."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    fiscal_year_start = forms.TypedChoiceField(
        label=_("The fiscal year begins in month"), coerce=int, choices=[(month, month) for month in range(1, 13)]
    )
    working_weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"), coerce=int, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    working_from = forms.TimeField(
        label=_("Work begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    working_until = forms.TimeField(
        label=_("Work ends"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    trash_days = forms.IntegerField(
        label=_("Days in the trash"), min_value=0, max_value=3650, initial=90, required=False,
        help_text=_("Then a record is deleted for ever. 0: never. What was deleted can be taken back for 30 days."),
    )  # fmt: skip

    def clean_trash_days(self) -> int:
        days = self.cleaned_data["trash_days"]
        if days is not None and 0 < days < 30:
            raise forms.ValidationError(_("At least 30 days, so that a deletion can be taken back; or 0 for never."))
        return 90 if days is None else int(days)


class MailForm(forms.Form):
    mail_host = forms.CharField(
        label=_("Mail server"), max_length=200, required=False,
        help_text=_("While it is empty nothing is sent; the outbox shows what would have gone out."),
    )  # fmt: skip
    mail_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    mail_security = forms.ChoiceField(
        label=_("Encryption"), choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("none"))]
    )
    mail_user = forms.CharField(label=_("User name"), max_length=200, required=False)
    mail_password = forms.CharField(
        label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput,
        help_text=_("Leave it empty to keep the password that is set."),
    )  # fmt: skip
    mail_from = forms.EmailField(label=_("Sender"), required=False)


class MapsForm(forms.Form):
    map_tiles = forms.CharField(
        label=_("Address of the map tiles"), max_length=300, required=False,
        help_text=_("Such as https://tiles.example.com/{z}/{x}/{y}.png. While it is empty routes are drawn without a "
                    "map, and no browser asks another server."),
    )  # fmt: skip
    map_attribution = forms.CharField(
        label=_("Whose map it is"), max_length=200, required=False, help_text=_("Stands in the corner of the map.")
    )
    map_datum = forms.ChoiceField(
        label=_("Degrees of the map"), choices=MapDatum.choices,
        help_text=_("Tiles of Chinese providers are shifted; with GCJ-02 our places are shifted along with them."),
    )  # fmt: skip
    map_app = forms.ChoiceField(label=_("The way is shown by"), choices=MapApp.choices)
    office_address = forms.CharField(label=_("Office"), max_length=200, required=False)
    office_latitude = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90,
        help_text=_("Degrees (WGS 84). Routes begin here unless somebody begins where he is."),
    )  # fmt: skip
    office_longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)


class LogoForm(forms.Form):
    logo = forms.FileField(label=_("Logo"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}))


class RateForm(forms.Form):
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    since = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))
    rate = forms.DecimalField(label=_("Rate"), max_digits=18, decimal_places=8)


class DayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("Name"), max_length=80)
    is_working = forms.BooleanField(label=_("People work on this day"), required=False)
