"""Attachments: list on a record, upload, download, preview."""

from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.files.actions import attachments
from kehu.foundation.files.models import Attachment
from kehu.foundation.files.serving import serve
from kehu.foundation.objects.records import editable_record, visible_record
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import fragment, saved

MOST = 100


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    visible_record(reader(request), object_key, record_id)
    return _panel(request, object_key, record_id)


@require_POST
def upload(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    editable_record(reader(request), object_key, record_id)
    given = request.FILES.getlist("file")
    try:
        if not given:
            raise attachments.FileRefused(_("Choose a file."), field="file")
        for one in given[:10]:
            attachments.attach(object_key=object_key, record_id=record_id, upload=one, by=reader(request))
    except Refusal as refusal:
        return _panel(request, object_key, record_id, problem=refusal.message, status=422)
    return saved(request, message=_("File attached."), changed=[f"files-{record_id}"])


@require_POST
def remove(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    attachment = _visible(request, attachment_id)
    attachments.remove(attachment=attachment, by=reader(request))
    return saved(request, message=_("File removed."), changed=[f"files-{attachment.record_id}"])


@require_GET
def download(request: HttpRequest, attachment_id: UUID) -> FileResponse:
    attachment = _visible(request, attachment_id)
    return serve(attachment.path, attachment.media_type, f"attachment; filename*=UTF-8''{quote(attachment.name)}")


@require_GET
def preview(request: HttpRequest, attachment_id: UUID) -> FileResponse:
    attachment = _visible(request, attachment_id)
    if not attachment.preview_path:
        raise Http404
    return serve(attachment.preview_path, "image/webp", "inline")


def _panel(
    request: HttpRequest, object_key: str, record_id: UUID, problem: str = "", status: int = 200
) -> HttpResponse:
    rows = Attachment.objects.filter(object_key=object_key, record_id=record_id).select_related("uploaded_by")[:MOST]
    context = {"attachments": rows, "object_key": object_key, "record_id": record_id, "problem": problem}
    return fragment(request, "files/panel.html", context, status=status)


def _visible(request: HttpRequest, attachment_id: UUID) -> Attachment:
    attachment = get_object_or_404(Attachment, pk=attachment_id)
    visible_record(reader(request), attachment.object_key, attachment.record_id)
    return attachment
