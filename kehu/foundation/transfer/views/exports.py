"""Exports: what was taken and by whom; POST takes a list, small ones come back at once."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.foundation.access.reader import reader
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer import downloads, queries
from kehu.foundation.transfer.actions import exports
from kehu.foundation.transfer.models import Export
from kehu.foundation.ui.responses import page, refused, saved

RECENT = 100


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """POST `object`, `format` (csv, xlsx) and `filter` (what stands after the ? of the list's address); with `ids` only
    these records of it.
    """
    if request.method == "POST":
        return _take(request)
    shown = [
        {"export": one, "object": registry.find(one.object_key)} for one in queries.exports_of(reader(request))[:RECENT]
    ]
    return page(request, "transfer/exports.html", {"exports": shown})


@require_GET
def download(request: HttpRequest, export_id: UUID) -> FileResponse:
    export = get_object_or_404(queries.exports_of(reader(request)), pk=export_id)
    return downloads.export_file(export, reader(request))


def _filter(post: QueryDict) -> str:
    link, ids = post.get("filter", "")[:8_000], post.getlist("ids")
    if not ids:
        return link
    given = QueryDict(link)
    kept = [(name, given[name]) for name in ("columns", "sort") if name in given]
    return urlencode([*kept, ("only", ",".join(ids))])


def _take(request: HttpRequest) -> HttpResponse:
    post = request.POST
    try:
        export = exports.begin(
            object_key=post.get("object", ""), filter=_filter(post), format=post.get("format", "csv"),
            by=reader(request),
        )  # fmt: skip
    except Refusal as refusal:
        return refused(request, refusal)
    if export.state == Export.State.DONE:
        return saved(request, message=_("The file is ready."), go_to=f"/exports/{export.pk}/file")
    message = _("The list is being written in the background; you will be told when it is ready.")
    return saved(request, message=message, go_to="/exports/")
