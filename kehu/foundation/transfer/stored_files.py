"""The bytes of an import: stored under their hash before anything is read, and opened again as a table."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage

from kehu.foundation.database.records import new_id
from kehu.foundation.transfer.models import Import
from kehu.foundation.transfer.reading import Table, open_table

BLOCK = 1024 * 1024


def store(file: BinaryIO | File) -> tuple[str, str, int]:
    """Keep the bytes; returns path, sha256 and size."""
    digest = hashlib.sha256()
    size = 0
    file.seek(0)
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
    file.seek(0)
    path = default_storage.save(f"imports/{new_id().hex}-{digest.hexdigest()[:16]}", File(file))
    return path, digest.hexdigest(), size


@contextmanager
def table_of(of: Import) -> Iterator[Table]:
    """The import's file as a table, read as the import says. Raises UnreadableFile."""
    with (
        local_path(of.path) as path,
        open_table(
            path,
            sheet=of.sheet or None,
            encoding=of.encoding or None,
            delimiter=of.delimiter or None,
            header_row=of.header_row,
        ) as table,
    ):
        yield table


@contextmanager
def local_path(path: str) -> Iterator[Path]:
    """A path on this machine; files of another storage are fetched for the while."""
    try:
        here = Path(default_storage.path(path))
    except NotImplementedError:
        with tempfile.NamedTemporaryFile() as copy, default_storage.open(path) as stored:
            shutil.copyfileobj(stored, copy, BLOCK)
            copy.flush()
            yield Path(copy.name)
    else:
        yield here


def keep(path: Path, folder: str, name: str) -> str:
    """Move a finished file into the storage; returns its path there."""
    with path.open("rb") as file:
        return default_storage.save(f"{folder}/{new_id().hex}-{name}", File(file))
