"""One way for every dialog with a form: show it, take it, put refusals beside their input, close it."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, saved


def form_dialog(
    request: HttpRequest,
    *,
    form: forms.Form,
    title: str,
    save: Callable[[dict[str, Any]], object],
    message: str,
    changed: Iterable[str] = (),
    go_to: str | Callable[[], str] = "",
    label: str = "",
    text: str = "",
    danger: bool = False,
    template: str = "ui/form_dialog.html",
    further: dict[str, Any] | None = None,
) -> HttpResponse:
    """GET shows `form` in the dialog; POST gives its cleaned data to `save`, which calls one action.

    A `Refusal` of the action appears beside the input it names. `message` is shown after success, `changed` and
    `go_to` are those of `responses.saved`; a `go_to` that is called is asked after saving, for the address of what was
    made. `text` stands above the inputs, `danger` colours the button.
    """
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=message, changed=changed, go_to=go_to() if callable(go_to) else go_to)
    context = {
        "form": form, "heading": title, "label": label or _("Save"), "text": text, "danger": danger,
        "address": request.get_full_path(), **(further or {}),
    }  # fmt: skip
    return fragment(request, template, context, status=422 if form.errors else 200)
