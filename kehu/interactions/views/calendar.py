"""The calendar: its page, its entries, moving one, and the feed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.addresses import maybe_url
from kehu.foundation.ui.responses import fragment, page, saved
from kehu.interactions.actions import feeds, tasks, visits
from kehu.interactions.models import Task, Visit
from kehu.interactions.queries import agenda
from kehu.interactions.queries import calendar as queries
from kehu.interactions.queries import feed as feed_queries
from kehu.interactions.views.finding import customer_url, task_of, visit_of

LOCALES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require("task.view")
    context = {
        "locale": LOCALES.get(translation.get_language() or "en", "en"),
        "zone": timezone.get_current_timezone_name(),
        "has_team": agenda.people_below(user) != [],
        "may_task": user.may("task.create"),
        "connection_page": maybe_url("calendar_sync:connection") if user.may("calendar.connect") else "",
    }
    return page(request, "interactions/calendar.html", context)


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """What the shown range holds, for FullCalendar; `start` and `end` are ISO moments."""
    user = reader(request)
    user.require("task.view")
    since, until = _moment(request.GET.get("start", "")), _moment(request.GET.get("end", ""))
    if since is None or until is None or until <= since:
        return HttpResponseBadRequest()
    team = request.GET.get("team") == "1"
    found = queries.span(user=user, since=since, until=until, team=team)
    editable = _editable(user, found)
    shown = [_visit(one, editable) for one in found.visits] + [_task(one, editable) for one in found.tasks]
    shown += [_key_day(one) for one in found.key_days]
    shown += [_further(one) for one in queries.further(user=user, since=since, until=until, team=team)]
    return JsonResponse(shown, safe=False)


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """A visit or task was dragged: 204, or the sentence why not, and the page puts it back."""
    kind, _colon, record_id = request.POST.get("id", "").partition(":")
    start, end = _moment(request.POST.get("start", "")), _moment(request.POST.get("end", ""))
    if start is None or kind not in {"task", "visit"}:
        return HttpResponseBadRequest()
    try:
        identifier = UUID(record_id)
    except ValueError:
        raise Http404 from None
    try:
        if kind == "visit":
            visits.reschedule(
                visit=visit_of(request, identifier), planned_start=start, planned_end=end, by=reader(request)
            )
        else:
            _move_task(request, task_of(request, identifier), start, request.POST.get("all_day") == "true")
    except Refusal as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    except PermissionMissing as missing:
        return JsonResponse({"message": str(missing)}, status=403)
    return HttpResponse(status=204)


def _move_task(request: HttpRequest, one: Task, start: datetime, all_day: bool) -> None:
    if one.all_day == all_day:
        tasks.postpone(task=one, due_at=start, by=reader(request))
    else:
        tasks.update(task=one, changes={"due_at": start, "all_day": all_day}, by=reader(request))


@require_http_methods(["GET", "POST"])
def subscription(request: HttpRequest) -> HttpResponse:
    """The dialog with the secret address of one's feed: make it, make it anew, take it back."""
    user = reader(request)
    user.require("task.view")
    if request.method == "POST" and request.POST.get("revoke"):
        feeds.revoke_key(by=user)
        return saved(request, message=_("The address does not work any more."))
    if request.method == "POST":
        feeds.renew_key(by=user)
    address = ""
    if user.calendar_key:
        address = request.build_absolute_uri(reverse("interactions:feed", args=[user.calendar_key]))
    return fragment(request, "interactions/subscription.html", {"address": address})


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Open without a session: the secret in the address is the key. A wrong or revoked one is 404."""
    owner = feed_queries.owner_of(secret)
    if owner is None:
        raise Http404
    text = feed_queries.feed(user=owner, host=request.get_host().split(":")[0])
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = 'inline; filename="kehu.ics"'
    return response


def _moment(text: str) -> datetime | None:
    """An ISO moment or day; one without a zone is on the reader's clock."""
    try:
        found = parse_datetime(text.replace(" ", "+")) or parse_datetime(f"{text}T00:00:00")
    except ValueError:
        return None
    if found is None or not 1900 <= found.year <= 2200:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _editable(user: Any, found: queries.Span) -> set[UUID]:
    ids: set[UUID] = set()
    if user.may("visit.edit") and found.visits:
        rows = Visit.objects.editable_by(user).filter(
            pk__in=[one.pk for one in found.visits], state=Visit.State.PLANNED
        )
        ids.update(rows.values_list("pk", flat=True))
    if user.may("task.edit") and found.tasks:
        todo = Task.objects.editable_by(user).filter(pk__in=[one.pk for one in found.tasks], state=Task.State.OPEN)
        ids.update(todo.values_list("pk", flat=True))
    return ids


def _entry(key: str, title: str, url: str, classes: list[str], **more: Any) -> dict[str, Any]:
    return {"id": key, "title": title, "url": url, "className": " ".join(classes), **more}


def _name(one: Any, text: str) -> str:
    return f"{one.seen_customer.name} · {text}" if one.seen_customer else text


def _visit(one: Visit, editable: set[UUID]) -> dict[str, Any]:
    return _entry(
        f"visit:{one.pk}", _name(one, one.purpose), reverse("interactions:visit", args=[one.pk]),
        ["i-cal-visit", f"i-cal-{one.state}"], start=timezone.localtime(one.planned_start).isoformat(),
        end=timezone.localtime(one.planned_end).isoformat(),
        editable=one.pk in editable, who=one.visitor.name, place=one.place,
    )  # fmt: skip


def _task(one: Task, editable: set[UUID]) -> dict[str, Any]:
    local = timezone.localtime(one.due_at)
    start = local.date().isoformat() if one.all_day else local.isoformat()
    end = {} if one.all_day else {"end": (local + timedelta(minutes=30)).isoformat()}
    late = ["i-cal-late"] if one.is_overdue() else []
    return _entry(
        f"task:{one.pk}", _name(one, one.title), reverse("interactions:task", args=[one.pk]),
        ["i-cal-task", f"i-cal-{one.state}", *late], start=start, allDay=one.all_day, startEditable=one.pk in editable,
        durationEditable=False, who=one.assignee.name, **end,
    )  # fmt: skip


def _key_day(one: queries.KeyDay) -> dict[str, Any]:
    return _entry(
        f"keydate:{one.key_date.pk}:{one.day}", one.wording, customer_url(one.key_date.customer_id), ["i-cal-key"],
        start=one.day.isoformat(), allDay=True, editable=False, place=queries.lunar_wording(one.key_date),
    )  # fmt: skip


def _further(one: queries.Further) -> dict[str, Any]:
    start, end = timezone.localtime(one.start), timezone.localtime(one.end)
    times = (start.date(), end.date()) if one.all_day else (start, end)
    return {
        "id": one.key, "title": one.title, "className": one.style, "start": times[0].isoformat(),
        "end": times[1].isoformat(), "allDay": one.all_day, "editable": False, "who": one.who, "place": "",
    }  # fmt: skip
