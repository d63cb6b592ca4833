"""The steps of an import that change something."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer import queries, targets
from kehu.foundation.transfer.actions import imports, undoing
from kehu.foundation.transfer.models import Import
from kehu.foundation.transfer.views.columns_page import columns_context
from kehu.foundation.ui.responses import page, refused, saved


@require_POST
def reading(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Read the file another way: sheet, encoding, delimiter, row of the headings."""
    of = queries.visible_import(reader(request), import_id)
    given: dict[str, Any] = {
        key: request.POST[key] for key in ("sheet", "encoding", "delimiter") if key in request.POST
    }
    if given.get("sheet", of.sheet) == of.sheet:
        row = request.POST.get("header_row", "")
        given["header_row"] = int(row) if row.isdigit() and len(row) < 7 else None
    else:
        given["header_row"] = None
    try:
        of = imports.read_again(of=of, by=reader(request), reading=given)
    except Refusal as refusal:
        return _columns_page(request, of, refusal.message)
    return _go(request, of, _("Read again."))


@require_POST
def columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Keep what the columns are, then check or start, as the button says."""
    user = reader(request)
    of = queries.visible_import(user, import_id)
    fields = {
        place: request.POST[f"column-{place}"] for place in range(len(of.columns)) if f"column-{place}" in request.POST
    }
    try:
        of = imports.settle(
            of=of, by=user, fields=fields, options=_options(request), source=request.POST.get("source", "")
        )
        if request.POST.get("step") == "start":
            of = imports.start(of=of, by=user)
        elif request.POST.get("step") == "check":
            of = imports.check(of=of, by=user)
    except Refusal as refusal:
        of.refresh_from_db()
        for place, key in fields.items():
            of.columns[place]["field"] = key
        return _columns_page(request, of, refusal.message)
    return _go(request, of, _("Columns kept."))


@require_POST
def cancellation(request: HttpRequest, import_id: UUID) -> HttpResponse:
    of = queries.visible_import(reader(request), import_id)
    try:
        imports.cancel(of=of, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return _go(request, of, _("It stops after the rows that are being written."))


@require_POST
def resumption(request: HttpRequest, import_id: UUID) -> HttpResponse:
    of = queries.visible_import(reader(request), import_id)
    try:
        of = imports.resume(of=of, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return _go(request, of, _("It goes on after the last row that came in."))


@require_POST
def reversal(request: HttpRequest, import_id: UUID) -> HttpResponse:
    of = queries.visible_import(reader(request), import_id)
    try:
        undoing.begin(of=of, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return _go(request, of, _("The import is being taken back."))


def _options(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    return {
        "on_match": post.get("on_match") if post.get("on_match") in {"update", "skip", "ask"} else "update",
        "match": post.getlist("match"),
        "date_order": post.get("date_order") if post.get("date_order") in {"ymd", "dmy", "mdy"} else "",
        "unknown": "refuse" if post.get("unknown") == "refuse" else "leave_out",
        "automations": post.get("automations") == "on",
    }


def _columns_page(request: HttpRequest, of: Import, problem: str) -> HttpResponse:
    context = columns_context(of, targets.get(of.target), reader(request), problem)
    return page(request, "transfer/columns.html", context, status=422)


def _go(request: HttpRequest, of: Import, message: str) -> HttpResponse:
    return saved(request, message=message, go_to=f"/imports/{of.pk}/")
