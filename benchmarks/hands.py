"""Lists under the hands: `python -m benchmarks.hands http://localhost:8000` drives a running demo company in Chromium.

It scrolls the customer list by wheel, scroll bar and keyboard to its end, and a board with a long lane; it opens a
group, a filter, a record's neighbour and a preview of a pasted block. The card it drags is
put back.
"""

import os
import statistics
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, Response, sync_playwright

from tests.browser import machine

USER, PASSWORD = "admin@demo.example", "kehu-demo-2026"
NOW = "performance.timeOrigin + performance.now()"
NESTED = """{"any": [{"field": "tier", "op": "is", "values": ["key"]}, {"all": [
  {"field": "tier", "op": "is", "values": ["a"]},
  {"field": "last_contact_at", "op": "not_since", "values": ["30"]}]}]}"""
LIST, BOARD = "/customers/?sort=name", "/customers/?layout=board&group=tier"
GROUPED = "/customers/?group=owner"
# For which `python -m benchmarks.open_opportunities` has made ten thousand.
SALES, MOVED = (
    "/opportunities/?layout=board&state=open",
    f"/opportunities/changes/?since={datetime.now(UTC).date() - timedelta(91)}",
)
# What is seen of a box, frame by frame: whether rows or cards fill it, and how long each frame took.
WATCH = """([box, filled]) => {
  const watch = (window.hands = { frames: [], blank: 0, since: 0, nodes: 0, on: true });
  const full = () => {
    const { left, top, right, bottom } = document.querySelector(box).getBoundingClientRect();
    const at = (part, more) => document.elementFromPoint(
      (left + right) / 2, top + part * (Math.min(bottom, innerHeight) - top) + more)?.closest(filled);
    return [0.15, 0.5, 0.9].every((part) => at(part, 0) || at(part, 10)); // between cards is a gap
  };
  watch.full = full;
  let last = performance.now();
  const look = (at) => {
    if (!watch.on) return;
    const now = performance.now();
    watch.frames.push(now - last);
    if (!full()) watch.blank += now - last;
    watch.nodes = Math.max(watch.nodes, document.querySelectorAll("*").length);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
# Milliseconds from now until the box is filled in a frame that was painted.
FILLED = """() => new Promise((ready) => {
  const from = performance.now();
  const done = () => ready(performance.now() - from);
  const look = () => requestAnimationFrame(window.hands.full() ? done : look);
  requestAnimationFrame(look);
})"""


class Hands:
    """A page of a logged-in user, and what its requests weighed."""

    def __init__(self, page: Page):
        self.page, self.answers = page, list[Response]()
        page.on("response", lambda answer: "part=" in answer.url and self.answers.append(answer))

    def watch(self, box: str, filled: str) -> None:
        self.answers.clear()
        self.page.evaluate(WATCH, [box, filled])

    def told(self) -> dict[str, Any]:
        found = self.page.evaluate("() => { hands.on = false; return hands }")
        frames = sorted(found["frames"]) or [0]
        weights = []
        for answer in self.answers:
            with suppress(Exception):  # a request given up has no size
                weights.append(answer.request.sizes()["responseBodySize"])
        return {
            "frame p95 ms": round(frames[int(len(frames) * 0.95) - 1]), "longest ms": round(frames[-1]),
            "blank ms": round(found["blank"]), "elements": found["nodes"], "requests": len(self.answers),
            "largest kB": round(max(weights, default=0) / 1000, 1),
        }  # fmt: skip

    def filled(self) -> float:
        return float(self.page.evaluate(FILLED))


def table_by(hands: Hands, act: Callable[[Hands], list[float]]) -> dict[str, Any]:
    hands.page.goto(LIST, wait_until="networkidle")
    hands.watch(".k-list-scroll", "tr[data-row], thead")
    times = act(hands)
    return {"median ms": round(statistics.median(times)), "worst ms": round(max(times)), **hands.told()}


def wheel(hands: Hands) -> list[float]:
    times = []
    hands.page.mouse.move(700, 500)
    for _turn in range(60):
        hands.page.mouse.wheel(0, 700)
        times.append(hands.filled())
    return times


def scroll_bar(hands: Hands) -> list[float]:
    """The thumb held and drawn to a place of the list, as far as it is known, again and again until the very end."""
    times = []
    for part in (0.1, 0.5, 0.9, 0.3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1):
        hands.page.locator(".k-list-scroll").evaluate(
            "(list, part) => { list.scrollTop = part * list.scrollHeight }", part
        )
        times.append(hands.filled())
    return times


def keyboard(hands: Hands) -> list[float]:
    times = []
    hands.page.locator("tr[data-row]").first.focus()
    for _step in range(60):
        hands.page.keyboard.press("j")
        times.append(hands.filled())
    hands.page.keyboard.press("End")
    hands.page.wait_for_function("() => document.querySelector('.k-list-scroll').scrollTop > 1e6")
    times.append(hands.filled())
    last = hands.page.locator("tr[data-row]").last.get_attribute("aria-rowindex")
    print(f"  End leads to row {int(last or 2) - 1:,}")
    return times


def board(hands: Hands, address: str = BOARD) -> dict[str, Any]:
    hands.page.goto(address, wait_until="networkidle")
    lanes = hands.page.locator(".k-lane")
    told = [lanes.nth(n).locator("[data-count]").inner_text() for n in range(lanes.count())]
    sizes = [int("".join(sign for sign in text if sign.isdigit()) or 0) for text in told]
    lanes.nth(sizes.index(max(sizes))).evaluate("lane => lane.setAttribute('data-long', '')")
    hands.page.locator("[data-long] .k-lane-scroll").hover()
    hands.watch("[data-long] .k-lane-scroll", "[data-card]")
    times = []
    for _turn in range(100):
        hands.page.mouse.wheel(0, 900)
        times.append(hands.filled())
    return {"median ms": round(statistics.median(times)), "worst ms": round(max(times)), **hands.told()}


def drag(hands: Hands) -> dict[str, Any]:
    """A card from one lane to the next, until the server has agreed, and back."""
    hands.page.goto(BOARD, wait_until="networkidle")
    hands.watch(".k-board", ".k-lane")
    times = []
    for one, other in ((1, 2), (2, 1), (1, 2), (2, 1)):
        card = hands.page.locator(".k-lane").nth(one).locator("[data-card]").first
        target = hands.page.locator(".k-lane").nth(other).locator("[data-card]").first
        before = hands.page.evaluate(NOW)
        with hands.page.expect_response(lambda answer: "/board/move/" in answer.url):
            card.drag_to(target)
        times.append(hands.page.evaluate(NOW) - before)
        hands.page.wait_for_load_state("networkidle")
    return {"median ms": round(statistics.median(times)), "worst ms": round(max(times)), **hands.told()}


def clicked(address: str, act: Callable[[Page], Any], shown: str) -> Callable[[Hands], dict[str, Any]]:
    """From an act on a page until what it leads to is seen, five times."""

    def measure(hands: Hands) -> dict[str, Any]:
        times = []
        for _again in range(5):
            hands.page.goto(address, wait_until="networkidle")
            before = hands.page.evaluate(NOW)
            act(hands.page)
            hands.page.locator(shown).first.wait_for()
            times.append(hands.page.evaluate(NOW) - before)
        return {"median ms": round(statistics.median(times)), "worst ms": round(max(times))}

    return measure


def neighbour(hands: Hands) -> dict[str, Any]:
    """Ctrl with the right arrow on a record opened from the list: until the next one stands there."""
    hands.page.goto(LIST, wait_until="networkidle")
    hands.page.locator("tr[data-row] a.k-list-name").first.click()
    hands.page.wait_for_load_state("networkidle")
    times = []
    for _step in range(5):
        here, before = hands.page.url, hands.page.evaluate(NOW)
        hands.page.keyboard.press("Control+ArrowRight")
        hands.page.wait_for_url(lambda url, here=here: url != here, wait_until="domcontentloaded")
        times.append(hands.page.evaluate(NOW) - before)
        hands.page.wait_for_load_state("networkidle")
    return {"median ms": round(statistics.median(times)), "worst ms": round(max(times))}


def paste(page: Page) -> None:
    block = "\n".join(f"Town {n}\tShop\t{n}" for n in range(20))
    page.locator("tr[data-row]").first.locator("td").nth(2).click()
    page.locator(".k-cell-shell input:not([type=hidden])").wait_for()
    page.keyboard.press("Escape")
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    page.keyboard.press("Control+v")


SCENES: dict[str, Callable[[Hands], dict[str, Any]]] = {
    "table, wheel": lambda hands: table_by(hands, wheel),
    "table, scroll bar to the end": lambda hands: table_by(hands, scroll_bar),
    "table, J and End": lambda hands: table_by(hands, keyboard),
    "board, wheel in the longest lane": board,
    "board, drag until saved": drag,
    "opportunities, wheel in the longest lane": lambda hands: board(hands, SALES),
    "opportunities, the board opens": clicked("/", lambda page: page.goto(SALES), "[data-card]"),
    "opportunities, what moved in a quarter": clicked("/", lambda page: page.goto(MOVED), ".s-fall a"),
    "group by owner": clicked(LIST, lambda page: page.goto(GROUPED), ".k-list-group-head"),
    "unfold a group": clicked(GROUPED, lambda page: page.locator("[data-group]").nth(1).click(),
                              "#group-2 tr[data-row]"),
    "filter of two levels": clicked(LIST, lambda page: page.goto(f"{LIST}&filter={quote(NESTED)}"), "tr[data-row]"),
    "next record": neighbour,
    "preview of a pasted block, 20 × 3": clicked(
        "/customers/?sort=name&columns=name,job_title,source,employees", paste, "#dialog[open] table"
    ),
}  # fmt: skip


def main() -> None:
    chosen = sys.argv[2:] or list(SCENES)
    with sync_playwright() as playwright:
        browser = machine.launch(playwright)
        context = browser.new_context(base_url=sys.argv[1], viewport={"width": 1280, "height": 860}, locale="en-US")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("input[name=login]", USER)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        print(f"load {os.getloadavg()[0]:.0f}")
        for name, scene in SCENES.items():
            if name in chosen:
                print(f"{name}: {scene(Hands(page))}", flush=True)


if __name__ == "__main__":
    main()
