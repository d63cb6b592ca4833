"""What is asked of every page in a browser."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser import machine

ROOT = Path(__file__).resolve().parents[2]
_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def check_accessibility(page: Page, *, within: str = "html", but: tuple[str, ...] = ()) -> None:
    """Fails with every breach of WCAG 2.2 AA that axe finds below the selector `within`, `but` for the rules named."""
    page.evaluate(machine.axe_script(ROOT))
    found = page.evaluate(
        "([within, tags]) => axe.run(within, {runOnly: {type: 'tag', values: tags}})", [within, _STANDARD]
    )
    breaches = [
        f"{violation['id']}: {node['html'][:160]} -- {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found["violations"]
        if violation["id"] not in but
        for node in violation["nodes"]
    ]
    assert not breaches, "\n".join(breaches)


def check_no_sideways_scroll(page: Page) -> None:
    """Fails when the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page is {wide} px wider than the screen"


def keep(page: Page, name: str) -> Path:
    """Takes a picture for people to look at; returns where it is."""
    path = ROOT / "test-results" / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path)
    return path
