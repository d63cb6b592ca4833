"""What is entered about pools. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Pool
from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.ui.widgets import SearchingChoices

PEOPLE = User.objects.filter(is_active=True, is_system=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)


def _several(label: Any, rows: Any, **more: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(label=label, queryset=rows, required=False, widget=SearchingChoices(), **more)


class PoolForm(forms.Form):
    """A pool with its limits and members; `holds` is asked once, when it is made."""

    name = forms.CharField(label=_("Name"), max_length=80)
    holds = forms.ChoiceField(label=_("Holds"), choices=Pool.Holds.choices)
    takes_ownerless = forms.BooleanField(
        label=_("Also takes what nobody owns yet"), required=False,
        help_text=_("Every night records without an owner that fit the conditions are put in."),
    )  # fmt: skip
    claims_per_day = forms.IntegerField(
        label=_("Claims per person and day"), min_value=1, max_value=1000, required=False,
        help_text=_("Empty: no limit."),
    )  # fmt: skip
    most_held = forms.IntegerField(
        label=_("Most that one person may hold"), min_value=1, max_value=1_000_000, required=False,
        help_text=_("Empty: no limit."),
    )  # fmt: skip
    cool_down_days = forms.IntegerField(
        label=_("Days until its last owner may claim it again"), min_value=0, max_value=365, required=False, initial=0
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    people = _several(_("People"), PEOPLE)
    teams = _several(_("Teams"), Team.objects.all())
    departments = _several(_("Departments, with those below"), Department.objects.all())
    managers = _several(_("Managers"), PEOPLE, help_text=_("They give records to others, and no limit binds them."))

    def __init__(self, data: Any = None, *, pool: Pool | None = None):
        super().__init__(data, initial=_initial(pool) if pool else None)
        if pool:
            del self.fields["holds"]

    def values(self) -> dict[str, Any]:
        """What belongs to the pool itself."""
        own = {"name", "holds", "takes_ownerless", "claims_per_day", "most_held", "cool_down_days", "is_active"}
        given = {key: value for key, value in self.cleaned_data.items() if key in own}
        return {**given, "cool_down_days": given.get("cool_down_days") or 0}

    def members(self) -> list[Any]:
        return [*self.cleaned_data["people"], *self.cleaned_data["teams"], *self.cleaned_data["departments"]]


def _initial(pool: Pool) -> dict[str, Any]:
    rows = list(pool.memberships.all())
    own = {
        key: getattr(pool, key)
        for key in ("name", "takes_ownerless", "claims_per_day", "most_held", "cool_down_days", "is_active")
    }
    plain = [one for one in rows if not one.manages]
    return {
        **own,
        "people": [one.user_id for one in plain if one.user_id],
        "teams": [one.team_id for one in plain if one.team_id],
        "departments": [one.department_id for one in plain if one.department_id],
        "managers": [one.user_id for one in rows if one.manages and one.user_id],
    }


class ReclaimForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    idle_days = forms.IntegerField(label=_("Days without contact"), min_value=1, max_value=3650, initial=30)
    spares_open_sales = forms.BooleanField(label=_("An open opportunity protects"), required=False, initial=True)
    is_active = forms.BooleanField(label=_("At work"), required=False, initial=True)
