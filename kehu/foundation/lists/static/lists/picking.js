// Ticked rows: remembered by identifier, whether or not their rows are in the document, and told to whatever is done with
// them as inputs of #list-picked: `ids`, or `all=1` with the link of the list as `query`.

import { current } from "./rows.js";

const MOST = 2000;
const picked = new Set();
let all = false;
let last = null;
let link = null;

const ticks = () => [...document.querySelectorAll("#list-rows [name=ids], .k-list-group-rows [name=ids]")];
const rowIds = () => ticks().map((tick) => tick.value);
export const any = () => all || picked.size > 0;

function matching() {
  const count = document.querySelector("#list-foot [data-count]");
  return count && { number: Number(count.dataset.count), more: count.dataset.more === "yes", text: count.textContent };
}

export function told() {
  const bar = document.getElementById("list-bulk");
  if (!bar) return;
  for (const tick of ticks()) tick.checked = all || picked.has(tick.value);
  bar.hidden = !any();
  const here = matching();
  bar.querySelector("[data-picked]").textContent = all ? here?.text ?? "" : picked.size.toLocaleString(document.documentElement.lang);
  const offer = bar.querySelector("[data-pick-matching]");
  const shown = ticks().length;
  offer.hidden = all || !here || picked.size < shown || (!here.more && here.number <= picked.size);
  offer.querySelector("[data-number]").textContent = here?.text ?? "";
  const inputs = all ? [["all", "1"], ["query", link ?? ""]] : [...picked].slice(0, MOST).map((id) => ["ids", id]);
  document.getElementById("list-picked").replaceChildren(
    ...inputs.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value })),
  );
  const head = document.querySelector("[data-pick-all]");
  if (head) [head.checked, head.indeterminate] = [all || (shown > 0 && ticks().every((tick) => tick.checked)), !all && any() && !ticks().every((tick) => tick.checked)];
}

export function none() {
  picked.clear();
  all = false;
  told();
}

export function toggle(id, on = !picked.has(id)) {
  if (all) none();
  if (on) picked.add(id);
  else picked.delete(id);
  last = id;
  told();
}

// From the row ticked last to this one, whatever pages lie between.
export async function stretch(id, on = true) {
  if (!last) return toggle(id, on);
  const known = rowIds();
  const [from, to] = [known.indexOf(last), known.indexOf(id)].sort((a, b) => a - b);
  const ids = current() ? await current().between(last, id, MOST) : from < 0 ? [id] : known.slice(from, to + 1);
  for (const one of ids) if (on) picked.add(one); else picked.delete(one);
  last = id;
  told();
}

// Another list is shown: what was ticked in the one before is not meant any more.
export function shown() {
  const list = document.getElementById("list");
  if (list && link !== null && list.dataset.link !== link) none();
  link = list?.dataset.link ?? null;
  told();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-pick-all]")) return;
  all = false;
  const on = event.target.checked;
  if (on) rowIds().forEach((id) => picked.add(id));
  else picked.clear();
  told();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-pick-none]")) none();
  if (event.target.closest("[data-pick-matching]")) {
    picked.clear();
    all = true;
    told();
  }
  const tick = event.target.closest?.("[data-row] [name=ids]");
  if (!tick) return;
  if (event.shiftKey) stretch(tick.value, tick.checked);
  else toggle(tick.value, tick.checked);
});
document.addEventListener("list-rows", told);
