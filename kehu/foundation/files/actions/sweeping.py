"""Throwing away bytes that no attachment needs any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from kehu.foundation.files.models import Attachment

UNDO_DAYS = 31  # one more than a removal can be taken back
NIGHTS = 8  # a whole round takes so many: nobody waits for the space, and storages answer slowly
BATCH = 500


def sweep(*, at: datetime) -> int:
    """Delete the bytes of attachments that were taken off longer ago than a removal can be undone, in the part of the
    folders that is tonight's. Bytes younger than that stay even if nothing names them: their record may be about to be
    written. Returns how many files went.
    """
    tonight = at.toordinal() % NIGHTS
    gone = 0
    for number in range(256):
        if number % NIGHTS != tonight:
            continue
        for paths in _batches(f"attachments/{number:02x}"):
            gone += _delete_unused(paths, before=at - timedelta(days=UNDO_DAYS))
    return gone


def _batches(folder: str) -> Iterator[list[str]]:
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for start in range(0, len(names), BATCH):
        yield [f"{folder}/{name}" for name in names[start : start + BATCH]]


def _delete_unused(paths: list[str], before: datetime) -> int:
    used = set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))
    shown = Attachment.objects.exclude(preview_path="").filter(preview_path__in=paths)
    used.update(shown.values_list("preview_path", flat=True))
    unused = [path for path in paths if path not in used and default_storage.get_modified_time(path) < before]
    for path in unused:
        default_storage.delete(path)
    return len(unused)
