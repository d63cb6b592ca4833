"""/attachments: files on records. They are seen and changed by who sees and changes the record."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel

from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.schemas import Output
from kehu.foundation.files.actions import attachments
from kehu.foundation.files.models import Attachment
from kehu.foundation.files.serving import serve
from kehu.foundation.objects.records import visible_record

router = Router()
MOST = 500


class AttachmentOut(Output):
    """A file on a record; `media_type` was found by looking at the content."""

    object: str
    record: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    uploaded_by: UUID | None


class Attachments(BaseModel):
    """The files of one record."""

    items: list[AttachmentOut]
    next: str | None = None


class OfRecord(BaseModel):
    """Whose files: `object` is a kind of record such as `customer`."""

    object: str
    record: UUID


@router.get("", response=Attachments)
def list_attachments(request: HttpRequest, asked: Query[OfRecord]) -> HttpResponse:
    """The files of one record, newest first."""
    visible_record(reader(request), asked.object, asked.record)
    rows = Attachment.objects.filter(object_key=asked.object, record_id=asked.record)[:MOST]
    return answer({"items": [_said(one) for one in rows], "next": None})


@router.post("", response={201: AttachmentOut})
def create_attachment(request: HttpRequest, asked: Form[OfRecord], file: File[UploadedFile]) -> HttpResponse:
    """Put a file on a record that you may edit, as a multipart form."""
    made = attachments.attach(object_key=asked.object, record_id=asked.record, upload=file, by=reader(request))
    return answer(_said(made), 201, location=f"{request.path}/{made.pk}")


@router.get("/{record_id}", response=AttachmentOut)
def get_attachment(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What is known of a file."""
    return answer(_said(_seen(request, record_id)))


@router.get("/{record_id}/content", response={200: None})
def read_attachment(request: HttpRequest, record_id: UUID) -> HttpResponseBase:
    """The file itself."""
    found = _seen(request, record_id)
    return serve(found.path, found.media_type, f"attachment; filename*=UTF-8''{quote(found.name)}")


@router.delete("/{record_id}", response={204: None})
def delete_attachment(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a file off its record."""
    attachments.remove(attachment=_seen(request, record_id), by=reader(request))
    return nothing()


def _seen(request: HttpRequest, record_id: UUID) -> Attachment:
    found = get_object_or_404(Attachment, pk=record_id)
    visible_record(reader(request), found.object_key, found.record_id)
    return found


def _said(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.pk, "object": one.object_key, "record": one.record_id, "name": one.name,
        "media_type": one.media_type, "size": one.size, "sha256": one.sha256, "uploaded_by": one.uploaded_by_id,
    }  # fmt: skip


ROUTERS = (("/attachments", "Files", router),)
