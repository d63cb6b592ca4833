"""Sets up this checkout with nothing but Python: `python3 bootstrap.py run|dev|bench`.

Makes `.venv`, installs the packages of the lock file by hash, prepares browser files and translations. Each step
leaves a stamp, so that the next start does nothing, and needs no network. Only the standard library is used here.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kehu-packages"
LOCKS = ("run", "dev", "bench")  # each contains the ones before it
NEWER = ("python3.13", "python3.12", "python3.11", "python3", "/usr/bin/python3")


class Failed(Exception):
    """The set-up cannot go on; the message is one sentence that says what to do."""


class Step:
    """Names what is being done, and afterwards how long it took."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __enter__(self) -> None:
        self.started = time.monotonic()
        print(f"  {self.sentence} …", end="", flush=True)

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        print("" if kind else f" {time.monotonic() - self.started:.1f} s", flush=True)


def main(arguments: list[str]) -> int:
    wanted = arguments[0] if arguments else "run"
    if wanted not in LOCKS:
        print(f"Usage: python3 bootstrap.py {'|'.join(LOCKS)}", file=sys.stderr)
        return 2
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code every start takes ten times as long
    try:
        if sys.version_info < (3, 11):
            raise Failed(f"Kehu needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
        make_environment()
        install_packages(wanted)
        prepare()
    except Failed as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the next start goes on from here.", file=sys.stderr)
        return 130
    return 0


def make_environment() -> None:
    """`.venv` with a working interpreter; one that was left half made, or whose interpreter is gone, is made anew."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    interpreter = best_interpreter()
    with Step(f"Making .venv with {interpreter}"):
        shutil.rmtree(VENV, ignore_errors=True)
        outcome = subprocess.run([interpreter, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if outcome.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in outcome.stdout + outcome.stderr:
            raise Failed("This Python cannot make virtual environments; install them: apt install python3-venv.")
        raise Failed(f"The folder {VENV} could not be made: {last_line(outcome.stderr or outcome.stdout)}.")


def best_interpreter() -> str:
    """The given interpreter, or the first on this machine whose mail headers cannot be forged, else this one.

    Some patch levels of 3.11 and 3.12 write an encoded newline in a mail subject as a new header line.
    """
    if os.environ.get("PYTHON"):
        return os.environ["PYTHON"]
    for name in (sys.executable, *NEWER):
        if shutil.which(name) and subprocess.run([name, "-c", PROBE], capture_output=True).returncode == 0:
            return name
    return sys.executable


PROBE = """
import sys, venv, ensurepip
from email.message import EmailMessage
from email import policy
assert sys.version_info >= (3, 11)
mail = EmailMessage(policy=policy.SMTP)
mail["Subject"] = "a =?UTF-8?Q?=0A?=Bcc: x@y"
try:
    written = mail.as_bytes()
except Exception:
    written = b""
assert b"\\nBcc:" not in written
"""


def install_packages(wanted: str) -> None:
    """The packages of `requirements/{wanted}.txt`, exactly those versions and hashes."""
    hashes = {name: hashlib.sha256((ROOT / f"requirements/{name}.txt").read_bytes()).hexdigest() for name in LOCKS}
    installed = STAMP.read_text().split() if STAMP.exists() else []
    if hashes[wanted] in installed:
        return
    lock = ROOT / f"requirements/{wanted}.txt"
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        with Step("Installing uv"):
            pip(pinned("uv"))
    count = len(re.findall(r"^[A-Za-z0-9._-]+==", lock.read_text(), re.MULTILINE))
    with Step(f"Installing {count} packages"):
        command = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON]
        outcome = subprocess.run(
            [*command, "--require-hashes", "-r", lock], capture_output=True, text=True, env=uv_environment()
        )
        if outcome.returncode:  # pip knows proxies and mirrors that uv was not told of
            pip(lock)
    link_checkout()
    STAMP.write_text("\n".join(hashes[name] for name in LOCKS[: LOCKS.index(wanted) + 1]))


def pinned(name: str) -> Path:
    """A lock file of one package, cut out of the development lock so that its version stands in one place."""
    text = (ROOT / "requirements/dev.txt").read_text()
    found = re.search(rf"^{name}==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise Failed(f"requirements/dev.txt names no {name}.")
    handle, path = tempfile.mkstemp(suffix=".txt")
    with os.fdopen(handle, "w") as file:
        file.write(found.group())
    return Path(path)


def pip(lock: Path) -> None:
    outcome = subprocess.run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        + ["--require-hashes", "-r", lock],
        capture_output=True,
        text=True,
    )
    if outcome.returncode:
        log = ROOT / "build" / "pip.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(outcome.stdout + outcome.stderr)
        raise Failed(f"The Python packages could not be installed; check the network connection (details in {log}).")


def uv_environment() -> dict[str, str]:
    """uv does not read pip's settings; hand it the mirror that pip would use."""
    environment = dict(os.environ, UV_LINK_MODE="copy", UV_PYTHON_DOWNLOADS="never")
    if "UV_DEFAULT_INDEX" not in environment:
        outcome = subprocess.run(
            [PYTHON, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True
        )
        mirror = os.environ.get("PIP_INDEX_URL") or outcome.stdout.strip()
        if mirror:
            environment["UV_DEFAULT_INDEX"] = mirror
    return environment


def link_checkout() -> None:
    """Make `import kehu` and the command `kehu` work in `.venv`, straight from this checkout."""
    site = next(VENV.glob("lib/python3*/site-packages"))
    (site / "kehu-checkout.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "kehu"
    command.write_text(f"#!{PYTHON}\nfrom kehu.config.cli import main\n\nraise SystemExit(main())\n")
    command.chmod(0o755)


def prepare() -> None:
    """Browser files and compiled translations; both look themselves whether there is anything to do."""
    for what, module in (("The browser files", "frontend"), ("The translations", "messages")):
        if subprocess.run([PYTHON, "-m", f"kehu.config.{module}"], cwd=ROOT).returncode:
            raise Failed(f"{what} could not be prepared.")


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].rstrip(".") if lines else "no reason was given"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
