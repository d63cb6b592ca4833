"""What is entered about tiers, entitlements and account plans. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.ui.widgets import DateInput, GrowingText, SearchingChoice
from kehu.key_accounts.actions.plans import this_year
from kehu.key_accounts.entitlements import KEYS, Key, Kind
from kehu.key_accounts.models import AccountPlan, PlanGoal, Stakeholder, TierRule
from kehu.key_accounts.queries import measures
from kehu.key_accounts.queries.plans import contacts_of
from kehu.sales.models import CommitteeMember
from kehu.sales.models.committees import MOST

PEOPLE = User.objects.filter(is_active=True, is_system=False)
STEPS = [(0, "—"), *((step, str(step)) for step in range(1, MOST + 1))]
_MONEY: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "min_value": 0}


class ThresholdsForm(forms.Form):
    """From how many points on there is which tier."""

    key_from = forms.IntegerField(label=_("Key account from"), min_value=1, max_value=10_000)
    a_from = forms.IntegerField(label=_("Tier A from"), min_value=1, max_value=10_000)
    b_from = forms.IntegerField(label=_("Tier B from"), min_value=1, max_value=10_000)
    c_from = forms.IntegerField(label=_("Tier C from"), min_value=1, max_value=10_000)
    with_group = forms.BooleanField(
        label=_("What subsidiaries bring counts for the one above them as well"), required=False
    )
    note = forms.CharField(label=_("Why it is changed"), max_length=300, required=False)

    def __init__(self, rule: TierRule, data: Any = None):
        super().__init__(data, initial={name: getattr(rule, name) for name in self.base_fields})


def _measures() -> list[tuple[str, Any]]:
    return [(one.key, one.label) for one in measures.all_measures()]


class StepForm(forms.Form):
    """Points from a number of a measure on."""

    measure = forms.ChoiceField(label=_("Measure"), choices=_measures)
    at_least = forms.DecimalField(
        label=_("From this number on"), help_text=_("Money in the company's currency."), **_MONEY
    )  # fmt: skip
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=1000)


class EntitlementsForm(forms.Form):
    """What one tier is owed, a field for each key."""

    def __init__(self, owed: dict[str, Any], data: Any = None):
        super().__init__(data, initial=owed)
        self.fields.update({one.key: _entitlement(one) for one in KEYS})


def _entitlement(one: Key) -> forms.Field:
    said: dict[str, Any] = {"label": one.label, "help_text": one.about, "required": False}
    if one.kind == Kind.YES_NO:
        return forms.BooleanField(**said)
    return forms.IntegerField(min_value=1, max_value=one.most, **said)


class PlanForm(forms.Form):
    """What can be changed of a plan."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=PEOPLE)
    state = forms.ChoiceField(label=_("State"), choices=AccountPlan.State.choices)
    next_review_on = forms.DateField(label=_("Next review"), required=False, widget=DateInput)
    summary = forms.CharField(label=_("Where we stand and what we want"), required=False, widget=GrowingText)

    def __init__(self, plan: AccountPlan, data: Any = None):
        super().__init__(data, initial={name: getattr(plan, name) for name in self.base_fields})


class BeginForm(forms.Form):
    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(),
        widget=SearchingChoice(options_url=reverse_lazy("lists:options", args=["customer"])),
    )  # fmt: skip
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=PEOPLE, required=False)
    next_review_on = forms.DateField(label=_("Next review"), required=False, widget=DateInput)
    summary = forms.CharField(label=_("Where we stand and what we want"), required=False, widget=GrowingText)

    def __init__(self, user: User, data: Any = None, customer: str | None = None):
        super().__init__(data, initial={"customer": customer, "year": this_year(), "owner": user.pk})
        rows = Customer.objects.visible_to(user)
        choice: Any = self.fields["customer"]
        choice.queryset = rows
        choice.widget.labels = lambda ids: [(str(one.pk), str(one)) for one in rows.filter(pk__in=ids)]


class GoalForm(forms.Form):
    title = forms.CharField(label=_("Goal"), max_length=200)
    measure = forms.ChoiceField(
        label=_("Measure"), choices=PlanGoal.Measure.choices,
        help_text=_("What is not entered by hand is added up over the whole group whenever somebody looks."),
    )  # fmt: skip
    target = forms.DecimalField(label=_("Target"), **_MONEY)
    actual = forms.DecimalField(
        label=_("Actual"), required=False, help_text=_("Only for goals that are entered by hand."), **_MONEY
    )
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)

    def __init__(self, data: Any = None, goal: PlanGoal | None = None):
        names = self.base_fields
        super().__init__(data, initial={name: getattr(goal, name) for name in names} if goal else None)

    def clean_actual(self) -> Any:
        return self.cleaned_data["actual"] or 0


class StakeholderForm(forms.Form):
    """A contact of the group for the map, or with `one` what can be changed of one."""

    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=CommitteeMember.Role.choices)
    stance = forms.ChoiceField(label=_("Attitude"), choices=CommitteeMember.Stance.choices)
    influence = forms.TypedChoiceField(label=_("Influence"), choices=STEPS, coerce=int)
    covered_by = forms.ModelChoiceField(label=_("Covered by"), queryset=PEOPLE, required=False)
    reports_to = forms.ModelChoiceField(label=_("Reports to"), queryset=Stakeholder.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, plan: AccountPlan, user: User, data: Any = None, one: Stakeholder | None = None):
        names = ("role", "stance", "influence", "covered_by", "reports_to", "note")
        super().__init__(data, initial={name: getattr(one, name) for name in names} if one else None)
        others = Stakeholder.objects.filter(plan=plan).select_related("contact")
        line: Any = self.fields["reports_to"]
        line.queryset = others.exclude(pk=one.pk) if one else others
        line.label_from_instance = lambda row: row.contact.name
        if one:
            del self.fields["contact"]
            return
        choice: Any = self.fields["contact"]
        choice.queryset = contacts_of(plan, user).exclude(stakes__plan=plan)
        choice.label_from_instance = lambda row: f"{row.name} · {row.customer.name}"


class ReviewForm(forms.Form):
    day = forms.DateField(label=_("Held on"), widget=DateInput)
    notes = forms.CharField(label=_("What was said and agreed"), widget=GrowingText)
    next_review_on = forms.DateField(label=_("Next review"), required=False, widget=DateInput)
