"""Where the embedded PostgreSQL keeps its things below a data folder. Nothing here is imported that takes time."""

import hashlib
import os
import tempfile
from pathlib import Path

# A Unix socket's whole path has room for 107 bytes; ours ends in "/.s.PGSQL.5432".
_LONGEST = 107 - len("/.s.PGSQL.5432")


def folder(home: Path) -> Path:
    return home / "postgres"


def data(home: Path) -> Path:
    return folder(home) / "data"


def sockets(home: Path) -> Path:
    """The folder of PostgreSQL's socket: in the data folder, or a private one elsewhere if that path is too long."""
    wanted = folder(home) / "socket"
    return wanted if len(os.fsencode(wanted)) <= _LONGEST else short(home) / "postgres"


def short(home: Path) -> Path:
    """A private folder with a short name, the same for every process of this data folder."""
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"kehu-{os.geteuid()}-{name}"
