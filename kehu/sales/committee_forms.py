"""What is entered about who buys, who else offers, and who sells together."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Contact
from kehu.foundation.access.models import User
from kehu.sales.actions.selling_teams import Part
from kehu.sales.forms import PEOPLE
from kehu.sales.models import CommitteeMember, Competitor, Opportunity, Rival
from kehu.sales.models.committees import MOST
from kehu.sales.queries import committees

STEPS = [(0, "—"), *((step, str(step)) for step in range(1, MOST + 1))]
BLANK_ROWS = 3


class MemberForm(forms.Form):
    """A new member, or with `member` what can be changed of one."""

    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=CommitteeMember.Role.choices)
    stance = forms.ChoiceField(label=_("Stance"), choices=CommitteeMember.Stance.choices)
    influence = forms.TypedChoiceField(label=_("Influence"), choices=STEPS, coerce=int)
    strength = forms.TypedChoiceField(
        label=_("Relationship"), choices=STEPS, coerce=int, help_text=_("How well we know each other, up to 5.")
    )
    reports_to = forms.ModelChoiceField(label=_("Reports to"), queryset=CommitteeMember.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, opportunity: Opportunity, data: Any = None, member: CommitteeMember | None = None):
        names = ("role", "stance", "influence", "strength", "reports_to", "note")
        super().__init__(data, initial={name: getattr(member, name) for name in names} if member else None)
        others = CommitteeMember.objects.filter(opportunity=opportunity).select_related("contact")
        line: Any = self.fields["reports_to"]
        line.queryset = others.exclude(pk=member.pk) if member else others
        line.label_from_instance = lambda one: one.contact.name
        if member:
            del self.fields["contact"]
            return
        choice: Any = self.fields["contact"]
        rows = Contact.objects.filter(customer=opportunity.customer_id, deleted_at=None)
        choice.queryset = rows.exclude(committees__opportunity=opportunity).order_by("-is_primary", "sort_name", "pk")


class RivalForm(forms.Form):
    competitor = forms.ModelChoiceField(
        label=_("Competitor"), queryset=Competitor.objects.filter(is_active=True), empty_label=None
    )
    standing = forms.ChoiceField(label=_("Standing"), choices=Rival.Standing.choices)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, rival: Rival | None = None):
        known = {"standing": rival.standing, "note": rival.note} if rival else None
        super().__init__(data, initial=known)
        if rival:
            del self.fields["competitor"]


class TeamForm(forms.Form):
    """A line for everybody in the team and some empty ones. `parts` is what the action takes."""

    def __init__(self, opportunity: Opportunity, data: Any = None):
        super().__init__(data)
        self.owner = opportunity.owner
        known = committees.team(opportunity)
        self.size = len(known) + BLANK_ROWS
        people = PEOPLE.exclude(pk=opportunity.owner_id)
        for place in range(self.size):
            one = known[place] if place < len(known) else None
            self.fields[f"user_{place}"] = forms.ModelChoiceField(
                queryset=people, label=_("Colleague"), required=False, initial=one.user_id if one else None
            )
            self.fields[f"part_{place}"] = forms.CharField(
                label=_("Part"), required=False, max_length=80, initial=one.part if one else ""
            )
            self.fields[f"credit_{place}"] = forms.IntegerField(
                label=_("Credit (percent)"), required=False, min_value=0, max_value=100,
                initial=one.credit if one else None,
            )  # fmt: skip
            self.fields[f"overlay_{place}"] = forms.BooleanField(
                label=_("on top"), required=False, initial=bool(one and one.is_overlay)
            )

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The bound fields, line by line."""
        names = ("user", "part", "credit", "overlay")
        return [tuple(self[f"{name}_{place}"] for name in names) for place in range(self.size)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in range(self.size):
            if given.get(f"credit_{place}") and not given.get(f"user_{place}"):
                self.add_error(f"user_{place}", _now("Say whose credit this is."))
        return given

    @property
    def parts(self) -> list[Part]:
        given = self.cleaned_data
        lines = [(given[f"user_{place}"], place) for place in range(self.size)]
        return [
            Part(user, given[f"credit_{at}"] or 0, given[f"part_{at}"], given[f"overlay_{at}"])
            for user, at in lines
            if isinstance(user, User)
        ]
