"""The file format of a backup: a tar with a manifest of hashes, closed by a hash of every byte before it.

Members: `database.dump` (pg_dump's custom format), `files/…`, `secrets/…`, and last `manifest.json`. Any changed byte
is found before anything is restored.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

MANIFEST = "manifest.json"
DUMP = "database.dump"
FOLDERS = ("files", "secrets")
_MARK = b"\nKEHU-BACKUP-SHA256 "
_FOOTER = len(_MARK) + 64 + 1
_PIECE = 1024 * 1024


class Damaged(Exception):
    """The file is no backup, or not as it was written; the message is one sentence."""


class _Hashing(io.RawIOBase):
    """Writes through to a file and hashes what passes."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return int(self.file.write(data))


def write(target: Path, dump: Path, home: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the backup under another name, then put it in place, readable to ourselves alone. Returns the manifest."""
    partial = target.with_name(target.name + ".partial")
    members: dict[str, dict[str, Any]] = {}
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            hashing = _Hashing(file)
            with tarfile.open(fileobj=hashing, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                for name, path in _sources(dump, home):
                    members[name] = _add(archive, name, path)
                manifest = {**facts, "members": members}
                text = json.dumps(manifest, indent=1).encode()
                info = tarfile.TarInfo(MANIFEST)
                info.size = len(text)
                archive.addfile(info, io.BytesIO(text))
            file.write(_MARK + hashing.digest.hexdigest().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def verify(source: Path, progress: Callable[[int], None] = lambda done: None) -> dict[str, Any]:
    """The manifest, after every byte was compared with the hashes. Raises Damaged."""
    size = source.stat().st_size - _FOOTER
    digest, done = hashlib.sha256(), 0
    with source.open("rb") as file:
        while done < size and (piece := file.read(min(_PIECE, size - done))):
            digest.update(piece)
            done += len(piece)
            progress(done)
        footer = file.read()
    if size <= 0 or not footer.startswith(_MARK):
        raise Damaged(f"{source} is not a backup of Kehu, or its end is missing.")
    if footer != _MARK + digest.hexdigest().encode() + b"\n":
        raise Damaged(f"{source} is damaged: its content is not what was written.")
    with tarfile.open(source, "r:") as archive:
        manifest: dict[str, Any] = json.loads(archive.extractfile(MANIFEST).read())  # type: ignore[union-attr]
        names = {member.name for member in archive if member.name != MANIFEST}
    if names != set(manifest["members"]):
        raise Damaged(f"{source} is damaged: it does not contain what its manifest lists.")
    return manifest


def extract(source: Path, target: Path) -> None:
    """Unpack a verified backup into a folder. Raises Damaged for a name that would lead out of it."""
    with tarfile.open(source, "r:") as archive:
        for member in archive:
            place = PurePosixPath(member.name)
            expected = member.name in {MANIFEST, DUMP} or place.parts[0] in FOLDERS
            if not member.isreg() or place.is_absolute() or ".." in place.parts or not expected:
                raise Damaged(f"{source} is damaged: it contains {member.name}.")
            path = target / place
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            content = archive.extractfile(member)
            with path.open("wb") as file:
                shutil.copyfileobj(content, file, _PIECE)  # type: ignore[arg-type]
            path.chmod(0o600)


def _sources(dump: Path, home: Path) -> Iterator[tuple[str, Path]]:
    yield DUMP, dump
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(home).as_posix(), path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        info.size, info.mtime, info.mode = status.st_size, int(status.st_mtime), 0o600
        archive.addfile(info, _Reading(file, digest))
    return {"size": info.size, "sha256": digest.hexdigest()}


class _Reading:
    def __init__(self, file: Any, digest: Any) -> None:
        self.file = file
        self.digest = digest

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.digest.update(data)
        return data
