"""What people say about visit plans."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import BulkForm
from kehu.foundation.ui.widgets import SearchingChoice
from kehu.interactions.forms import DayField, HoldForm, LatitudeField, LongitudeField, colleagues
from kehu.interactions.models import VisitPlan, VisitStop

_LENGTHS = [
    (15, _("15 minutes")), (30, _("30 minutes")), (45, _("45 minutes")), (60, _("1 hour")), (90, _("1½ hours")),
    (120, _("2 hours")), (240, _("half a day")),
]  # fmt: skip


def _length() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("Length of a visit"), coerce=int, initial=60, choices=_LENGTHS)


class BulkPlanForm(BulkForm):
    title = forms.CharField(label=_("What are the visits for?"), max_length=200)
    first_day = DayField(label=_("Day"), initial=timezone.localdate)
    days = forms.IntegerField(
        label=_("Working days"), min_value=1, max_value=14, initial=1,
        help_text=_("1 for a day, 5 for a week: the stops are shared out over them."),
    )  # fmt: skip
    minutes = _length()
    visitor = forms.ModelChoiceField(
        label=_("Visitor"), queryset=User.objects.filter(is_active=True, is_system=False), required=False,
        widget=SearchingChoice(options_url=reverse_lazy("lists:options", args=["user"])),
        help_text=_("Empty: yourself."),
    )  # fmt: skip


class PlanForm(forms.Form):
    """A new plan from the page of proposals; `customers` are those ticked there."""

    title = forms.CharField(label=_("What are the visits for?"), max_length=200)
    first_day = DayField(label=_("Day"), initial=timezone.localdate)
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=14, initial=1)
    minutes = _length()
    visitor = forms.ModelChoiceField(label=_("Visitor"), queryset=User.objects.none())
    latitude = LatitudeField()
    longitude = LongitudeField()

    def __init__(self, *args: Any, user: User, **options: Any):
        super().__init__(*args, **options)
        people: forms.ModelChoiceField = self.fields["visitor"]  # type: ignore[assignment]
        people.queryset, people.initial = colleagues(), user.pk

    @property
    def place(self) -> tuple[float, float] | None:
        given = self.cleaned_data
        known = given["latitude"] is not None and given["longitude"] is not None
        return (float(given["latitude"]), float(given["longitude"])) if known else None


class TitleForm(forms.Form):
    title = forms.CharField(label=_("What are the visits for?"), max_length=200)


class StopForm(forms.Form):
    """One stop: when, how long, and whether a time is agreed."""

    day = DayField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720)
    fixed_at = forms.TimeField(
        label=_("Agreed time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("The stop keeps it, however the day is ordered."),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: VisitPlan, stop: VisitStop | None = None, **options: Any):
        if stop:
            options["initial"] = {"day": stop.day, "minutes": stop.minutes, "fixed_at": stop.fixed_at}
        super().__init__(*args, **options)
        for edge, day in (("min", plan.first_day), ("max", plan.last_day)):
            self.fields["day"].widget.attrs[edge] = day.isoformat()


class NewStopForm(StopForm):
    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(),
        widget=SearchingChoice(options_url=reverse_lazy("lists:options", args=["customer"])),
    )  # fmt: skip
    field_order = ("customer",)

    def __init__(self, *args: Any, plan: VisitPlan, user: User, **options: Any):
        super().__init__(*args, plan=plan, **options)
        self.fields["day"].initial, self.fields["minutes"].initial = plan.first_day, 60
        customers: forms.ModelChoiceField = self.fields["customer"]  # type: ignore[assignment]
        customers.queryset = Customer.objects.visible_to(user)


class CheckInForm(HoldForm):
    """The same as after any visit; on the spot nobody writes much."""

    field_order = ("files", "body")

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["body"].widget.attrs["rows"] = 2


def arrangement(texts: list[str]) -> list[tuple[date, UUID]]:
    """Stops with their days, from the page: days (2026-11-24) each followed by ids. What is neither is left out."""
    found: list[tuple[date, UUID]] = []
    day: date | None = None
    for text in texts:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            try:
                key = UUID(text)
            except ValueError:
                continue
            if day:
                found.append((day, key))
    return found
