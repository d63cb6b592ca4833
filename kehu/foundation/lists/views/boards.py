"""What happens on a board or a calendar: a card is dropped, a sheet asks what that needs, cards show other fields."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.lists.actions import placing, saved_views
from kehu.foundation.lists.actions.placing import Step
from kehu.foundation.lists.columns import Columns
from kehu.foundation.lists.layouts.board import MOST_FIELDS, Board
from kehu.foundation.lists.layouts.calendar import Calendar, moment_of
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage, page_of
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.forms import refuse


def _board(request: HttpRequest, object_key: str) -> tuple[ListPage, Board]:
    page = page_of(object_key)
    reader(request).require(page.object_type.view)
    board = next((one for one in page.layouts if isinstance(one, Board)), None)
    if board is None:
        raise Http404
    return page, board


def _step(given: QueryDict, board: Board, available: Columns) -> tuple[LaneField, Step]:
    """What was dropped where. Raises Http404 for anything that is no card, no lane field."""
    field = next((one for one in board.lane_fields(available) if one.field == given.get("field")), None)
    try:
        record_id = UUID(given.get("record", ""))
    except ValueError:
        raise Http404 from None
    if field is None:
        raise Http404
    return field, Step(record_id, given.get("from", ""), given.get("to", ""))


@require_POST
def move(request: HttpRequest, object_key: str) -> HttpResponse:
    """A card was dropped: 204, or 202 with the address of a sheet that asks what is missing, or why it goes back."""
    page, board = _board(request, object_key)
    user = reader(request)
    field, step = _step(request.POST, board, page.plan.columns(user))
    try:
        placing.check(plan=page.plan, field=field, step=step, by=user)
        if placing.gate(field=field, step=step, by=user):
            wanted = QueryDict(mutable=True)
            wanted.update({"field": field.field, "record": str(step.record_id), "from": step.origin, "to": step.target})
            return JsonResponse(
                {"sheet": f"{reverse('lists:board_gate', args=[object_key])}?{wanted.urlencode()}"}, status=202
            )
        placing.move(plan=page.plan, field=field, step=step, given={}, by=user)
    except (Refusal, PermissionDenied) as refusal:
        return refused_as_data(refusal)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def gate(request: HttpRequest, object_key: str) -> HttpResponse:
    """The small sheet: what must be known before a card may go where it was dropped."""
    page, board = _board(request, object_key)
    user = reader(request)
    field, step = _step(request.GET, board, page.plan.columns(user))
    placing.check(plan=page.plan, field=field, step=step, by=user)
    asked = placing.gate(field=field, step=step, by=user)
    if asked is None:
        raise Http404
    files: dict[str, Any] = {"files": request.FILES} if request.FILES else {}
    form = asked(request.POST if request.method == "POST" else None, auto_id="gate-%s", **files)
    if request.method == "POST" and form.is_valid():
        try:
            placing.move(plan=page.plan, field=field, step=step, given=form.cleaned_data, by=user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            message = {"message": _("Moved."), "tone": "good"}
            moved = {"record": str(step.record_id), "to": step.target}
            return responses.told(HttpResponse(status=204), **{"board-moved": moved, "saved": message})
    context = {
        "form": form, "heading": _("Before it moves"), "label": _("Move"), "text": "", "danger": False,
        "address": request.get_full_path(),
    }  # fmt: skip
    return responses.fragment(request, "ui/form_dialog.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def card_fields(request: HttpRequest, object_key: str) -> HttpResponse:
    """The dialog that chooses what stands on the cards of this board."""
    page, board = _board(request, object_key)
    user = reader(request)
    available = page.plan.columns(user)
    if request.method == "POST":
        chosen = [key for key in request.POST.getlist("column") if key in available][:MOST_FIELDS]
        saved_views.remember_card(object_key=object_key, fields=[] if request.POST.get("reset") else chosen, by=user)
        return responses.saved(request, message=_("The cards show what you chose."), changed=[object_key])
    shown = [available[key] for key in board.card_fields(page, user) if key in available]
    title = page.object_type.title
    others = [one for key, one in available.items() if one not in shown and key != title]
    context = {"shown": shown, "others": others, "address": request.get_full_path(), "most": MOST_FIELDS}
    return responses.fragment(request, "lists/card_fields.html", context)


@require_POST
def calendar_move(request: HttpRequest, object_key: str) -> HttpResponse:
    """An entry was dragged: 204, or the sentence why it goes back. `field` is what the calendar is by."""
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)
    calendar = next((one for one in page.layouts if isinstance(one, Calendar)), None)
    start, end = moment_of(request.POST.get("start", "")), moment_of(request.POST.get("end", ""))
    if calendar is None:
        raise Http404
    try:
        record_id = UUID(request.POST.get("id", ""))
    except ValueError:
        raise Http404 from None
    if start is None:
        return HttpResponseBadRequest()
    all_day = request.POST.get("all_day") == "true"
    try:
        placing.reschedule(
            plan=page.plan, calendar=calendar, field=request.GET.get("field", ""), record_id=record_id, start=start,
            end=end, all_day=all_day, by=user,
        )  # fmt: skip
    except (Refusal, PermissionDenied) as refusal:
        return refused_as_data(refusal)
    return HttpResponse(status=204)


def refused_as_data(refusal: Any) -> JsonResponse:
    """Why not, for a script that puts back what it showed already."""
    if isinstance(refusal, Refusal):
        return JsonResponse({"message": refusal.message, "field": refusal.field}, status=422)
    return JsonResponse({"message": str(refusal)}, status=403)
