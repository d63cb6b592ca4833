"""`python -m kehu.config.frontend [--force]`: bring vendor and static files up to date with their sources."""

import hashlib
import json
import sys
from pathlib import Path

from kehu.config.frontend import collect, icons, packages, vendor

ROOT = Path(__file__).resolve().parents[3]
STAMP = ROOT / "build" / "frontend.json"


def main(arguments: list[str]) -> int:
    """Returns 0, or 1 after one sentence on stderr when the packages cannot be had."""
    done = {} if "--force" in arguments or not STAMP.exists() else json.loads(STAMP.read_text())
    names = icons.used(ROOT / "kehu")
    wanted = {"vendor": _fingerprint([ROOT / "package-lock.json", *vendor.sources()], names)}
    if done.get("vendor") != wanted["vendor"] or not vendor.complete():
        try:
            packages.install(ROOT)
        except packages.NotAvailable as problem:
            print(problem, file=sys.stderr)
            return 1
        vendor.build(ROOT / "node_modules", names)
    wanted["static"] = collect.fingerprint()
    if done.get("static") != wanted["static"] or not collect.complete():
        collect.run()
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(json.dumps(wanted))
    return 0


def _fingerprint(files: list[Path], names: set[str]) -> str:
    digest = hashlib.sha256(" ".join(sorted(names)).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
