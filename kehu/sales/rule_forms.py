"""What is entered about rules of scoring and assignment. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Pool
from kehu.foundation.access.models import Team, User
from kehu.foundation.ui.widgets import DateInput
from kehu.sales.models import AssignmentRule, Lead, ScoreRule, Seller, Touch

_PEOPLE = User.objects.filter(is_active=True, is_system=False)


class ScoreRuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    points = forms.IntegerField(label=_("Points"), min_value=-100, max_value=100, initial=10)
    about = forms.ChoiceField(label=_("Points for"), choices=ScoreRule.About.choices)
    touch_kind = forms.ChoiceField(
        label=_("Kind of contact"), choices=[("", _("any but notes")), *Touch.Kind.choices], required=False
    )
    most = forms.IntegerField(label=_("At most this many contacts count"), min_value=1, max_value=1000, initial=5)
    fades_days = forms.IntegerField(
        label=_("Halves every so many days"), min_value=1, max_value=3650, required=False,
        help_text=_("Empty: it stays. Counted from the contact, else from the last one with the lead."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("Counts"), required=False, initial=True)


class BandsForm(forms.Form):
    warm_from = forms.IntegerField(label=_("Warm from"), min_value=-999, max_value=999)
    hot_from = forms.IntegerField(label=_("Hot from"), min_value=-999, max_value=999)


class AssignmentRuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    way = forms.ChoiceField(label=_("Goes to"), choices=AssignmentRule.Way.choices, initial=AssignmentRule.Way.TURNS)
    person = forms.ModelChoiceField(label=_("Person"), queryset=_PEOPLE, required=False)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), required=False)
    pool = forms.ModelChoiceField(label=_("Pool"), queryset=Pool.objects.filter(holds="lead"), required=False)
    skill = forms.CharField(
        label=_("Skill that is needed"), max_length=40, required=False, help_text=_("As written with the sellers.")
    )
    by_region = forms.BooleanField(
        label=_("Only who looks after the city of the lead"), required=False,
        help_text=_("By the territories where he works, and the cities and regions written with the sellers."),
    )  # fmt: skip
    most_open = forms.IntegerField(
        label=_("At most this many open leads each"), min_value=1, max_value=10_000, required=False
    )
    in_hours = forms.BooleanField(label=_("Only in working hours"), required=False)
    answer_within = forms.IntegerField(
        label=_("Working hours until the first contact"), min_value=1, max_value=1000, required=False
    )
    escalates_to = forms.ModelChoiceField(
        label=_("Told when it is late"),
        queryset=_PEOPLE,
        required=False,
        help_text=_("Empty: the manager of the owner."),
    )
    when_late = forms.ChoiceField(
        label=_("When as many hours have passed again"), choices=AssignmentRule.WhenLate.choices,
        initial=AssignmentRule.WhenLate.TELL, required=False,
        help_text=_("Who had it before does not get it again. Where nobody else is free, somebody is told."),
    )  # fmt: skip
    late_pool = forms.ModelChoiceField(
        label=_("Pool of what is late"), queryset=Pool.objects.filter(holds="lead"), required=False
    )
    is_active = forms.BooleanField(label=_("At work"), required=False, initial=True)

    def clean_when_late(self) -> str:
        return self.cleaned_data["when_late"] or AssignmentRule.WhenLate.TELL.value


class TryForm(forms.Form):
    lead = forms.ModelChoiceField(label=_("Lead"), queryset=Lead.objects.none())

    def __init__(self, user: User, data: Any = None):
        super().__init__(data)
        rows = Lead.objects.visible_to(user).order_by("-created_at", "-pk")
        self.fields["lead"].queryset = rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:100]))  # type: ignore[attr-defined]


class SellerForm(forms.Form):
    skills = forms.CharField(label=_("Skills"), max_length=400, required=False, help_text=_("Several with commas."))
    regions = forms.CharField(
        label=_("Cities and regions"), max_length=800, required=False, help_text=_("Several with commas.")
    )
    most_open = forms.IntegerField(
        label=_("At most this many open leads"), min_value=0, max_value=10_000, required=False
    )
    away_until = forms.DateField(label=_("Away until"), required=False, widget=DateInput)

    def __init__(self, data: Any = None, *, seller: Seller | None = None):
        initial = {}
        if seller:
            initial = {
                "skills": ", ".join(seller.skills), "regions": ", ".join(seller.regions),
                "most_open": seller.most_open, "away_until": seller.away_until,
            }  # fmt: skip
        super().__init__(data, initial=initial)

    def clean_skills(self) -> list[str]:
        return _words(self.cleaned_data["skills"], 40)

    def clean_regions(self) -> list[str]:
        return _words(self.cleaned_data["regions"], 80)


def _words(text: str, longest: int) -> list[str]:
    for mark in "，、；;\n":
        text = text.replace(mark, ",")
    return list(dict.fromkeys(word[:longest] for one in text.split(",") if (word := one.strip())))
