"""Answering with the files that imports and exports made."""

import tempfile
from pathlib import Path

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from kehu.foundation.access.models import User
from kehu.foundation.objects import registry
from kehu.foundation.transfer import failed_rows
from kehu.foundation.transfer.models import Export, Import

TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def export_file(export: Export, user: User) -> FileResponse:
    """The file of an export. Raises Http404, PermissionMissing."""
    if export.by_id != user.pk or not export.path:
        raise Http404  # the file was made for one person's eyes
    object_type = registry.get(export.object_key)
    user.require(object_type.export)
    try:
        file = default_storage.open(export.path)
    except FileNotFoundError as gone:
        raise Http404 from gone
    name = f"{object_type.label_plural} {export.created_at:%Y-%m-%d}.{export.format}"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[export.format])
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def failed_rows_file(of: Import, *, dry: bool) -> FileResponse:
    """The rows of an import (or of its check) that were handed back."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as written:
        failed_rows.write(of, Path(written.name), dry=dry)
        file = Path(written.name).open("rb")  # noqa: SIM115 (the answer closes it; the name may go before)
    return FileResponse(file, as_attachment=True, filename=f"{Path(of.name).stem}.failed.csv", content_type="text/csv")
