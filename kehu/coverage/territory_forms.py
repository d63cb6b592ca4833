"""What is entered about territories and their rules."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kehu.coverage.queries.territory_rules import CLEAR, KEEP
from kehu.customers.models import Customer, Territory
from kehu.foundation.access.models import Team, User
from kehu.foundation.changes.bulk import BulkForm
from kehu.foundation.ui.widgets import GrowingText, SearchingChoice, SearchingChoices

PEOPLE = User.objects.filter(is_active=True, is_system=False)


def _searching(reference: str, model: Any, *, several: bool = False) -> SearchingChoice:
    address = format_lazy("{}?records=1", reverse_lazy("lists:options", args=[reference]))
    kind = SearchingChoices if several else SearchingChoice
    return kind(
        options_url=address,
        labels=lambda ids: [(str(pk), name) for pk, name in model.objects.filter(pk__in=ids).values_list("pk", "name")],
    )


def territory_field(label: Any, *, required: bool = False, **more: Any) -> forms.ModelChoiceField:
    """One of the territories, found by typing."""
    return forms.ModelChoiceField(
        label=label, queryset=Territory.objects.all(), required=required, widget=_searching("territory", Territory),
        **more,
    )  # fmt: skip


def _person(label: Any, **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label, queryset=PEOPLE, required=False, widget=_searching("user", User), **more
    )  # fmt: skip


class TerritoryForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    parent = territory_field(_("Belongs to"), help_text=_("Empty: it stands at the top."))
    responsible = _person(_("Responsible seller"))
    manager = _person(_("Manager"))
    members = forms.ModelMultipleChoiceField(
        label=_("Members"), queryset=PEOPLE, required=False, widget=_searching("user", User, several=True)
    )
    way = forms.ChoiceField(
        label=_("A customer who comes here by the rules"), choices=Territory.Way.choices, initial=Territory.Way.KEEP,
        help_text=_("Whoever works here keeps the customers he has, whatever is chosen."),
    )  # fmt: skip
    team = forms.ModelChoiceField(
        label=_("and belongs to the team"), queryset=Team.objects.order_by("name"), required=False
    )
    notes = forms.CharField(label=_("Notes"), required=False, widget=GrowingText)

    @classmethod
    def of(cls, territory: Territory, data: Any = None) -> "TerritoryForm":
        """The form as it stands for a territory."""
        initial = {key: getattr(territory, f"{key}_id", None) for key in ("parent", "responsible", "manager", "team")}
        initial |= {key: getattr(territory, key) for key in ("name", "way", "notes")}
        initial["members"] = list(territory.members.values_list("user_id", flat=True))
        return cls(data, initial=initial)


class RemovalForm(forms.Form):
    heir = territory_field(_("Its customers go to"))


class RuleForm(forms.Form):
    territory = territory_field(_("They belong to"), required=True)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("At work"), required=False, initial=True)


class TryForm(forms.Form):
    customer = forms.ModelChoiceField(label=_("Customer"), queryset=Customer.objects.none())

    def __init__(self, user: User, data: Any = None):
        super().__init__(data)
        self.fields["customer"].queryset = Customer.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["customer"].widget = _searching("customer", Customer)


STRAYS = (
    (KEEP, _("stay where they are")),
    (CLEAR, _("are in no territory afterwards")),
)


class AssigningForm(BulkForm):
    strays = forms.ChoiceField(label=_("Customers whom no rule fits"), choices=STRAYS, initial=KEEP)
    pinned = forms.BooleanField(label=_("Take along who was put where he is by hand"), required=False)
