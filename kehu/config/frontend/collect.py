"""Collects every static file into `kehu/static`, with hashed names and brotli beside each (WhiteNoise serves them)."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from kehu.config.frontend import vendor

PACKAGE = Path(__file__).resolve().parents[2]
TARGET = PACKAGE / "static"
# The third-party apps whose pages we show, and the files of theirs that are worth serving.
_OTHERS = ("allauth.account", "allauth.mfa", "ninja")
_UNUSED = ("*.map", "redoc*", "README*")
_STAGE = PACKAGE.parent / "build" / "static"


def _own() -> list[Path]:
    return sorted(path for path in PACKAGE.glob("*/**/static") if path.is_dir() and TARGET not in (path, *path.parents))


def _others() -> list[Path]:
    found = []
    for name in _OTHERS:
        spec = importlib.util.find_spec(name)
        if spec and spec.submodule_search_locations:
            found.append(Path(spec.submodule_search_locations[0]) / "static")
    return [path for path in found if path.is_dir()]


def fingerprint() -> str:
    """Changes when a file is added, removed, resized or touched."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + Path(__file__).with_name("compression.py").read_bytes())
    for folder in (*_own(), *_others()):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                status = path.stat()
                digest.update(f"{path}{status.st_size}{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def complete() -> bool:
    return (TARGET / "staticfiles.json").exists()


def run() -> None:
    """Collect into a new folder, then put it in the place of the old one, so that a running Kehu never sees half."""
    _stage_others()
    fresh = TARGET.with_name("static.new")
    shutil.rmtree(fresh, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "kehu.config.frontend.collect", str(fresh)], cwd=PACKAGE.parent, check=True)
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)


def _stage_others() -> None:
    """Copy the other apps' files without the addresses of source maps, which hashing names would ask for."""
    shutil.rmtree(_STAGE, ignore_errors=True)
    for folder in _others():
        shutil.copytree(folder, _STAGE, ignore=shutil.ignore_patterns(*_UNUSED), dirs_exist_ok=True)
    for path in (*_STAGE.rglob("*.css"), *_STAGE.rglob("*.js")):
        path.write_text(vendor.without_source_map(path.read_text(encoding="utf-8")), encoding="utf-8")


def _collect(target: str) -> None:
    # Settings of its own: a package is built where there is no data folder, and no database.
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles"],
        STATICFILES_DIRS=[*_own(), _STAGE],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STATIC_ROOT=target,
        STATIC_URL="/static/",
        STORAGES={"staticfiles": {"BACKEND": "kehu.config.frontend.compression.Storage"}},
    )
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    _collect(sys.argv[1])
