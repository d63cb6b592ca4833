"""A rule as a form: some facts about it, a row for each condition and for each step.

Rows may come and go while the page stands: each has a word of its own (`condition`, `step` in what is posted, in the
order of the page), with which the names of its inputs begin.
"""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import Department, Role, User
from kehu.foundation.approvals.conditions import DEPARTMENT, ROLE, Condition, fields_of, operators_of
from kehu.foundation.approvals.forms import several_colleagues
from kehu.foundation.approvals.models import By, Mode, OnTimeout
from kehu.foundation.approvals.routing import RuleDraft, StepDraft
from kehu.foundation.approvals.subjects import NUMBERS, Fact, Kind, Subject
from kehu.foundation.ui.widgets import ChipChoices, SearchingChoices

NEW = "new"


class ConditionForm(forms.Form):
    """What can be said of a fact depends on its kind, so the row is made anew when another is chosen."""

    fact = forms.ChoiceField(label=_("What"))
    operator = forms.ChoiceField(label=_("How"))

    def __init__(self, subject: Subject, fact: str, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        facts = {one.key: one for one in fields_of(subject)}
        self.chosen = facts.get(fact) or next(iter(facts.values()))
        self.initial.setdefault("fact", self.chosen.key)
        self.fields["fact"].choices = [(one.key, one.label) for one in facts.values()]  # type: ignore[attr-defined]
        self.fields["operator"].choices = operators_of(self.chosen)  # type: ignore[attr-defined]
        self.fields["values"] = values_field(self.chosen)

    @property
    def condition(self) -> Condition:
        """Once it is valid."""
        given = self.cleaned_data["values"]
        values = given if isinstance(given, list) else [given]
        return Condition(self.chosen.key, self.cleaned_data["operator"], tuple(str(one) for one in values))


def values_field(fact: Fact) -> forms.Field:
    label = _("Value")
    if fact.key == ROLE:
        roles = [(role.key, role.label) for role in Role.objects.all()]
        return forms.MultipleChoiceField(label=label, choices=roles, widget=ChipChoices)
    if fact.key == DEPARTMENT:
        departments = [(str(pk), name) for pk, name in Department.objects.order_by("path").values_list("pk", "name")]
        return forms.MultipleChoiceField(label=label, choices=departments, widget=SearchingChoices)
    if fact.kind == Kind.YES_NO:
        return forms.ChoiceField(label=label, choices=[("yes", _("yes")), ("no", _("no"))])
    if fact.choices is not None:
        return forms.MultipleChoiceField(
            label=label, choices=[(str(key), name) for key, name in fact.choices()], widget=ChipChoices
        )
    if fact.kind in NUMBERS:
        return forms.DecimalField(label=label, max_digits=18, localize=False, widget=forms.TextInput(NUMERIC))
    return forms.CharField(label=label, max_length=200)


NUMERIC = {"inputmode": "decimal", "autocomplete": "off", "class": "k-number"}


class StepForm(forms.Form):
    by = forms.ChoiceField(label=_("Who decides"), choices=By.choices)
    users = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("People"), required=False, widget=several_colleagues()
    )
    role = forms.ModelChoiceField(Role.objects.none(), label=_("Role"), required=False)
    levels = forms.IntegerField(label=_("How many levels up"), min_value=1, max_value=9, initial=1, required=False)
    mode = forms.ChoiceField(label=_("How many have to approve"), choices=Mode.choices, required=False)
    remind_after = forms.IntegerField(
        label=_("Remind after working hours"), min_value=1, max_value=2000, required=False
    )
    hours = forms.IntegerField(label=_("Deadline in working hours"), min_value=1, max_value=2000, required=False)
    on_timeout = forms.ChoiceField(label=_("After the deadline"), choices=OnTimeout.choices, required=False)

    def __init__(self, by: str, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.chosen = by if by in By.values else By.MANAGER.value
        self.initial.setdefault("by", self.chosen)
        self.fields["users"].queryset = User.objects.filter(is_active=True, is_system=False)  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]
        for name in FIELDS_OUT[self.chosen]:
            del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs["data-quiet"] = True  # nearly all may be left empty: no need to say so of each

    @property
    def draft(self) -> StepDraft:
        """Once it is valid."""
        given = self.cleaned_data
        role = given.get("role")
        return StepDraft(
            self.chosen, tuple(one.pk for one in given.get("users") or ()), role.pk if role else None,
            given.get("levels") or 1, given.get("mode") or Mode.ALL, given.get("remind_after"), given.get("hours"),
            given.get("on_timeout") or OnTimeout.REMIND,
        )  # fmt: skip


FIELDS_OUT: dict[str, tuple[str, ...]] = {
    By.USERS: ("role", "levels"), By.ROLE: ("users", "levels"), By.MANAGER: ("users", "role", "mode"),
    By.MANAGERS: ("users", "role", "mode"), By.HEAD: ("users", "role", "levels", "mode"),
}  # fmt: skip


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    is_active = forms.BooleanField(label=_("The rule is in force"), required=False, initial=True)
    allows_own = forms.BooleanField(label=_("Who asks may be among those who approve"), required=False)
    skips_repeated = forms.BooleanField(
        label=_("Who approved already is not asked again in a later step"), required=False, initial=True
    )


class WholeForm:
    """The form with its rows: of a rule as it stands, or as it was posted."""

    def __init__(self, subject: Subject, draft: RuleDraft | None = None, data: Any = None):
        self.subject, self.key = subject, draft.key if draft else NEW
        initial = {
            name: getattr(draft, name) for name in RuleForm.base_fields
        } if draft else {}  # fmt: skip
        self.rule = RuleForm(data, initial=initial)
        if data is not None:
            self.conditions = [condition_row(subject, word, data) for word in words(data, "condition")]
            self.steps = [step_row(word, data) for word in words(data, "step")]
        else:
            self.conditions = [self._of_condition(one) for one in draft.conditions] if draft else []
            self.steps = [self._of_step(one) for one in draft.steps] if draft else [blank_step()]
        self.problem = ""

    def is_valid(self) -> bool:
        """Looks at every row, so that each shows what is wrong with it."""
        return all([self.rule.is_valid(), *(one.is_valid() for one in (*self.conditions, *self.steps))])

    @property
    def draft(self) -> RuleDraft:
        """Once it is valid."""
        given = self.rule.cleaned_data
        return RuleDraft(
            self.key, given["name"], tuple(one.condition for one in self.conditions),
            tuple(one.draft for one in self.steps), given["is_active"], given["allows_own"], given["skips_repeated"],
        )  # fmt: skip

    def _of_condition(self, one: Condition) -> ConditionForm:
        fact = next((fact for fact in fields_of(self.subject) if fact.key == one.fact), None)
        several = fact is not None and (fact.key in (ROLE, DEPARTMENT) or (fact.choices and fact.kind != Kind.YES_NO))
        values: Any = list(one.values) if several else next(iter(one.values), "")
        initial = {"operator": one.operator, "values": values}
        return ConditionForm(self.subject, one.fact, prefix=prefix("condition"), initial=initial)

    def _of_step(self, one: StepDraft) -> StepForm:
        initial = {
            "users": [str(pk) for pk in one.users], "role": one.role, "levels": one.levels, "mode": one.mode,
            "remind_after": one.remind_after, "hours": one.hours, "on_timeout": one.on_timeout,
        }  # fmt: skip
        return StepForm(one.by, prefix=prefix("step"), initial=initial)


def prefix(kind: str, word: str = "") -> str:
    return f"{kind}-{word or token_hex(4)}"


def words(data: Any, kind: str) -> list[str]:
    """The words of the rows, each once, in the order of the page."""
    given = data.getlist(kind) if hasattr(data, "getlist") else data.get(kind, [])
    return [one for one in dict.fromkeys(given) if one.isalnum()][:40]


def condition_row(subject: Subject, word: str, data: Mapping[str, Any]) -> ConditionForm:
    name = prefix("condition", word)
    return ConditionForm(subject, data.get(f"{name}-fact", ""), data, prefix=name)


def step_row(word: str, data: Mapping[str, Any]) -> StepForm:
    name = prefix("step", word)
    return StepForm(data.get(f"{name}-by", ""), data, prefix=name)


def blank_condition(subject: Subject, fact: str = "", word: str = "") -> ConditionForm:
    """A row that says nothing yet; of the same word when another fact was chosen."""
    return ConditionForm(subject, fact, prefix=prefix("condition", word))


def blank_step(by: str = "", word: str = "") -> StepForm:
    return StepForm(by, prefix=prefix("step", word))
