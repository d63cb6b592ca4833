"""The browser of this machine: the system's Chromium, else the one Playwright brings."""

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

_SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The sandbox wants rights that root and containers do not have; the rest keeps the browser from calling home.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
HELP = (
    "The browser tests need Chromium: install it from the system's packages, "
    "or run `.venv/bin/playwright install chromium`."
)


def launch(playwright: Playwright) -> Browser:
    """A headless browser. Raises RuntimeError with one sentence that says what to do where none can be had."""
    found = next((path for name in _SYSTEM if (path := shutil.which(name))), None)
    try:
        return playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
    except Error as problem:
        raise RuntimeError(HELP) from problem


def ensure() -> str:
    """Have Playwright fetch its browser where the machine has none; returns what is wrong in a sentence, or nothing."""
    if any(shutil.which(name) for name in _SYSTEM):
        return ""
    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return ""
    print("  Fetching a browser for the tests …", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    outcome = subprocess.run(command, capture_output=True, check=False)
    return HELP if outcome.returncode else ""


def axe_script(root: Path) -> str:
    """The accessibility checker's source."""
    return (root / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(ensure() or 0)
