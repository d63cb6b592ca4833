"""What an auditor looks for."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.search import Wanted, sensitive_fields, tables

SOURCES = [
    ("", _("from anywhere")), ("page", _("on the page")), ("api", _("through the API")), ("import", _("by import")),
    ("job", _("by a background job")), ("command", _("by command")), ("sql", _("in the database")),
]  # fmt: skip


class SearchForm(forms.Form):
    actor = forms.ModelChoiceField(User.objects.none(), label=_("Who"), required=False, empty_label=_("anybody"))
    table = forms.ChoiceField(label=_("What"), required=False)
    source = forms.ChoiceField(label=_("Where"), required=False, choices=SOURCES)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label=_("Field or value"), required=False, max_length=80)
    record = forms.UUIDField(label=_("Identifier of a record"), required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = User.objects.order_by("name", "pk")  # type: ignore[attr-defined]
        named = sorted(((table, str(name)) for table, name in tables()), key=lambda one: one[1])
        self.fields["table"].choices = [("", _("anything")), *named]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Days are those of the reader's time zone; without any, a search by text looks at the last 30 days."""
        data = self.cleaned_data
        since = _begin(data["since"]) if data["since"] else None
        if data["text"] and since is None and not data["record"]:
            since = timezone.now() - timedelta(days=30)
        return Wanted(
            actor=data["actor"].pk if data["actor"] else None,
            table=data["table"],
            record=data["record"],
            object=data.get("field", "").partition(".")[0],
            field=data.get("field", "").partition(".")[2],
            source=data["source"],
            since=since,
            until=_begin(data["until"]) + timedelta(days=1) if data["until"] else None,
            text=data["text"],
            before=data["before"],
        )


class ReadsForm(SearchForm):
    """Of whom somebody saw which sensitive field."""

    field = forms.ChoiceField(label=_("Field"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("any")), *sensitive_fields()]  # type: ignore[attr-defined]


def _begin(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
