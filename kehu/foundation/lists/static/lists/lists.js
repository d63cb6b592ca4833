// The list under the hands: links swap the list in place, the keyboard walks the rows, ticked rows offer what can be done.

const WAIT = 160;
const list = () => document.getElementById("list");
const rows = () => [...document.querySelectorAll("#list-rows [data-row]")];
const ticks = () => [...document.querySelectorAll("#list-rows [name=ids]")];
const TYPED_IN = "input:not([type=checkbox]), textarea, select, [contenteditable]";

// -- the list in place -------------------------------------------------------------------------------------------------
// A link of the list is an address people can send; scripts ask it for the list alone, and the answer sets the address bar.
function show(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("part", "list");
  return window.htmx.ajax("GET", url.pathname + url.search, { source: "#list", target: "#list", swap: "outerMorph", push: "false" });
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement?.matches?.("a[data-part]")) return;
  const url = new URL(ctx.request.action, location.href);
  url.searchParams.set("part", "list");
  ctx.request.action = url.pathname + url.search;
});
document.body.addEventListener("list-address", (event) => show(event.detail.address));
window.addEventListener("pageshow", (event) => event.persisted && list() && show(location.href));

let timer;
document.addEventListener("input", (event) => {
  const { target } = event;
  if (target.matches("[data-narrows]")) narrow(target);
  if (!target.matches("[data-list-search]") || event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(() => search(target.form), WAIT);
});
document.addEventListener("compositionend", (event) => event.target.matches("[data-list-search]") && search(event.target.form));
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-part]")) return;
  event.preventDefault();
  search(event.target);
});

function search(form) {
  clearTimeout(timer);
  const given = new URLSearchParams(new FormData(form));
  if (!given.get("search")) given.delete("search");
  show(`${form.getAttribute("action")}?${given}`);
}

// A long choice of fields, shortened by typing.
function narrow(input) {
  const wanted = input.value.trim().toLowerCase();
  for (const item of input.parentElement.querySelectorAll(".k-menu-item")) {
    (item.closest("li") ?? item).hidden = !item.textContent.toLowerCase().includes(wanted);
  }
}
document.addEventListener("toggle", (event) => {
  if (event.target.id === "add-filter" && event.target.open) event.target.querySelector("[data-narrows]").focus();
}, true);

// -- rows changed elsewhere --------------------------------------------------------------------------------------------
const object = list()?.dataset.object;
if (object) document.body.addEventListener(`changed-${object}`, () => show(list().dataset.again));

// -- ticks -------------------------------------------------------------------------------------------------------------
let last = null;
function told() {
  const bar = document.getElementById("list-bulk");
  if (!bar) return;
  const picked = ticks().filter((tick) => tick.checked).length;
  bar.hidden = !picked;
  bar.querySelector("[data-picked]").textContent = picked;
  const all = document.querySelector("[data-pick-all]");
  if (all) [all.checked, all.indeterminate] = [picked > 0 && picked === ticks().length, picked > 0 && picked < ticks().length];
}
function pickAll(on) {
  for (const tick of ticks()) tick.checked = on;
  told();
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) pickAll(event.target.checked);
  if (event.target.matches("#list-rows [name=ids]")) told();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-pick-none]")) pickAll(false);
  const tick = event.target.closest?.("#list-rows [name=ids]");
  if (!tick) return;
  if (event.shiftKey && last?.isConnected) {
    const all = ticks();
    const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = tick.checked;
    told();
  }
  last = tick;
});
document.addEventListener("htmx:after:swap", (event) => {
  told();
  // A foot that was there before does not load by itself again.
  if (event.detail.ctx?.target?.id === "list") document.getElementById("list-foot")?.dispatchEvent(new Event("list-shown"));
});

// -- keys --------------------------------------------------------------------------------------------------------------
function walk(step) {
  const all = rows();
  const now = all.indexOf(document.activeElement?.closest?.("[data-row]"));
  const next = all[now < 0 ? 0 : Math.min(Math.max(now + step, 0), all.length - 1)];
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.matches?.(TYPED_IN) || document.querySelector("dialog[open]")) return;
  const row = document.activeElement?.closest?.("[data-row]");
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (key === "x" && row) {
    const tick = row.querySelector("[name=ids]");
    if (tick) tick.checked = !tick.checked;
    told();
  } else if (event.key === "Enter" && row === document.activeElement) row.querySelector("a.k-list-name")?.click();
  else if (event.key === "Escape" && ticks().some((tick) => tick.checked)) pickAll(false);
  else return;
  event.preventDefault();
});

// -- the order of columns ----------------------------------------------------------------------------------------------
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-sortable] > li");
  dragged?.classList.add("k-dragged");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-sortable] > li");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
  over[event.clientY > middle ? "after" : "before"](dragged);
});
document.addEventListener("drop", (event) => dragged && event.preventDefault());
document.addEventListener("dragend", () => {
  dragged?.classList.remove("k-dragged");
  dragged = null;
});
document.addEventListener("keydown", (event) => {
  const item = event.altKey && event.target.closest?.("[data-sortable] > li");
  if (!item || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  if (event.key === "ArrowUp") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  event.target.focus();
});
