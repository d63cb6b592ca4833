"""What is entered about a page of the playbook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.catalog.models import Product
from kehu.foundation.ui.widgets import GrowingText
from kehu.sales.models import Competitor, Stage
from kehu.sales_support.models import PlaybookPage


class PageForm(forms.Form):
    """Lists that are left empty fit every opportunity. `version` is that of the page as the user saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlaybookPage.Kind.choices)
    body = forms.CharField(label=_("Text"), required=False, max_length=50_000, widget=GrowingText(attrs={"rows": 8}))
    stages = forms.MultipleChoiceField(label=_("Only in these stages"), required=False)
    industries = forms.CharField(
        label=_("Only for these industries"), required=False,
        help_text=_("As customers have them, with commas between."),
    )  # fmt: skip
    products = forms.MultipleChoiceField(label=_("Only with these products"), required=False)
    competitors = forms.MultipleChoiceField(label=_("Only against these competitors"), required=False)
    is_shown = forms.BooleanField(label=_("Shown in opportunities"), required=False, initial=True)
    position = forms.IntegerField(label=_("Position"), min_value=0, max_value=1000, initial=50)

    def __init__(self, data: Any = None, *, page: PlaybookPage | None = None):
        initial = {}
        if page is not None:
            initial = {name: getattr(page, name) for name in self.base_fields}
            initial["industries"] = ", ".join(page.industries)
        super().__init__(data, initial=initial)
        stages = Stage.objects.filter(outcome="open").select_related("pipeline")
        self._choices("stages", [(str(one.pk), f"{one.pipeline.label}: {one.label}") for one in stages])
        products = Product.objects.filter(deleted_at=None).order_by("sku", "pk")[:1000]
        self._choices("products", [(str(one.pk), str(one)) for one in products])
        self._choices("competitors", [(str(one.pk), str(one)) for one in Competitor.objects.all()])

    def clean_industries(self) -> list[str]:
        said = self.cleaned_data["industries"].replace("，", ",").replace("、", ",")
        return [one.strip() for one in said.split(",") if one.strip()]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
