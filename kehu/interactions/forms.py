"""What people type about interactions, tasks and visits."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import BulkForm
from kehu.foundation.fields.forms import form_fields, given_values
from kehu.foundation.ui.widgets import SearchingChoice, SearchingChoices
from kehu.interactions.models import Interaction, Task

MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A moment on the user's clock, entered with the browser's own picker."""

    def __init__(self, **options: Any):
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            input_formats=[MOMENT, f"{MOMENT}:%S"], **options,
        )  # fmt: skip


class DayField(forms.DateField):
    def __init__(self, **options: Any):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class DegreesField(forms.DecimalField):
    """Filled by the browser, which knows where it is."""

    most = 180

    def __init__(self, **options: Any):
        super().__init__(
            required=False, widget=forms.HiddenInput, min_value=-self.most, max_value=self.most, max_digits=9,
            decimal_places=6, **options,
        )  # fmt: skip


class LatitudeField(DegreesField):
    most = 90


class LongitudeField(DegreesField):
    pass


class ContactField(forms.ModelChoiceField):
    """The contacts of one customer; `belong_to` says of which."""

    def __init__(self, **options: Any):
        super().__init__(Contact.objects.none(), empty_label=_("the customer as such"), **options)

    def belong_to(self, customer: Customer | None, user: User) -> None:
        if customer:
            rows = Contact.objects.visible_to(user).filter(customer=customer)
            self.queryset = rows.order_by("-is_primary", "sort_name", "id")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; each is checked as one, the value is the list of them."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(file, initial) for file in data or []]


def colleagues() -> Any:
    return User.objects.filter(is_active=True, is_system=False).order_by("name", "id")


class FormWithOwnFields(forms.Form):
    """A form that also asks for the company's own fields; `own` are their names in order."""

    own: tuple[str, ...] = ()

    def ask_own(self, object_key: str, user: User, existing: dict[str, Any] | None) -> None:
        found = form_fields(object_key, user, existing)
        self.own = tuple(found)
        self.fields.update(found)

    def own_values(self) -> dict[str, Any]:
        return given_values(self.cleaned_data)


class LogForm(FormWithOwnFields):
    kind = forms.ChoiceField(label=_("Kind"), choices=Interaction.Kind.choices)
    body = forms.CharField(label=_("What was said or done?"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    subject = forms.CharField(label=_("Subject"), required=False, max_length=300)
    contact = ContactField(label=_("With whom"), required=False)
    started_at = MomentField(label=_("When"), required=False, help_text=_("Empty means now."))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=1440)
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[("", ""), *Interaction.Direction.choices]
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", ""), *Interaction.Channel.choices])
    outcome = forms.CharField(label=_("Outcome"), required=False, max_length=80)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    private = forms.BooleanField(label=_("Only for me and my manager"), required=False)
    files = FilesField(label=_("Files"), required=False)  # type: ignore[assignment]

    def __init__(
        self,
        *args: Any,
        customer: Customer | None,
        user: User,
        existing: dict[str, Any] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        contact: ContactField = self.fields["contact"]  # type: ignore[assignment]
        contact.belong_to(customer, user)
        self.ask_own("interaction", user, existing)

    def values(self) -> dict[str, Any]:
        """Keywords for `interactions.log`."""
        given = self.cleaned_data
        return {
            "kind": given["kind"], "body": given["body"], "subject": given["subject"], "contact": given["contact"],
            "started_at": given["started_at"], "direction": given["direction"] or None,
            "channel": given["channel"] or None, "outcome": outcome_key(given["outcome"]), "place": given["place"],
            "private": given["private"], "custom": self.own_values(),
            "duration_seconds": None if given["minutes"] is None else given["minutes"] * 60,
        }  # fmt: skip


def outcome_key(text: str) -> str:
    """The key of a suggested outcome that was chosen by its wording, else the text itself."""
    return next((key for key, label in Interaction.Outcome.choices if str(label).casefold() == text.casefold()), text)


class CorrectionForm(LogForm):
    """The same fields with what stands there; empty time and kind are not possible here."""

    files = None  # type: ignore[assignment]
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)

    def changes(self) -> dict[str, Any]:
        values = self.values()
        values["next_step"] = self.cleaned_data["next_step"]
        values["direction"] = values["direction"] or Interaction.Direction.NONE
        values["channel"] = values["channel"] or ""
        if values["started_at"] is None:
            del values["started_at"]
        return values


class TaskForm(FormWithOwnFields):
    REPEATS = (
        ("", _("does not repeat")), ("daily", _("every day")), ("weekdays", _("Monday to Friday")),
        ("weekly", _("every week")), ("monthly", _("every month")), ("yearly", _("every year")),
    )  # fmt: skip
    REMINDERS = (
        ("", _("no reminder")), ("0", _("when it is due")), ("15", _("15 minutes before")), ("60", _("1 hour before")),
        ("1440", _("1 day before")),
    )  # fmt: skip

    title = forms.CharField(label=_("What is to be done?"), max_length=300)
    due_day = DayField(label=_("Due"), required=False)
    due_clock = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Empty means some time that day."),
    )  # fmt: skip
    assignee = forms.ModelChoiceField(label=_("Assignee"), queryset=User.objects.none())
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Task.Priority.choices, coerce=int, initial=Task.Priority.NORMAL
    )
    repeat = forms.ChoiceField(label=_("Repeats"), choices=REPEATS, required=False)
    remind = forms.ChoiceField(label=_("Reminder"), choices=REMINDERS, required=False)
    contact = ContactField(label=_("With whom"), required=False)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,
        customer: Customer | None,
        user: User,
        existing: dict[str, Any] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.ask_own("task", user, existing)
        people: forms.ModelChoiceField = self.fields["assignee"]  # type: ignore[assignment]
        people.queryset = colleagues() if user.may("task.assign") else User.objects.filter(pk=user.pk)
        people.initial = user.pk
        contact: ContactField = self.fields["contact"]  # type: ignore[assignment]
        contact.belong_to(customer, user)

    @property
    def due(self) -> tuple[datetime | None, bool]:
        """The due moment, and whether it is a whole day."""
        day: date | None = self.cleaned_data["due_day"]
        if day is None:
            return None, False
        clock: time | None = self.cleaned_data["due_clock"]
        return timezone.make_aware(datetime.combine(day, clock or time(12))), clock is None

    def remind_at(self, due_at: datetime | None) -> datetime | None:
        ahead = self.cleaned_data["remind"]
        return due_at - timedelta(minutes=int(ahead)) if ahead and due_at else None


class VisitForm(FormWithOwnFields):
    purpose = forms.CharField(label=_("What is the visit for?"), max_length=300)
    planned_start = MomentField(label=_("Start"))
    minutes = forms.TypedChoiceField(
        label=_("Length"), coerce=int, initial=60,
        choices=[
            (30, _("30 minutes")), (60, _("1 hour")), (90, _("1½ hours")), (120, _("2 hours")), (240, _("half a day")),
            (480, _("a day")),
        ],
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), required=False, max_length=300)
    visitor = forms.ModelChoiceField(label=_("Visitor"), queryset=User.objects.none())
    contact = ContactField(label=_("With whom"), required=False)
    contacts = forms.ModelMultipleChoiceField(
        label=_("Further contacts"), required=False, queryset=Contact.objects.none(), widget=SearchingChoices
    )
    colleagues = forms.ModelMultipleChoiceField(
        label=_("Colleagues who come along"), required=False, queryset=User.objects.none(), widget=SearchingChoices
    )
    latitude = LatitudeField()
    longitude = LongitudeField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        customer: Customer | None,
        user: User,
        existing: dict[str, Any] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.ask_own("visit", user, existing)
        people: forms.ModelChoiceField = self.fields["visitor"]  # type: ignore[assignment]
        people.queryset, people.initial = colleagues(), user.pk
        along: forms.ModelMultipleChoiceField = self.fields["colleagues"]  # type: ignore[assignment]
        along.queryset = colleagues()
        contact: ContactField = self.fields["contact"]  # type: ignore[assignment]
        contact.belong_to(customer, user)
        further: forms.ModelMultipleChoiceField = self.fields["contacts"]  # type: ignore[assignment]
        further.queryset = contact.queryset

    def values(self) -> dict[str, Any]:
        """Keywords for `visits.plan`."""
        given = self.cleaned_data
        start = given["planned_start"]
        return {
            "purpose": given["purpose"], "planned_start": start,
            "planned_end": start + timedelta(minutes=given["minutes"]), "place": given["place"],
            "visitor": given["visitor"], "contact": given["contact"], "latitude": given["latitude"],
            "longitude": given["longitude"], "colleagues": given["colleagues"], "contacts": given["contacts"],
            "custom": self.own_values(),
        }  # fmt: skip


class HoldForm(forms.Form):
    body = forms.CharField(
        label=_("What was said and agreed?"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    outcome = forms.CharField(label=_("Outcome"), required=False, max_length=80)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=20160, required=False)
    files = FilesField(label=_("Photos and files"), required=False)  # type: ignore[assignment]
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    next_day = DayField(label=_("By when"), required=False)
    latitude = LatitudeField()
    longitude = LongitudeField()
    remember = forms.BooleanField(label=_("Remember this place for the customer's address"), required=False)

    @property
    def place(self) -> tuple[Decimal, Decimal] | None:
        given = self.cleaned_data
        known = given["latitude"] is not None and given["longitude"] is not None
        return (given["latitude"], given["longitude"]) if known else None


class NextStepForm(forms.Form):
    """The question after each log: what next, and by when."""

    WHEN = (("today", _("Today")), ("tomorrow", _("Tomorrow")), ("week", _("Next week")), ("pick", _("Pick a day")))

    title = forms.CharField(label=_("Next step"), max_length=200)
    when = forms.ChoiceField(choices=WHEN)
    day = DayField(label=_("Day"), required=False)

    def due_day(self) -> date:
        today = timezone.localdate()
        return {
            "today": today,
            "tomorrow": today + timedelta(days=1),
            "week": today + timedelta(days=7),
            "pick": self.cleaned_data["day"] or today + timedelta(days=1),
        }[self.cleaned_data["when"]]


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


class ClosingForm(BulkForm):
    """How many tasks are closed at once."""

    note = forms.CharField(
        label=_("Closing note"), max_length=300, required=False, help_text=_("The same for all of them.")
    )


class AssigneeForm(BulkForm):
    """To whom many tasks are given at once."""

    assignee = forms.ModelChoiceField(
        label=_("Assignee"),
        queryset=User.objects.filter(is_active=True, is_system=False),
        widget=SearchingChoice(options_url=reverse_lazy("lists:options", args=["user"])),
    )
