"""Settings: which field of a lead goes where when it becomes a customer."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import page, saved
from kehu.foundation.ui.widgets import SearchingChoices
from kehu.sales.actions import mapping as actions
from kehu.sales.queries import mapping as queries


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require("lead.configure")
    lines = queries.lines()
    form = _form(lines)(request.POST or None, initial={one.field.key: one.chosen for one in lines})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_mapping(mapping=form.cleaned_data, by=user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("Saved."), go_to=request.path)
    context = {"form": form, "lines": [(one, form[one.field.key]) for one in lines]}
    return page(request, "sales/rules/mapping.html", context, status=422 if form.errors else 200)


def _form(lines: list[queries.Line]) -> type[forms.Form]:
    """One input for each field of a lead."""
    fields = {
        one.field.key: forms.MultipleChoiceField(
            label=str(one.field.label), choices=one.offered, required=False, widget=SearchingChoices()
        )
        for one in lines
    }
    return type("MappingForm", (forms.Form,), fields)
