"""Putting files on records and taking them off."""

import hashlib
from uuid import UUID

import uuid_utils
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.files import content
from kehu.foundation.files.models import Attachment
from kehu.foundation.objects.records import editable_record
from kehu.foundation.refusals import Refusal

LARGEST = 25 * 1024 * 1024
HEAD = 8192


class FileRefused(Refusal):
    """Too large, empty, or of a kind that could run on somebody's computer."""


def attach(*, object_key: str, record_id: UUID, upload: UploadedFile, by: User) -> Attachment:
    """Store an uploaded file on a record that `by` may edit. Raises `FileRefused`."""
    editable_record(by, object_key, record_id)
    return attach_content(object_key=object_key, record_id=record_id, name=upload.name or "", data=_read(upload), by=by)


def attach_content(*, object_key: str, record_id: UUID, name: str, data: bytes, by: User | None) -> Attachment:
    """Store bytes that Kehu itself received or made; the caller has checked the right to the record."""
    kind = content.media_type(data[:HEAD], name)
    if content.is_refused(data[:HEAD], kind):
        raise FileRefused(_("Programs and scripts cannot be attached."), field="file")
    path = default_storage.save(_random_path(), ContentFile(data))
    small = content.preview(data) if kind in content.PREVIEWABLE else None
    with writing(by=by):
        return Attachment.objects.create(
            object_key=object_key,
            record_id=record_id,
            name=_clean_name(name),
            media_type=kind,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            path=path,
            preview_path=default_storage.save(_random_path(), ContentFile(small)) if small else "",
            uploaded_by=by,
        )


def remove(*, attachment: Attachment, by: User) -> None:
    """Take a file off its record. A nightly sweep takes the bytes a month later, so that the removal can be undone."""
    editable_record(by, attachment.object_key, attachment.record_id)
    with writing(by=by):
        attachment.delete()


def _read(upload: UploadedFile) -> bytes:
    if upload.size is None or upload.size == 0:
        raise FileRefused(_("The file is empty."), field="file")
    if upload.size > LARGEST:
        raise FileRefused(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST // 1024 // 1024}, field="file")
    return bytes(upload.read())


def _random_path() -> str:
    name = uuid_utils.uuid4().hex
    return f"attachments/{name[:2]}/{name}"


def _clean_name(name: str) -> str:
    """The last part of the name without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-200:] or "file"
