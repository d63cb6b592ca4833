"""What is entered about how the company sells."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.catalog.forms import CategoryChoice, ProductChoice
from kehu.foundation.access.models import Team, User
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import PREFIX
from kehu.foundation.ui.forms import field_of
from kehu.foundation.ui.widgets import ChipChoices, GrowingText
from kehu.sales.actions import gates
from kehu.sales.models import Category, CloseReason, Competitor, Pipeline, Stage

# What a gate can ask for of the opportunity itself; those that it always has are left out.
ASKABLE = (
    "amount", "expected_close", "contact", "next_step", "next_step_on", "source", "description", gates.COMMITTEE,
    gates.PRODUCTS, gates.DOCUMENT,
)  # fmt: skip


class PipelineForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    team = forms.ModelChoiceField(
        label=_("For the team"), queryset=Team.objects.order_by("name", "pk"), required=False,
        empty_label=_("everybody"), help_text=_("Who is in this team opens opportunities here by default."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("New opportunities can be opened in it"), required=False, initial=True)

    def __init__(self, data: Any = None, pipeline: Pipeline | None = None):
        known = (
            {"name": pipeline.label, "team": pipeline.team_id, "is_active": pipeline.is_active} if pipeline else None
        )
        super().__init__(data, initial=known)


class UseForm(forms.Form):
    """What is sold in a pipeline: one of the two."""

    category = CategoryChoice(label=_("Category of products"), required=False)
    product = ProductChoice(label=_("Product"), required=False)

    def __init__(self, user: User, data: Any = None):
        super().__init__(data)
        field_of(self, "product", ProductChoice).narrow(user)


class StageForm(forms.Form):
    """The two ends of a pipeline have a name, a colour and a gate."""

    name = forms.CharField(label=_("Name"), max_length=80)
    probability = forms.IntegerField(label=_("Probability (percent)"), min_value=0, max_value=100)
    category = forms.ChoiceField(label=_("Forecast category"), choices=Category.choices)
    usual_days = forms.IntegerField(
        label=_("Usual days"), min_value=1, max_value=3650, required=False,
        help_text=_("Who stays longer is marked on the board."),
    )  # fmt: skip
    tone = forms.ChoiceField(label=_("Colour"), choices=Stage.Tone.choices, required=False)
    required_fields = forms.MultipleChoiceField(
        label=_("Entering it needs"), widget=ChipChoices, required=False,
        help_text=_("What is missing is asked for in a small sheet when a card is dropped here."),
    )  # fmt: skip
    required_documents = forms.CharField(
        label=_("Documents it needs"), required=False, widget=GrowingText,
        help_text=_("One kind a line, such as “Signed offer”."),
    )  # fmt: skip

    needs_approval = forms.BooleanField(
        label=_("Entering it needs approval"), required=False,
        help_text=_("Who is asked stands in the settings, under Approvals; at first it is the manager of who asks."),
    )  # fmt: skip

    def __init__(self, data: Any = None, stage: Stage | None = None):
        names = ("probability", "category", "usual_days", "tone", "required_fields", "needs_approval")
        known: dict[str, Any] = {name: getattr(stage, name) for name in names} if stage else {"category": "pipeline"}
        if stage:
            known |= {"name": stage.label, "required_documents": "\n".join(stage.required_documents)}
        super().__init__(data, initial=known)
        own = [(f"{PREFIX}{one.key}", one.label) for one in custom_fields.definitions("opportunity")]
        asked: Any = self.fields["required_fields"]
        asked.choices = [*((key, gates.label_of(key)) for key in ASKABLE), *own]
        if stage and stage.outcome != Stage.Outcome.OPEN:
            for name in ("probability", "category", "usual_days", "needs_approval"):
                del self.fields[name]

    def clean_required_documents(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["required_documents"].splitlines() if line.strip()]


class ReasonForm(forms.Form):
    name = forms.CharField(label=_("Reason"), max_length=120)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=CloseReason.Outcome.choices)
    is_active = forms.BooleanField(label=_("Offered when a sale is closed"), required=False, initial=True)

    def __init__(self, data: Any = None, reason: CloseReason | None = None):
        known = {"name": str(reason), "outcome": reason.outcome, "is_active": reason.is_active} if reason else None
        super().__init__(data, initial=known)
        if reason:
            del self.fields["outcome"]


class CompetitorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    website = forms.CharField(label=_("Website"), max_length=200, required=False)
    strengths = forms.CharField(label=_("Strengths"), required=False, widget=GrowingText)
    weaknesses = forms.CharField(label=_("Weaknesses"), required=False, widget=GrowingText)
    is_active = forms.BooleanField(label=_("Offered on opportunities"), required=False, initial=True)

    def __init__(self, data: Any = None, competitor: Competitor | None = None):
        names = ("name", "website", "strengths", "weaknesses", "is_active")
        super().__init__(data, initial={name: getattr(competitor, name) for name in names} if competitor else None)


class RulesForm(forms.Form):
    next_step_required = forms.BooleanField(
        label=_("An open opportunity has to say what is done next, and when"), required=False
    )
