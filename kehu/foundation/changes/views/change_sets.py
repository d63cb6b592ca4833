"""Settings: what was changed in bulk, by whom, and the button that takes it back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.changes.actions import rehearsing, undoing
from kehu.foundation.changes.forms import FilterForm
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.permissions import ChangeVerb
from kehu.foundation.changes.queries import change_sets
from kehu.foundation.changes.queries import made as changes_made
from kehu.foundation.changes.queries.reports import report
from kehu.foundation.changes.views.places import place
from kehu.foundation.objects import registry
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import fragment, page, refused, saved

MOST_LINES = 200


@require_GET
def list_change_sets(request: HttpRequest) -> HttpResponse:
    """One's own, or everybody's for administrators; `?of=customer:ID` those that touched a record; `?kind=`,
    `?object_key=`, `?state=` and `?by=` filter, `?at=&after=` goes on.
    """
    record, rows = _of(request)
    form = FilterForm(request.GET, manages=reader(request).may(ChangeVerb.MANAGE))
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = {key: value for key, value in asked.items() if value}
    found, last = change_sets.page_of(rows.filter(**chosen), *place(request))
    filters = {key: getattr(value, "pk", value) for key, value in chosen.items()}
    if record:
        filters["of"] = request.GET["of"]
    context = {
        "change_sets": found, "last": last, "form": form, "filters": filters, "record": record,
        "allowed": {one.pk for one in found if one.can_be_undone and _refusal(one, reader(request)) is None},
    }  # fmt: skip
    return page(request, "changes/list.html", context)


def _of(request: HttpRequest) -> tuple[Any, Any]:
    """The record that `?of=` names, and the change sets meant."""
    object_key, _colon, record_id = request.GET.get("of", "").partition(":")
    if not object_key:
        return None, change_sets.visible_to(reader(request))
    try:
        record = visible_record(reader(request), object_key, UUID(record_id))
    except ValueError as problem:
        raise Http404 from problem
    return record, change_sets.touching(record.pk)


@require_GET
def change_set(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """One change set; after it was taken back, what was kept and why."""
    found = _reachable(request, change_set_id)
    kept = found.kept.exclude(reason="waiting").select_related("changed_by").order_by("pk")[: MOST_LINES + 1]
    rows = list(kept)
    context = {
        "change_set": found, "report": report(rows[:MOST_LINES], reader(request)), "more": len(rows) > MOST_LINES,
        "refusal": _refusal(found, reader(request)), "refusals": change_sets.refusals_of(found),
        "list": _list(found, reader(request)),
        "busy": found.state in {ChangeSet.State.RUNNING, ChangeSet.State.UNDOING},
    }  # fmt: skip
    return page(request, "changes/change_set.html", context)


@require_GET
def made(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """What a change set changed, record by record, as a fragment; `?after=` goes on."""
    found = _reachable(request, change_set_id)
    try:
        after = UUID(request.GET["after"]) if "after" in request.GET else None
    except ValueError as problem:
        raise Http404 from problem
    context = {"change_set": found, "page": changes_made.page_of(found, reader(request), after)}
    return fragment(request, "changes/made.html", context)


def _list(found: ChangeSet, user: User) -> str:
    """The list on which the records of the change set can be shown, if there is one."""
    kind = registry.find(found.object_key)
    return kind.list_address if kind and (not kind.view or user.may(kind.view)) else ""


@require_GET
def preview(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """A dialog: what taking back would do and what it would keep."""
    found = _reachable(request, change_set_id)
    try:
        answer = rehearsing.preview(change_set=found, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return fragment(request, "changes/preview.html", {"change_set": found, "preview": answer})


@require_POST
def take_back(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    found = _reachable(request, change_set_id)
    try:
        run = undoing.request(change_set=found, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    here = reverse("changes:change_set", args=[found.pk])
    if run:
        return saved(request, message=_("It is being taken back."), go_to=here)
    found.refresh_from_db()
    message = (
        _("Taken back.") if not found.undo_report.get("kept") else _("Taken back; what was changed since is kept.")
    )
    return saved(request, message=message, changed=["change-sets", found.object_key], go_to=here)


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The change sets that touched one record, as a fragment for its history."""
    visible_record(reader(request), object_key, record_id)
    rows = [(one, _refusal(one, reader(request))) for one in change_sets.of_record(record_id)]
    return fragment(request, "changes/of_record.html", {"rows": rows, "of": f"{object_key}:{record_id}"})


def _reachable(request: HttpRequest, change_set_id: UUID) -> ChangeSet:
    """One's own or a managed one, or one that may be taken back by whoever has the right to."""
    rows = change_sets.visible_to(reader(request))
    found: ChangeSet | None = rows.filter(pk=change_set_id).first()
    if found:
        return found
    other = get_object_or_404(ChangeSet.objects.exclude(kind=ChangeSet.Kind.UNDO), pk=change_set_id)
    if _refusal(other, reader(request)) is not None:
        raise Http404
    return other


def _refusal(found: ChangeSet, user: User) -> str | None:
    """Why the user cannot take it back; None if he can, "" if there is nothing to say."""
    if found.state == ChangeSet.State.UNDONE:
        return ""
    try:
        undoing.check(change_set=found, by=user)
    except Refusal as refusal:
        return refusal.message
    except PermissionDenied:
        return ""
    return None
