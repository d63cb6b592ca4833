"""What is entered about appraisals and plans. Forms parse; the actions decide what is right."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.compensation.models import AppraisalTemplate
from kehu.compensation.queries import metrics
from kehu.foundation.access.models import Role
from kehu.foundation.ui.widgets import DateInput, GrowingText

ROWS = 9


class RatingForm(forms.Form):
    """A value, or that the measure does not apply; in any case why."""

    value = forms.DecimalField(label=_("Value"), max_digits=14, decimal_places=4, required=False)
    does_not_apply = forms.BooleanField(label=_("Does not apply in this period"), required=False)
    why = forms.CharField(label=_("Why"), max_length=500, widget=GrowingText)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("value") is None and not given.get("does_not_apply") and "value" not in self.errors:
            self.add_error("value", _("Enter a value, or say that it does not apply."))
        return given

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"value": None if data["does_not_apply"] else data["value"], "why": data["why"]}


class DisputeForm(forms.Form):
    metric = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("What is wrong with it"), widget=GrowingText)

    def __init__(self, measures: list[tuple[str, str]], data: Any = None, **more: Any):
        super().__init__(data, **more)
        self.fields["metric"].choices = [("", _("The whole sheet")), *measures]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """With a value the measure is corrected to it; without one the sheet stays."""

    metric = forms.ChoiceField(label=_("Measure"), required=False)
    value = forms.DecimalField(
        label=_("Corrected value"), max_digits=14, decimal_places=4, required=False,
        help_text=_("Leave it empty to leave the sheet as it is."),
    )  # fmt: skip
    decision = forms.CharField(label=_("Why"), widget=GrowingText)

    def __init__(self, measures: list[tuple[str, str]], data: Any = None, **more: Any):
        super().__init__(data, **more)
        if measures:
            self.fields["metric"].choices = measures  # type: ignore[attr-defined]
        else:
            del self.fields["metric"]


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ModelChoiceField(
        label=_("For the role"), queryset=Role.objects.order_by("name"), required=False,
        empty_label=_("everybody without a template of his own"),
    )  # fmt: skip
    period = forms.ChoiceField(label=_("Period"), choices=AppraisalTemplate.Period.choices)


class VersionForm(forms.Form):
    """Up to nine measures, each a row of the grid; rows without a measure are left out."""

    since = forms.DateField(label=_("In force from"), widget=DateInput)
    grades = forms.CharField(
        label=_("Grades"), required=False, help_text=_("From how many points on, such as: 90 A, 75 B, 60 C, 0 D"),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, widget=GrowingText)
    COLUMNS = ("metric", "weight", "curve", "floor", "cap", "high", "steps")

    def __init__(self, data: Any = None, **more: Any):
        super().__init__(data, **more)
        measures = [("", "—"), *((one.key, one.label) for one in metrics.known())]
        number = {"required": False, "max_digits": 14, "decimal_places": 4}
        for place in range(ROWS):
            made: dict[str, forms.Field] = {
                "metric": forms.ChoiceField(label=_("Measure"), choices=measures, required=False),
                "weight": forms.DecimalField(label=_("Weight (percent)"), **number),  # type: ignore[arg-type]
                "curve": forms.ChoiceField(
                    label=_("Curve"), required=False,
                    choices=[("linear", _("linear")), ("steps", _("steps")), ("falling", _("falling steps"))],
                ),
                "floor": forms.DecimalField(label=_("Floor"), **number),  # type: ignore[arg-type]
                "cap": forms.DecimalField(label=_("Cap"), **number),  # type: ignore[arg-type]
                "high": forms.DecimalField(label=_("Points at the cap"), **number),  # type: ignore[arg-type]
                "steps": forms.CharField(label=_("Steps (value:points)"), required=False, max_length=200),
            }  # fmt: skip
            for name, field in made.items():
                self.fields[f"{name}_{place}"] = field

    @property
    def rows(self) -> list[list[Any]]:
        return [[self[f"{name}_{place}"] for name in self.COLUMNS] for place in range(ROWS)]

    def kpis(self) -> list[dict[str, Any]]:
        """As `templates.add_version` takes them."""
        found = []
        for place in range(ROWS):
            row = {name: self.cleaned_data.get(f"{name}_{place}") for name in self.COLUMNS}
            if not row["metric"]:
                continue
            curve = row["curve"] or "linear"
            one: dict[str, Any] = {"metric": row["metric"], "weight": row["weight"] or 0}
            if curve == "linear":
                high = Decimal(100) if row["high"] is None else row["high"]
                one |= {"curve": "linear", "floor": row["floor"] or 0, "cap": row["cap"] or 0, "low": 0, "high": high}
            else:
                one |= {"curve": "steps", "falling": curve == "falling", "steps": pairs(row["steps"] or "")}
            found.append(one)
        return found

    def grade_steps(self) -> list[dict[str, Any]]:
        made = []
        for part in self.cleaned_data["grades"].replace("，", ",").split(","):
            start, _space, name = part.strip().partition(" ")
            if start and name:
                made.append({"from": start, "name": name})
        return made


def pairs(text: str) -> list[tuple[str, str]]:
    """`0:20, 5:60` as pairs."""
    parts = [one.replace("：", ":").partition(":") for one in text.replace("，", ",").split(",") if one.strip()]
    return [(at.strip(), score.strip()) for at, _colon, score in parts]


def shown_version(kpis: list[dict[str, Any]], grades: list[dict[str, Any]]) -> dict[str, Any]:
    """A version as the form begins with it."""
    initial: dict[str, Any] = {"grades": ", ".join(f"{one['from']} {one['name']}" for one in grades)}
    for place, one in enumerate(kpis[:ROWS]):
        steps = one["curve"] == "steps"
        curve = ("falling" if one.get("falling") else "steps") if steps else "linear"
        initial |= {f"metric_{place}": one["metric"], f"weight_{place}": one["weight"], f"curve_{place}": curve}
        if steps:
            initial[f"steps_{place}"] = ", ".join(f"{at}:{score}" for at, score in one["steps"])
        else:
            initial |= {f"{name}_{place}": one[name] for name in ("floor", "cap", "high")}
    return initial
