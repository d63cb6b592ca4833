"""Imports: the list with the door for a new file, each one's page in whatever state it is, and its parts."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer import downloads, queries, targets
from kehu.foundation.transfer.actions import imports
from kehu.foundation.transfer.dates_read import dates_read
from kehu.foundation.transfer.models import Import
from kehu.foundation.transfer.views.columns_page import columns_context
from kehu.foundation.transfer.views.counts import OUTCOMES, counts_shown
from kehu.foundation.ui.responses import fragment, page, saved

RECENT = 50
ORDERS = {"ymd", "dmy", "mdy"}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return _index(request)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        if file is None:
            raise imports.ImportRefused(_("Choose a file."), field="file")
        of = imports.upload(
            target=request.POST.get("target", "customers"), name=file.name or "", file=file,
            source=request.POST.get("source", ""), by=reader(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _index(request, problem=refusal.message, status=422)
    return saved(request, message=_("File stored. Please look at its columns."), go_to=f"/imports/{of.pk}/")


@require_GET
def show(request: HttpRequest, import_id: UUID) -> HttpResponse:
    user = reader(request)
    of = queries.visible_import(user, import_id)
    target = targets.get(of.target)
    if of.state in {Import.State.UPLOADED, Import.State.READY}:
        return page(request, "transfer/columns.html", columns_context(of, target, user))
    if of.is_busy:
        return page(
            request, "transfer/running.html", {"import": of, "target": target, "counts": counts_shown(of.counts)}
        )
    rows, after = queries.issues(of, dry=False)
    people, more = queries.records(of, user)
    context = {
        "import": of, "target": target, "issues": rows, "dry": False, "after": after, "records": people, "more": more,
        "undoable": bool(of.change_set and of.change_set.can_be_undone), "counts": counts_shown(of.counts),
        "outcome_labels": OUTCOMES, "undoing": bool(of.run and of.run.kind == "undo" and not of.run.is_over),
    }  # fmt: skip
    return page(request, "transfer/result.html", context)


@require_GET
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The moving part of the page; once the work is over the page is loaded anew."""
    of = queries.visible_import(reader(request), import_id)
    if not of.is_busy and not (of.run and of.run.kind == "undo" and not of.run.is_over):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return fragment(request, "transfer/progress.html", {"import": of, "counts": counts_shown(of.counts)})


@require_GET
def issues(request: HttpRequest, import_id: UUID) -> HttpResponse:
    of = queries.visible_import(reader(request), import_id)
    dry = request.GET.get("dry") == "1"
    rows, after = queries.issues(of, dry=dry, after=_number(request))
    return fragment(request, "transfer/issues.html", {"import": of, "issues": rows, "after": after, "dry": dry})


@require_GET
def dates(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How dates would be read with the columns and the order as they stand in the form."""
    user = reader(request)
    of = queries.visible_import(user, import_id)
    fields = {place: request.GET.get(f"column-{place}", "") for place in range(len(of.columns))}
    order = request.GET.get("date_order", "")
    read = dates_read(of, fields, targets.get(of.target).fields(user), order=order if order in ORDERS else "")
    return fragment(request, "transfer/dates.html", {"dates": read})


@require_GET
def records(request: HttpRequest, import_id: UUID) -> HttpResponse:
    of = queries.visible_import(reader(request), import_id)
    rows, more = queries.records(of, reader(request), after=_number(request))
    return fragment(
        request, "transfer/records.html", {"import": of, "records": rows, "more": more, "outcome_labels": OUTCOMES}
    )


@require_GET
def failed_rows(request: HttpRequest, import_id: UUID) -> FileResponse:
    of = queries.visible_import(reader(request), import_id)
    return downloads.failed_rows_file(of, dry=request.GET.get("dry") == "1")


def _index(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    user = reader(request)
    kinds = targets.of_user(user)
    if not kinds and not user.may(queries.MANAGE):
        raise PermissionDenied(_("Your roles do not let you import anything. An administrator can change that."))
    context = {
        "targets": kinds, "imports": list(queries.imports_of(user)[:RECENT]), "problem": problem,
        "chosen": request.POST.get("target") or request.GET.get("target") or "customers",
        "source": request.POST.get("source", ""),
    }  # fmt: skip
    return page(request, "transfer/imports.html", context, status=status)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("after", "0")
    return int(text) if text.isdigit() and len(text) < 16 else 0
