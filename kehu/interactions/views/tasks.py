"""The tasks page, one task, and what can become of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.fields.queries import definitions
from kehu.foundation.fields.showing import linked, told
from kehu.foundation.lists.views import conflicts
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, is_htmx, page, refused, saved
from kehu.interactions.actions import tasks as actions
from kehu.interactions.forms import TaskForm
from kehu.interactions.models import Task, repeating
from kehu.interactions.queries.names import with_customers
from kehu.interactions.views.finding import customer_of, task_of


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A task; for a customer with `?customer=`, about a record of any kind with `?about=kind/id`."""
    user = reader(request)
    user.require("task.create")
    about = _about(request)
    customer = _asked_customer(request) or _customer_of(about, user)
    form = TaskForm(request.POST or None, customer=customer, user=user, initial={"due_day": request.GET.get("day")})
    if request.method == "POST" and form.is_valid():
        try:
            related = {"related_key": request.GET["about"].partition("/")[0], "related_id": about.pk} if about else {}
            actions.create(customer=customer, by=user, **task_values(form), **related)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("The task stands in the list."), changed=["task"])
    context: dict[str, Any] = {
        "form": form,
        "customer": customer,
        "task": None,
        "own": [],
        "about": request.GET.get("about", ""),
    }
    return fragment(request, "interactions/tasks/dialog.html", context, status=422 if form.is_bound else 200)


def _about(request: HttpRequest) -> Any:
    """The record that the task is about, if any. Raises Http404 for one that the user does not see."""
    key, _slash, record_id = request.GET.get("about", "").partition("/")
    if not key:
        return None
    try:
        return visible_record(reader(request), key, UUID(record_id))
    except ValueError:
        raise Http404 from None


def _customer_of(about: Any, user: User) -> Customer | None:
    """The customer of the record that the task is about, as far as the user sees him: it shows on his page as well."""
    customer_id = getattr(about, "customer_id", None)
    return Customer.objects.visible_to(user).filter(pk=customer_id).first() if customer_id else None


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task: a dialog inside a page, else a page of its own."""
    one = task_of(request, task_id)
    user = reader(request)
    with_customers([one], user)
    seen = one.seen_customer  # type: ignore[attr-defined]
    editable = one.is_open and user.may("task.edit") and Task.objects.editable_by(user).filter(pk=one.pk).exists()
    form = TaskForm(request.POST or None, customer=seen, user=user, existing=one.custom, initial=_initial(one))
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.update(task=one, changes=_changes(form, one), by=user, expected_version=version)
        except Outdated:
            sheet = conflicts.resolve(
                request, record=one, changes=_changes(form, one), version=version,
                update=lambda rest: actions.update(task=one, changes=rest, by=user),
            )  # fmt: skip
            return sheet or saved(request, message=_("Saved."), changed=["task"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("Saved."), changed=["task"])
    own = [] if editable else linked(told(definitions("task"), one.custom, user))
    context = {"form": form, "customer": seen, "task": one, "editable": editable, "own": own}
    if is_htmx(request):
        return fragment(request, "interactions/tasks/dialog.html", context, status=422 if form.is_bound else 200)
    return page(request, "interactions/tasks/task.html", context, status=422 if form.is_bound else 200)


@require_POST
def completion(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """POST: done; with `undo` open again."""
    one = task_of(request, task_id)
    try:
        if request.POST.get("undo") or request.GET.get("undo"):
            actions.reopen(task=one, by=reader(request))
            return saved(request, message=_("The task is open again."), changed=["task"])
        actions.complete(task=one, by=reader(request), note=request.POST.get("note", ""))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Done: %(title)s") % {"title": one.title}, changed=["task"])


@require_POST
def cancellation(request: HttpRequest, task_id: UUID) -> HttpResponse:
    one = task_of(request, task_id)
    try:
        actions.cancel(task=one, by=reader(request), reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The task is cancelled."), changed=["task"])


@require_POST
def postponement(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """`days` from today, at the same time of day."""
    one = task_of(request, task_id)
    days = {"1": 1, "7": 7, "30": 30}.get(request.GET.get("days", ""), 1)
    clock = timezone.localtime(one.due_at).time() if one.due_at else datetime.min.time().replace(hour=12)
    due_at = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), clock))
    try:
        actions.postpone(task=one, due_at=due_at, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Postponed."), changed=["task"])


def task_values(form: TaskForm) -> dict[str, Any]:
    """Keywords for `tasks.create`."""
    given = form.cleaned_data
    due_at, all_day = form.due
    repeat = given["repeat"]
    return {
        "title": given["title"], "notes": given["notes"], "due_at": due_at, "all_day": all_day,
        "priority": given["priority"], "assignee": given["assignee"], "contact": given["contact"],
        "repeat": repeating.rule_for(repeat, timezone.localtime(due_at)) if repeat and due_at else repeat,
        "remind_at": form.remind_at(due_at), "custom": form.own_values(),
    }  # fmt: skip


def _changes(form: TaskForm, one: Task) -> dict[str, Any]:
    """What the form changes; a rule that was not made by it, and did not change, stays."""
    values = task_values(form)
    if form.cleaned_data["repeat"] == _frequency(one.repeat) and one.repeat and values["due_at"] == one.due_at:
        del values["repeat"]
    if not form.cleaned_data["remind"] and "remind" not in form.changed_data:
        del values["remind_at"]
    return values


def _initial(one: Task) -> dict[str, Any]:
    local = timezone.localtime(one.due_at) if one.due_at else None
    ahead = int((one.due_at - one.remind_at).total_seconds() // 60) if one.due_at and one.remind_at else None
    return {
        "title": one.title, "notes": one.notes, "due_day": local.date() if local else None,
        "due_clock": local.time().replace(second=0, microsecond=0) if local and not one.all_day else None,
        "assignee": one.assignee_id, "priority": one.priority, "repeat": _frequency(one.repeat),
        "remind": str(ahead) if ahead is not None else "", "contact": one.contact_id, "version": one.version,
    }  # fmt: skip


def _frequency(rule: str) -> str:
    if "BYDAY=MO,TU,WE,TH,FR" in rule:
        return "weekdays"
    return rule.split(";")[0].removeprefix("FREQ=").lower()


def _asked_customer(request: HttpRequest) -> Customer | None:
    try:
        return customer_of(request, UUID(request.GET.get("customer", "")))
    except ValueError:
        return None
