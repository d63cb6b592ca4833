// Ways between a list and its records, on every page: a list one left is found again as it was, Ctrl with an arrow walks
// from record to record in the order of the list, and the lists at hand in the side bar are put in order.

const RECORD = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/?$/;
const TYPED_IN = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const HTMX = { headers: { "HX-Request": "true" }, credentials: "same-origin" };
const store = sessionStorage;

// -- from the list and back ----------------------------------------------------------------------------------------------
// The address of the list is remembered when one of its records is opened, and when one leaves with a filter set.
const listHere = () => document.getElementById("list");
function remember() {
  const list = listHere();
  if (!list?.dataset.address) return;
  const url = new URL(list.dataset.address, location.href);
  if (url.search) store.setItem(`list-at ${url.pathname}`, url.pathname + url.search);
  else store.removeItem(`list-at ${url.pathname}`);
}
window.addEventListener("pagehide", remember);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link) return;
  const list = listHere();
  if (list && link.closest("tr[data-row], [data-record]") && RECORD.test(link.pathname)) {
    store.setItem("list-way", JSON.stringify({ list: list.dataset.address, at: link.pathname }));
  }
  const bare = link.closest("#sidebar .k-nav") && !link.search && link.pathname !== location.pathname;
  const last = bare && store.getItem(`list-at ${link.pathname}`);
  if (last) link.href = last;
}, true);

// -- from record to record -----------------------------------------------------------------------------------------------
const record = location.pathname.match(RECORD)?.[1];
const way = JSON.parse(store.getItem("list-way") ?? "null");
const bar = document.getElementById("list-way");
const walking = Boolean(record && way && way.at === location.pathname && bar);
if (walking) {
  bar.hidden = false;
  bar.querySelector("[data-way=back]").href = way.list;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-way]");
    if (button) walk(button.dataset.way);
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
    if (!step || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (event.target.closest?.(TYPED_IN) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    walk(step);
  });
}
async function walk(step) {
  const url = new URL(way.list, location.href);
  url.searchParams.set("part", "beside");
  url.searchParams.set("at", record);
  url.searchParams.set("way", step);
  const answer = await fetch(url, HTMX);
  if (!answer.ok) return;
  const { address } = await answer.json();
  if (!address) return void bar.querySelector(`[data-way=${step}]`).setAttribute("disabled", "");
  store.setItem("list-way", JSON.stringify({ list: way.list, at: address }));
  location.assign(address);
}

// -- the lists at hand ---------------------------------------------------------------------------------------------------
const shelf = document.querySelector(".k-shelf");
function arranged() {
  const order = [...shelf.querySelectorAll("[data-folder]")].map((folder) => [
    folder.dataset.folder,
    [...folder.querySelectorAll("[data-view]")].map((one) => one.dataset.view),
  ]);
  const headers = { ...HTMX.headers, ...JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}") };
  fetch(shelf.dataset.arrange, { method: "POST", headers, body: new URLSearchParams({ order: JSON.stringify(order) }), credentials: "same-origin" });
}
shelf?.addEventListener("pointerenter", async () => {
  await new Promise((ready) => {
    if (window.Sortable) return ready();
    const address = document.querySelector("script[data-sortable]").dataset.sortable;
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: ready }));
  });
  for (const lists of shelf.querySelectorAll(".k-shelf-lists")) {
    window.Sortable.create(lists, { group: "shelf", animation: 120, delay: 150, delayOnTouchOnly: true, onEnd: arranged });
  }
}, { once: true });
shelf?.addEventListener("keydown", (event) => {
  const item = event.altKey && event.target.closest("[data-view]");
  if (!item || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const up = event.key === "ArrowUp";
  const folder = item.closest("[data-folder]");
  const beside = up ? item.previousElementSibling : item.nextElementSibling;
  const other = (up ? folder.previousElementSibling : folder.nextElementSibling)?.querySelector(".k-shelf-lists");
  if (beside) beside[up ? "before" : "after"](item);
  else if (other) other[up ? "append" : "prepend"](item);
  item.focus();
  arranged();
});
