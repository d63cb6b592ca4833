"""One way for every dialog of a rule: its fields, its conditions, a look at what it would do, and saving it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kehu.foundation.lists import conditions
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, saved


@dataclass(frozen=True)
class Words:
    """What stands in the dialog. `applies` is above the conditions, `tries` on the button that shows the effect."""

    title: str
    message: str
    applies: str = ""
    tries: str = ""
    text: str = ""


def rule_dialog(
    request: HttpRequest, *, form: forms.Form, words: Words, object_key: str, link: str,
    save: Callable[[dict[str, Any]], object], changed: list[str],
    effect: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]] | None = None,
) -> HttpResponse:  # fmt: skip
    """`save` and `effect` get the cleaned data with the link of the conditions as `conditions`; `effect` answers with a
    template and its context. Buttons of the condition builder give the dialog back as it was entered.
    """
    data = request.POST if request.method == "POST" else None
    doing = request.POST.get("do", "save") if data is not None else ""
    finished = _finished(request) if doing in ("save", "try") else data
    editing = conditions.edit(object_key, link, finished, request.get_full_path()) if object_key else None
    context: dict[str, Any] = {
        "form": form, "heading": words.title, "applies": words.applies, "tries": words.tries if effect else "",
        "text": words.text, "label": _("Save"), "address": request.get_full_path(),
        "result_template": "", "box": None, **(editing.context if editing else {}),
    }  # fmt: skip
    status = 200
    if data is not None and doing in ("save", "try"):
        link_now = editing.done if editing else ""
        if form.is_valid() and link_now is not None:
            given = {**form.cleaned_data, **({"conditions": link_now} if editing else {})}
            try:
                if doing == "save":
                    save(given)
                    return saved(request, message=words.message, changed=changed)
                template, found = effect(given) if effect else ("", {})
                context |= {"result_template": template, **found}
            except Refusal as refusal:
                refuse(form, refusal)
        status = 422 if form.errors or link_now is None else 200
    elif data is not None:
        vars(form)["_errors"] = ErrorDict()  # what is half entered is not wrong yet
    return fragment(request, "sales/rules/dialog.html", context, status=status)


def _finished(request: HttpRequest) -> Any:
    """As the builder expects what is done with: whether it is tried or saved is no matter of the conditions."""
    given = request.POST.copy()
    given["do"] = "save"
    return given
