// The list under the hands: links swap the list in place, typing narrows it, columns are arranged.

import { begin, current } from "./rows.js";
import { begin as unfoldGroups } from "./groups.js";
import "./columns.js";
import { shown } from "./picking.js";
import "./keys.js";
import "./narrow.js";
import "./bulk.js";

const WAIT = 160;
let staying = false; // whether the same list is shown again
const list = () => document.getElementById("list");

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
    if (item.dataset.keep === undefined) (item.closest("li") ?? item).hidden = !item.textContent.toLowerCase().includes(wanted);
  }
}
document.addEventListener("toggle", (event) => {
  if (event.target.id === "add-filter" && event.target.open) event.target.querySelector("[data-narrows]").focus();
}, true);

// -- rows changed elsewhere --------------------------------------------------------------------------------------------
const object = list()?.dataset.object;
if (object) {
  document.body.addEventListener(`changed-${object}`, () => {
    current()?.remember();
    staying = true;
    show(list().dataset.again);
  });
}

// -- another list is shown ---------------------------------------------------------------------------------------------
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx?.target?.id === "list") {
    begin({ back: staying, fresh: true });
    staying = false;
    unfoldGroups();
    // A foot that was there before does not load by itself again.
    document.getElementById("list-foot")?.dispatchEvent(new Event("list-shown"));
  }
  shown();
});
begin({ back: performance.getEntriesByType("navigation")[0]?.type === "back_forward" });
unfoldGroups();
shown();
