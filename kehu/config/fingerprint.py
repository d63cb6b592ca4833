"""Tells whether anything changed that a migration could care about, without starting Django (which takes seconds)."""

import hashlib
import importlib.util
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def of_code(database: str, home: Path) -> str:
    """Changes with any Python file of Kehu, the versions of what it stands on, the database's address, its cluster."""
    digest = hashlib.sha256(database.encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        status = path.stat()
        digest.update(f"{path}{status.st_size}{status.st_mtime_ns}".encode())
    for name in ("django", "procrastinate", "allauth"):
        digest.update(_version(name).encode())
    cluster = home / "postgres" / "data" / "PG_VERSION"
    if cluster.exists():
        digest.update(str(cluster.stat().st_ino).encode() + str(cluster.stat().st_mtime_ns).encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    found = importlib.util.find_spec(name)
    return str(Path(found.origin).stat().st_mtime_ns) if found and found.origin else ""
