"""`python -m kehu.config.frontend [--force]`: bring vendor and static files up to date with their sources."""

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kehu.config.frontend import collect, icons, packages, vendor

ROOT = Path(__file__).resolve().parents[3]
STAMP = ROOT / "build" / "frontend.json"


def main(arguments: list[str]) -> int:
    """Returns 0, or 1 after one sentence on stderr when the packages cannot be had."""
    done = {} if "--force" in arguments or not STAMP.exists() else json.loads(STAMP.read_text())
    try:
        wanted = {"vendor": _vendor(done.get("vendor", ""))}
    except packages.NotAvailable as problem:
        print(problem, file=sys.stderr)
        return 1
    wanted["static"] = collect.fingerprint()
    if done.get("static") != wanted["static"] or not collect.complete():
        with _step("Compressing browser files"):
            collect.run()
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(json.dumps(wanted))
    return 0


def _vendor(done: str) -> str:
    """Bring the vendor files up to date; returns the fingerprint of what they were made from."""
    modules = ROOT / "node_modules"
    lock = [ROOT / "package-lock.json", *vendor.sources()]
    if packages.missing(ROOT):
        if done and vendor.complete() and not modules.exists():
            return done  # made before from packages that were cleared away since
        with _step("Installing front-end packages"):
            packages.install(ROOT)
    names = icons.used(ROOT / "kehu") & icons.known(modules / icons.PACKAGE)
    wanted = _fingerprint(lock, names)
    if done != wanted or not vendor.complete():
        with _step("Preparing browser files"):
            vendor.build(modules, names)
    return wanted


@contextmanager
def _step(sentence: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"  {sentence} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - begun:.1f} s", flush=True)


def _fingerprint(files: list[Path], names: set[str]) -> str:
    digest = hashlib.sha256(" ".join(sorted(names)).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
