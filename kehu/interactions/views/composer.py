"""The composer on top of the timeline: one tab per kind, the next step asked afterwards."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, told
from kehu.interactions.actions import interactions, mails, tasks, visits
from kehu.interactions.forms import LogForm, NextStepForm, TaskForm, VisitForm, noon
from kehu.interactions.models import Interaction
from kehu.interactions.queries import mentions
from kehu.interactions.queries.panel import KIND_ICONS
from kehu.interactions.views.finding import customer_of, interaction_of
from kehu.interactions.views.tasks import task_values

LOG_TABS = ("note", "call", "email", "meeting", "letter", "other")
OTHER_KINDS = ("sms", "chat", "fax", "visit", "web", "other")
_HEADERS = (
    "from:",
    "发件人",
    "寄件者",
    "寄件人",
    "subject:",
    "return-path:",
    "received:",
    "delivered-to:",
    "message-id:",
)


@require_http_methods(["GET", "POST"])
def composer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """GET shows one tab, POST writes what it says; after a touch the next step is asked."""
    customer = customer_of(request, customer_id)
    if request.GET.get("closed"):
        return _closed(request, customer)
    tab = request.GET.get("tab", "note")
    handle = {"task": _task, "visit": _visit}.get(tab, _log)
    return handle(request, customer, tab if tab in LOG_TABS else "note")


def _log(request: HttpRequest, customer: Customer, tab: str) -> HttpResponse:
    user = reader(request)
    form = LogForm(request.POST or None, request.FILES or None, customer=customer, user=user, initial={"kind": tab})
    if request.method == "POST" and form.is_valid():
        try:
            interaction = _write(request, customer, form)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _changed(_ask_next(request, interaction, NextStepForm()), _("Saved."))
    return _show(request, customer, tab, form, "interactions/timeline/log_form.html")


def _write(request: HttpRequest, customer: Customer, form: LogForm) -> Interaction:
    user = reader(request)
    user.require("interaction.log")
    files = request.FILES.getlist("files")
    values = form.values()
    mail_file = next((file for file in files if (file.name or "").lower().endswith((".eml", ".mht"))), None)
    if values["kind"] == "email" and mail_file:
        return mails.log_email(
            customer=customer, content=mail_file.read(), name=mail_file.name or "", contact=values["contact"], by=user
        )
    if values["kind"] == "email" and not values["subject"] and values["body"].lower().startswith(_HEADERS):
        return mails.log_email(
            customer=customer, content=values["body"].encode(), name="mail.txt", contact=values["contact"], by=user
        )
    return interactions.log(
        customer=customer, by=user, uploads=files, mentions=mentions.mentioned(values["body"]), **values
    )


def _task(request: HttpRequest, customer: Customer, _tab: str) -> HttpResponse:
    form = TaskForm(request.POST or None, customer=customer, user=reader(request))
    if request.method == "POST" and form.is_valid():
        try:
            tasks.create(customer=customer, by=reader(request), **task_values(form))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _changed(_closed(request, customer), _("The task stands in the list."), "task")
    return _show(request, customer, "task", form, "interactions/timeline/task_form.html")


def _visit(request: HttpRequest, customer: Customer, _tab: str) -> HttpResponse:
    form = VisitForm(request.POST or None, customer=customer, user=reader(request))
    if request.method == "POST" and form.is_valid():
        try:
            visits.plan(customer=customer, by=reader(request), **form.values())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _changed(_closed(request, customer), _("The visit is planned."), "visit")
    return _show(request, customer, "visit", form, "interactions/timeline/visit_form.html")


@require_POST
def next_step(request: HttpRequest, interaction_id: UUID) -> HttpResponse:
    """The answer to "what next?": a task that grew out of the interaction."""
    reader(request).require("task.create")
    interaction = interaction_of(request, interaction_id)
    form = NextStepForm(request.POST)
    if form.is_valid():
        try:
            tasks.create(
                title=form.cleaned_data["title"], due_at=noon(form.due_day()), all_day=True, origin=interaction,
                customer=interaction.customer, contact=interaction.contact, by=reader(request),
            )  # fmt: skip
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _changed(_closed(request, interaction.customer), _("The task stands in the list."), "task")
    return _ask_next(request, interaction, form)


@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """Names to offer after an @."""
    reader(request).require("interaction.log")
    found = mentions.suggestions(request.GET.get("q", ""))
    return JsonResponse({"people": [{"name": user.name, "detail": user.job_title} for user in found]})


def _show(request: HttpRequest, customer: Customer, tab: str, form: Any, template: str) -> HttpResponse:
    context = {
        **_frame(request, customer), "tab": tab, "form": form, "form_template": template,
        "kind_icons": KIND_ICONS, "outcomes": [label for _key, label in Interaction.Outcome.choices],
        "other_kinds": [(key, label) for key, label in Interaction.Kind.choices if key in OTHER_KINDS],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return fragment(request, "interactions/timeline/composer.html", context, status=status)


def _ask_next(request: HttpRequest, interaction: Interaction, form: NextStepForm) -> HttpResponse:
    if not reader(request).may("task.create"):
        return _closed(request, interaction.customer)
    context = {"customer": interaction.customer, "interaction": interaction, "form": form}
    return fragment(request, "interactions/timeline/next_step.html", context, status=422 if form.is_bound else 200)


def _closed(request: HttpRequest, customer: Customer) -> HttpResponse:
    return fragment(request, "interactions/timeline/closed.html", _frame(request, customer))


def _frame(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    return {"customer": customer, "tabs": _tabs(request), "tab_icons": {**KIND_ICONS, "task": "checkbox"}}


def _tabs(request: HttpRequest) -> list[tuple[str, str]]:
    """The tabs the user may use, with their labels."""
    user = reader(request)
    labels = {
        "note": _("Note"), "call": _("Call"), "email": _("E-mail"), "meeting": _("Meeting"), "letter": _("Letter"),
        "other": _("More"), "task": _("Task"), "visit": _("Visit"),
    }  # fmt: skip
    allowed = [*(LOG_TABS if user.may("interaction.log") else ())]
    allowed += ["task"] if user.may("task.create") else []
    allowed += ["visit"] if user.may("visit.plan") else []
    return [(tab, labels[tab]) for tab in allowed]


def _changed(response: HttpResponse, message: str, kind: str = "interaction") -> HttpResponse:
    return told(response, toast={"message": message, "tone": "good"}, **{f"changed-{kind}": {}})
