"""What is entered about expense rules and commission plans."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.compensation.models import ExpenseCategory, PlanVersion
from kehu.compensation.queries import sources
from kehu.foundation.access.models import User
from kehu.foundation.ui.widgets import DateInput, GrowingText

RUNGS, ACCELERATORS, CATEGORIES = 6, 3, 4
TIERS = [("", _("all cities")), *((str(tier), str(tier)) for tier in (1, 2, 3))]
CATEGORY_ICONS = (
    ("receipt", _("receipt")), ("tools-kitchen-2", _("meal")), ("train", _("train")), ("plane", _("plane")),
    ("car", _("car")), ("steering-wheel", _("steering wheel")), ("bed", _("bed")), ("gift", _("gift")),
    ("phone", _("telephone")), ("book", _("book")), ("ticket", _("ticket")), ("tool", _("tool")),
)  # fmt: skip
PEOPLE = User.objects.filter(is_active=True, is_system=False).order_by("name")


class CategoryForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Counted by"), choices=ExpenseCategory.Kind.choices)
    icon = forms.ChoiceField(label=_("Icon"), choices=CATEGORY_ICONS)
    receipt_above = forms.DecimalField(
        label=_("Receipt needed above"), required=False, min_value=0,
        help_text=_("In the company's currency; empty: never."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("Can be chosen"), required=False, initial=True)


class RateForm(forms.Form):
    category = forms.ModelChoiceField(label=_("Category"), queryset=ExpenseCategory.objects.filter(is_active=True))
    tier = forms.TypedChoiceField(
        label=_("Tier of the city"), choices=TIERS, required=False, coerce=int, empty_value=None
    )
    since = forms.DateField(label=_("In force from"), widget=DateInput)
    most = forms.DecimalField(label=_("Most a day"), required=False, min_value=0)
    per_km = forms.DecimalField(label=_("For a kilometre"), required=False, min_value=0, decimal_places=4)


class CityForm(forms.Form):
    city = forms.CharField(label=_("City"), max_length=80)
    tier = forms.TypedChoiceField(label=_("Tier"), choices=TIERS[1:], coerce=int)


class PlanForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(label=_("Description"), required=False, widget=GrowingText)


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Who"), queryset=PEOPLE)
    since = forms.DateField(label=_("From"), widget=DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput)


class UntilForm(forms.Form):
    until = forms.DateField(label=_("Last day on which deals count"), widget=DateInput)


class TermsForm(forms.Form):
    """The terms of a plan; tiers, accelerators and rates of categories are rows of a grid, empty ones left out."""

    since = forms.DateField(label=_("In force from"), widget=DateInput)
    basis = forms.ChoiceField(label=_("Earned"))
    window = forms.ChoiceField(label=_("Counted anew"), choices=PlanVersion.Window.choices)
    measure = forms.ChoiceField(label=_("Tiers begin at"), choices=PlanVersion.Measure.choices)
    mode = forms.ChoiceField(label=_("Rates"), choices=PlanVersion.Mode.choices)
    cap = forms.DecimalField(label=_("Most a month"), required=False, min_value=0, decimal_places=2)
    draw = forms.DecimalField(label=_("Advance a month"), required=False, min_value=0, decimal_places=2)
    draw_recovers = forms.BooleanField(label=_("Advances are taken back later"), required=False, initial=True)
    clawback_days = forms.IntegerField(
        label=_("Clawed back within days"), required=False, min_value=0, max_value=3650,
        help_text=_("Empty: whenever a deal falls."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, widget=GrowingText)

    def __init__(self, data: Any = None, **more: Any):
        super().__init__(data, **more)
        labels = dict(PlanVersion.Basis.choices)
        self.fields["basis"].choices = [(key, labels[key]) for key in sources.known()]  # type: ignore[attr-defined]
        number = {"required": False, "min_value": 0, "max_digits": 16, "decimal_places": 4}
        for place in range(RUNGS):
            self.fields[f"from_{place}"] = forms.DecimalField(label=_("From"), **number)  # type: ignore[arg-type]
            self.fields[f"rate_{place}"] = forms.DecimalField(label=_("Rate (percent)"), **number)  # type: ignore[arg-type]
        for place in range(ACCELERATORS):
            self.fields[f"beyond_{place}"] = forms.DecimalField(label=_("Beyond percent of the quota"), **number)  # type: ignore[arg-type]
            self.fields[f"factor_{place}"] = forms.DecimalField(label=_("Factor"), **number)  # type: ignore[arg-type]
        for place in range(CATEGORIES):
            self.fields[f"category_{place}"] = forms.CharField(label=_("Category"), max_length=80, required=False)
            self.fields[f"own_{place}"] = forms.DecimalField(label=_("Rate (percent)"), **number)  # type: ignore[arg-type]

    @staticmethod
    def starting(latest: PlanVersion | None) -> dict[str, Any]:
        """As the terms in force are, from the first of this month."""
        initial: dict[str, Any] = {"since": timezone.localdate().replace(day=1), "from_0": 0}
        if latest is None:
            return initial
        names = ("basis", "window", "measure", "mode", "cap", "draw", "draw_recovers", "clawback_days")
        initial |= {name: getattr(latest, name) for name in names}
        for place, one in enumerate(latest.tiers[:RUNGS]):
            initial |= {f"from_{place}": one["from"], f"rate_{place}": one["rate"]}
        for place, one in enumerate(latest.accelerators[:ACCELERATORS]):
            initial |= {f"beyond_{place}": one["from"], f"factor_{place}": one["factor"]}
        for place, (key, rate) in enumerate(list(latest.category_rates.items())[:CATEGORIES]):
            initial |= {f"category_{place}": key, f"own_{place}": rate}
        return initial

    def pairs(self, first: str, second: str, count: int) -> list[tuple[Any, Any]]:
        """The bound fields of a grid, a row each."""
        return [(self[f"{first}_{place}"], self[f"{second}_{place}"]) for place in range(count)]

    @property
    def rungs(self) -> list[tuple[Any, Any]]:
        return self.pairs("from", "rate", RUNGS)

    @property
    def speeds(self) -> list[tuple[Any, Any]]:
        return self.pairs("beyond", "factor", ACCELERATORS)

    @property
    def own_rates(self) -> list[tuple[Any, Any]]:
        return self.pairs("category", "own", CATEGORIES)

    @property
    def plain(self) -> list[Any]:
        return [self[name] for name in self.base_fields]

    def terms(self) -> dict[str, Any]:
        """Keywords for `plans.add_version`, with the day."""
        given = self.cleaned_data
        return {name: given[name] for name in self.base_fields} | {
            "tiers": [
                {"from": given[f"from_{place}"] or 0, "rate": given[f"rate_{place}"]}
                for place in range(RUNGS)
                if given[f"rate_{place}"] is not None
            ],
            "accelerators": [
                {"from": given[f"beyond_{place}"], "factor": given[f"factor_{place}"]}
                for place in range(ACCELERATORS)
                if given[f"beyond_{place}"] is not None and given[f"factor_{place}"] is not None
            ],
            "category_rates": {
                given[f"category_{place}"]: given[f"own_{place}"]
                for place in range(CATEGORIES)
                if given[f"category_{place}"] and given[f"own_{place}"] is not None
            },
        }
