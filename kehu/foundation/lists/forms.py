"""What is asked when a list is kept: its name, whom it is for, and where it is at hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import Role, Team, User
from kehu.foundation.lists.actions import shelf
from kehu.foundation.lists.models import SavedView
from kehu.foundation.lists.permissions import ListVerb
from kehu.foundation.ui.widgets import ChipChoices

Audience = SavedView.Audience


class ViewForm(forms.Form):
    """`view` is the one that is changed; without, a new one is kept. Offers only what the user may do."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    audience = forms.ChoiceField(
        label=gettext_lazy("For"),
        help_text=gettext_lazy("Everybody sees in it only what he may see anyway."),
        initial=Audience.PRIVATE,
        required=False,
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), required=False)
    is_open = forms.BooleanField(label=gettext_lazy("Those it is shared with may change it"), required=False)
    is_pinned = forms.BooleanField(label=gettext_lazy("Show above the list"), required=False, initial=True)
    in_side_bar = forms.BooleanField(label=gettext_lazy("Show in my side bar"), required=False)
    folder = forms.CharField(
        label=gettext_lazy("Folder in the side bar"),
        max_length=shelf.LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.ModelMultipleChoiceField(
        Role.objects.none(),
        label=gettext_lazy("What these roles see first"),
        required=False,
        widget=ChipChoices,
    )

    def __init__(self, user: User, view: SavedView | None = None, data: Any = None):
        super().__init__(data, auto_id="view-%s", initial=_initial(view, user) if view else None)
        fields: dict[str, Any] = self.fields
        chosen = view.audience if view else Audience.PRIVATE
        rights = {Audience.TEAM: ListVerb.SHARE_WITH_TEAM, Audience.COMPANY: ListVerb.SHARE_VIEW}
        offered = [one for one in Audience if one == chosen or one not in rights or user.may(rights[one])]
        teams = Team.objects.order_by("name") if user.may(ListVerb.SHARE_VIEW) else user_teams(user)
        if Audience.TEAM in offered and chosen != Audience.TEAM and not teams.exists():
            offered.remove(Audience.TEAM)
        if len(offered) == 1:
            del fields["audience"], fields["is_open"]
        else:
            fields["audience"].choices = [(one, one.label) for one in offered]
        if Audience.TEAM in offered:
            fields["team"].queryset = teams
        else:
            del fields["team"]
        if user.may(ListVerb.MANAGE_VIEWS):
            fields["roles"].queryset = Role.objects.order_by("name")
        else:
            del fields["roles"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("audience") == Audience.TEAM and not given.get("team"):
            self.add_error("team", _("Choose a team."))
        return given

    @property
    def sharing(self) -> dict[str, Any]:
        """Of the answers those that `saved_views.save` and `change` take."""
        given = self.cleaned_data
        found: dict[str, Any] = {key: given[key] for key in ("name", "is_pinned") if key in given}
        if given.get("audience"):
            found |= {"audience": given["audience"], "is_open": given["is_open"]}
            found["team"] = given.get("team") if given["audience"] == Audience.TEAM else None
        return found


def user_teams(user: User) -> Any:
    return Team.objects.filter(pk__in=user.grants.team_ids).order_by("name")


def _initial(view: SavedView, user: User) -> dict[str, Any]:
    folder = next(
        (one["folder"] for one in shelf.shelf_of(user) for entry in one["lists"] if entry["id"] == str(view.pk)), None
    )
    return {
        "name": view.name, "audience": view.audience, "team": view.team_id, "is_open": view.is_open,
        "is_pinned": view.is_pinned, "in_side_bar": folder is not None, "folder": folder or "",
        "roles": list(view.first_for.values_list("role", flat=True)),
    }  # fmt: skip
