// The keyboard in a list: J, K and the arrows walk the rows, Shift ticks on the way, X ticks, Enter opens, Esc unticks.

import { current } from "./rows.js";
import { any, none, stretch, toggle } from "./picking.js";

const TYPED_IN = "input:not([type=checkbox]), textarea, select, [contenteditable]";
let at = ""; // the row one was at, also while it is out of the document

const rowAt = (element) => element?.closest?.("[data-row]");
document.addEventListener("focusin", (event) => (at = rowAt(event.target)?.id.slice(4) ?? at));

async function walk(step, ticking) {
  const list = current();
  const known = [...document.querySelectorAll("[data-row]")];
  let row;
  if (list) {
    const id = at && list.find(at) ? await list.step(at, step) : list.pages[0]?.ids[0];
    row = id ? await list.show(id) : null;
  } else {
    const now = known.findIndex((one) => one.id === `row-${at}`);
    row = known[now < 0 ? 0 : Math.min(Math.max(now + step, 0), known.length - 1)];
  }
  if (!row) return;
  const before = at;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (!ticking) return;
  if (!any() && before) toggle(before, true);
  stretch(row.id.slice(4));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.matches?.(TYPED_IN) || document.querySelector("dialog[open]") || !document.getElementById("list")) return;
  const row = rowAt(document.activeElement);
  const onRow = row && row === document.activeElement;
  const key = event.key.toLowerCase();
  const step = { j: 1, k: -1 }[key] ?? (onRow ? { arrowdown: 1, arrowup: -1 }[key] : undefined);
  if (step) walk(step, event.shiftKey);
  else if (key === "x" && row?.querySelector("[name=ids]")) toggle(row.id.slice(4));
  else if (event.key === "Enter" && onRow) row.querySelector("a.k-list-name")?.click();
  else if (event.key === "Escape" && any()) none();
  else return;
  event.preventDefault();
});
