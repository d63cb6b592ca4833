"""What people feel: from the key to what is painted, in Chromium, with the bytes and the SQL that it took.

The clock starts with the event itself inside the page and stops in the frame that shows the answer, so that the way
between this program and the browser does not count.
"""

import json
import os
import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import serving
from benchmarks.client import session_of
from benchmarks.measuring import Figure, percentile, rounds

PATIENCE = 8_000  # ms; what is not there by then is told as not seen
LIST = "/customers/?columns=name,tier,employees,owner&sort=name&view="
# The first key or press after arming starts the clock; it is kept over a change of the document.
_CLOCK = """
for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, (event) => {
  if (sessionStorage.armed !== kind) return;
  sessionStorage.armed = "";
  sessionStorage.begun = performance.timeOrigin + event.timeStamp;
}, true);
"""
_FRAMES = """() => new Promise((done) => {
  const times = []; const begun = performance.now(); let last = begun;
  const frame = (now) => {
    times.push(now - last); last = now; scrollBy(0, 240);
    document.querySelector(".k-list-scroll, .k-scroll")?.scrollBy(0, 240);
    if (now - begun < 3000) requestAnimationFrame(frame); else done(times.slice(1));
  };
  requestAnimationFrame(frame);
})"""


@dataclass(frozen=True)
class Line:
    """`number` is the line of the list of what a good screen does. `ready` brings the page there, `act` is what is
    measured, `shown` a JavaScript expression that holds as soon as the answer stands. `limit` in ms.
    """

    number: str
    name: str
    act: Callable[[Any], None]
    shown: str
    ready: Callable[[Any], None] | None = None
    after: Callable[[Any], None] | None = None
    limit: int = 100
    start: str = "keydown"


def press(key: str) -> Callable[[Any], None]:
    return lambda page: page.keyboard.press(key)


def click(selector: str) -> Callable[[Any], None]:
    return lambda page: page.locator(selector).first.click(timeout=PATIENCE)


def another_number(page: Any) -> None:
    page.keyboard.type(str(random.Random().randrange(10, 99_999)))


def opened(address: str) -> Callable[[Any], None]:
    def go(page: Any) -> None:
        page.goto(address, wait_until="load")
        page.wait_for_timeout(700)

    return go


def then(*steps: Callable[[Any], None]) -> Callable[[Any], None]:
    def run(page: Any) -> None:
        for step in steps:
            step(page)
            page.wait_for_timeout(300)

    return run


ROW = "[data-row]"
DIALOG = "document.querySelector('dialog[open] :is(input,select,textarea,button)')"
PALETTE = "document.querySelector('#palette-input')?.checkVisibility()"
LINES = (
    Line("2", "open a record of the list", press("Enter"), "document.querySelector('.c-head, [data-record], h1')"
         " && /customers\\/[0-9a-f-]{36}/.test(location.pathname)", then(opened(LIST), press("j")), limit=300),
    Line("6", "open search-and-go", press("Control+k"), PALETTE, opened(LIST)),
    Line("7", "search-and-go finds a name by pinyin", press("w"),
         "document.querySelectorAll('[role=option]').length > 0"
         " && document.querySelector('#palette-input').value === 'zw'",
         then(opened(LIST), press("Control+k"), press("z"))),
    Line("11", "? lists the keys of the page", press("?"), DIALOG, opened(LIST)),
    Line("11", "J goes to the next row", press("j"), "document.activeElement.matches('[data-row]')", opened(LIST)),
    Line("11", "C opens what can be created", press("c"), "document.querySelector('[data-shortcut-menu=c][open]')",
         opened(LIST)),
    Line("12", "Ctrl+→ goes to the next record", press("Control+ArrowRight"),
         "sessionStorage.before !== location.pathname && document.querySelector('h1')",
         then(opened(LIST), click("a.k-list-name"),
              lambda page: page.wait_for_selector("#list-way", state="visible"),
              lambda page: page.evaluate("sessionStorage.before = location.pathname")), limit=300),
    Line("13", "Esc closes the dialog, focus is back", press("Escape"), "!document.querySelector('dialog[open]')",
         then(opened(LIST), press("?"))),
    Line("16", "search in the list", press("1"),
         "/search=/.test(location.search)", then(opened(LIST), press("f")), limit=300),
    Line("18", "count and sums stand at the foot", click("th a[href*='sort=']"),
         "/sort=/.test(location.search) && document.querySelector('#list-foot')?.textContent.trim()",
         opened("/customers/"), limit=300, start="pointerdown"),
    Line("19", "click a cell, its input is there", click(f"{ROW} td:nth-of-type(4)"),
         "document.querySelector('.k-cell-shell input:not([type=hidden])')", opened(LIST), start="pointerdown"),
    Line("1, 19", "Enter saves a cell and shows it", press("Enter"),
         "!document.querySelector('.k-cell-shell')",
         then(opened(LIST), click(f"{ROW} td:nth-of-type(4)"), press("Control+a"), another_number)),
    Line("20", "all that match are ticked, E opens the bulk edit", press("e"), DIALOG,
         then(opened(LIST), click("[data-pick-all]")), limit=300),
    Line("21", "choose columns", click("button.k-hide-phone[hx-get*='columns']"), DIALOG, opened(LIST),
         limit=300, start="pointerdown"),
    Line("23–25", "the board of opportunities", click(".k-list-layouts a:not([aria-current])"),
         "document.querySelectorAll('[data-card]').length > 0", opened("/opportunities/?layout=table&view="),
         limit=300, start="pointerdown"),
)  # fmt: skip


def figures(_load: dict[str, Any]) -> list[Figure]:
    """One figure per line; what does not appear in time is told as such and breaks nothing."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
    from playwright.sync_api import sync_playwright

    from tests.browser import machine

    with serving.served() as server, sync_playwright() as playwright:
        browser = machine.launch(playwright)
        context = browser.new_context(base_url=server.address, viewport={"width": 1280, "height": 800})
        context.add_init_script(_CLOCK)
        context.add_cookies([{"name": "sessionid", "value": session_of("admin"), "url": server.address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        found = [_first_load(page, server), _scrolling(page, server)]
        found += [_measured(page, server, line) for line in LINES]
        browser.close()
    return found


def _measured(page: Any, server: serving.Serving, line: Line) -> Figure:
    from playwright.sync_api import Error

    times, statements, sizes = [], 0, 0
    name = f"{line.number} · {line.name}"
    for _round in range(max(3, rounds() // 5)):
        try:
            if line.ready:
                line.ready(page)
            server.forget()
            page.evaluate("(kind) => { sessionStorage.begun = ''; sessionStorage.armed = kind; }", line.start)
            line.act(page)
            shown = f"() => sessionStorage.begun && ({line.shown}) && performance.timeOrigin + performance.now()"
            ended = page.wait_for_function(shown, polling="raf").json_value()
            times.append(ended - float(page.evaluate("sessionStorage.begun")))
            statements, sizes = max(statements, server.statements), max(sizes, server.size)
        except Error as problem:
            return Figure(name, f"≤ {line.limit} ms", f"not seen: {str(problem).splitlines()[0][:60]}", False)
    p95 = percentile(times, 95)
    return Figure(
        name, f"≤ {line.limit} ms", f"{sizes / 1000:.1f} kB", p95 <= line.limit, statistics.median(times), p95,
        statements=statements,
    )  # fmt: skip


def _first_load(page: Any, server: serving.Serving) -> Figure:
    """Everything of the first list page, scripts apart."""
    page.goto(LIST, wait_until="networkidle")
    scripts = sum(one.size for one in server.requests if one.path.endswith((".js", ".mjs")))
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    told = f"{scripts / 1000:.1f} kB of script, {server.size / 1000:.1f} kB in all, {len(server.requests)} requests"
    return Figure("5 · first load of the list", "≤ 200 kB script", told, scripts <= 200_000, painted, painted,
                  statements=server.statements)  # fmt: skip


def _scrolling(page: Any, server: serving.Serving) -> Figure:
    """Three seconds of scrolling the list as fast as frames come."""
    opened(LIST)(page)
    server.forget()
    frames: list[float] = json.loads(json.dumps(page.evaluate(_FRAMES)))
    rate, longest = 1000 / statistics.mean(frames), max(frames)
    told = f"{rate:.0f} frames a second, the longest {longest:.0f} ms, {server.size / 1000:.1f} kB"
    return Figure("4 · scrolling the list", "≥ 50 frames a second", told, rate >= 50, statistics.median(frames),
                  percentile(frames, 95), statements=server.statements)  # fmt: skip
