"""What the operator says through the environment, read in one place.

Every variable Kehu obeys is a function or constant of this module, so that the list of handles in
docs/operations.md can be checked against one file.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """`1`, `true`, `yes`, `on` switch on; anything else that is not empty switches off."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    return int(text(name, str(default)))


def words(name: str) -> list[str]:
    """A comma-separated list without empty entries."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def home() -> Path:
    """The data folder: database, attachments, secrets and logs of one company.

    Root's home is closed to the unprivileged user who must run PostgreSQL; root's data stands where services keep it.
    """
    usual = "/var/lib/kehu" if os.geteuid() == 0 else str(Path.home() / ".local/share/kehu")
    return Path(text("KEHU_HOME", usual)).expanduser().resolve()


def secret_key(folder: Path) -> str:
    """The signing key from `KEHU_SECRET_KEY`, else one generated once and kept in the data folder."""
    given = text("KEHU_SECRET_KEY")
    if given:
        return given
    path = folder / "secrets" / "signing-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def database(url: str) -> dict[str, Any]:
    """Django's database settings from a `postgresql://user:password@host:port/name?options` address.

    A Unix socket folder is given percent-encoded as the host or as `?host=/folder`, as libpq does.
    """
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "kehu",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(query.pop("port", parts.port or "")),
        "OPTIONS": dict(query),
    }


def file_storage(folder: Path) -> dict[str, object]:
    """Django's storage for attachments: the data folder, or `KEHU_FILES=s3://bucket/prefix`.

    For S3 the keys come from the usual AWS variables, and KEHU_S3_ENDPOINT names a server other than Amazon's.
    """
    place = urlsplit(text("KEHU_FILES"))
    if place.scheme != "s3":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "files", "file_permissions_mode": 0o600},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": place.netloc,
            "location": place.path.strip("/"),
            "endpoint_url": text("KEHU_S3_ENDPOINT") or None,
            "default_acl": None,
            "file_overwrite": False,
        },
    }
