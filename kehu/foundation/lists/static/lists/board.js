// The board under the hands. Each lane keeps all cards it has loaded as text and shows only those in sight, so that ten
// thousand are as light as ten; cards are moved by drag, by Shift with an arrow, or by choosing a lane with M.
import { toast } from "../ui/kehu.js";

const BEYOND = 8; // cards kept above and below what is seen
const AHEAD = 12; // the next ones are fetched when so many are left
const GAP = 8;
const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
const root = () => document.getElementById("board");
let lanes = [];
let dragging = false;
let step = 0; // height of a card with its gap, the same for all

class Lane {
  constructor(section) {
    this.section = section;
    this.scroller = section.querySelector(".k-lane-scroll");
    this.list = section.querySelector(".k-lane-cards");
    this.items = [...this.list.querySelectorAll("[data-card]")].map((card) => ({ id: card.dataset.card, html: card.outerHTML }));
    this.next = section.dataset.next;
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
  }

  get value() {
    return this.section.dataset.lane;
  }

  get label() {
    return this.section.getAttribute("aria-label");
  }

  draw() {
    if (!step) return;
    const seen = this.scroller.clientHeight || 600;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / step) - BEYOND);
    const last = Math.min(this.items.length, Math.ceil((this.scroller.scrollTop + seen) / step) + BEYOND);
    const wanted = this.items.slice(first, last);
    const there = new Map([...this.list.children].map((card) => [card.dataset.card, card]));
    const keep = new Set(wanted.map((item) => item.id));
    if (dragging) return; // what is dragged must stay in the document, and the rest where it was
    const focused = document.activeElement?.closest?.("[data-card]");
    if (focused && this.list.contains(focused) && !keep.has(focused.dataset.card)) this.scroller.focus({ preventScroll: true });
    for (const [id, card] of there) if (!keep.has(id)) card.remove();
    let place = this.list.firstElementChild;
    for (const item of wanted) {
      const card = there.get(item.id);
      if (card && card === place) place = place.nextElementSibling;
      else this.list.insertBefore(card ?? made(item.html), place);
    }
    this.list.style.paddingTop = `${first * step}px`;
    this.list.style.paddingBottom = `${(this.items.length - last) * step}px`;
    if (this.next && last > this.items.length - AHEAD && !this.section.classList.contains("k-folded-lane")) this.load();
  }

  async load() {
    if (this.loading) return;
    this.loading = true;
    try {
      const { cards, next } = await part("cards", { lane: this.value, cursor: this.next });
      const known = new Set(this.items.map((item) => item.id));
      this.items.push(...cards.filter((card) => !known.has(card.id)));
      this.next = next;
    } catch {
      this.next = ""; // told already; a reload begins anew
    }
    this.loading = false;
    this.draw();
  }

  take(id) {
    const place = this.items.findIndex((item) => item.id === id);
    return place < 0 ? null : { place, item: this.items.splice(place, 1)[0] };
  }

  put(item, place) {
    this.items.splice(Math.min(Math.max(place, 0), this.items.length), 0, item);
  }

  // The card with that id, scrolled into sight.
  reveal(id) {
    const place = this.items.findIndex((item) => item.id === id);
    if (place < 0) return null;
    const top = place * step;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop || top + step > scrollTop + clientHeight) this.scroller.scrollTop = Math.max(0, top - clientHeight / 2);
    this.draw();
    return this.list.querySelector(`[data-card="${CSS.escape(id)}"]`);
  }
}

function made(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.firstElementChild;
}

async function part(name, given = {}) {
  const url = new URL(root().dataset.address, location.href);
  for (const [key, value] of Object.entries({ part: name, ...given })) url.searchParams.set(key, value);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// -- heads ---------------------------------------------------------------------------------------------------------------
let waiting;
function tellHeads(after = 0) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const { heads } = await part("heads").catch(() => ({ heads: [] }));
    for (const head of heads) {
      const lane = lanes.find((one) => one.value === head.lane);
      if (!lane) continue;
      lane.section.querySelector("[data-count]").textContent = head.count;
      lane.section.querySelector("[data-sum]").textContent = head.sum;
      lane.section.querySelector("[data-weighted]").textContent = head.weighted;
      lane.section.querySelector(".k-lane-sums").hidden = !head.sum;
    }
  }, after);
}

// -- moving --------------------------------------------------------------------------------------------------------------
const laneOf = (id) => lanes.find((lane) => lane.items.some((item) => item.id === id));
let asked = null; // a move that waits for its sheet

// Shown at once; what the server refuses springs back.
async function move(id, to, place = 0) {
  const from = laneOf(id);
  if (!root().dataset.move || !from || !to || from === to) return drawAll();
  const taken = from.take(id);
  to.put(taken.item, place);
  drawAll();
  const back = () => {
    to.take(id);
    from.put(taken.item, taken.place);
    drawAll();
    from.reveal(id)?.focus();
  };
  const body = new URLSearchParams({ field: root().dataset.field, record: id, from: from.value, to: to.value });
  let answer, told;
  try {
    answer = await fetch(root().dataset.move, { method: "POST", body, headers: { ...csrf } });
    told = answer.status === 204 ? {} : await answer.json();
  } catch {
    told = {};
  }
  if (answer?.status === 204) return settled(id, to);
  back();
  if (told.sheet) {
    asked = { id, to: to.value, place };
    window.htmx.ajax("GET", told.sheet, { source: "#board", target: "#dialog", swap: "innerHTML" });
  } else toast(told.message ?? root().dataset.failed, "bad");
}

async function settled(id, to) {
  const item = to.items.find((one) => one.id === id);
  const name = to.list.querySelector(`[data-card="${CSS.escape(id)}"] .k-board-title .k-truncate`)?.textContent.trim() ?? "";
  document.getElementById("board-status").textContent = root().dataset.moved.replace("%(name)s", name).replace("%(lane)s", to.label);
  tellHeads(150);
  const { card } = await part("card", { card: id }).catch(() => ({ card: null }));
  if (card === null || !item) return;
  const focused = document.activeElement?.closest?.("[data-card]")?.dataset.card === id;
  if (card) item.html = card;
  to.list.querySelector(`[data-card="${CSS.escape(id)}"]`)?.replaceWith(made(item.html));
  to.draw();
  if (focused) to.reveal(id)?.focus();
}

document.body.addEventListener("board-moved", (event) => {
  const { record, to } = event.detail;
  const from = laneOf(record);
  const lane = lanes.find((one) => one.value === to);
  if (!from || !lane) return;
  const taken = from.take(record);
  lane.put(taken.item, asked?.id === record ? asked.place : 0);
  asked = null;
  drawAll();
  lane.reveal(record)?.focus();
  settled(record, lane);
});

// -- drag ----------------------------------------------------------------------------------------------------------------
async function makeSortable() {
  if (!root().dataset.move) return;
  if (!window.Sortable) await script(root().dataset.sortable);
  for (const lane of lanes) {
    if (lane.sortable) continue;
    lane.sortable = window.Sortable.create(lane.list, {
      group: "board",
      draggable: "[data-card]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      delay: 180,
      delayOnTouchOnly: true,
      sort: true,
      ghostClass: "k-board-ghost",
      onStart: () => {
        dragging = true;
        root().classList.add("k-dragging");
      },
      onEnd: ({ item, from, to, newDraggableIndex }) => {
        dragging = false;
        root().classList.remove("k-dragging");
        const target = lanes.find((one) => one.list === to);
        const id = item.dataset.card;
        const hidden = Math.round((parseFloat(to.style.paddingTop) || 0) / step);
        if (to !== from) item.remove(); // drawn anew from what the lanes hold
        move(id, target, hidden + (newDraggableIndex ?? 0));
      },
    });
  }
}

function script(address) {
  return new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject });
    document.head.append(tag);
  });
}

// -- keys ----------------------------------------------------------------------------------------------------------------
function neighbour(lane, by) {
  const open = lanes.filter((one) => !one.section.classList.contains("k-folded-lane"));
  return open[open.indexOf(lane) + by];
}

function walk(card, key) {
  const lane = laneOf(card.dataset.card);
  const place = lane.items.findIndex((item) => item.id === card.dataset.card);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const item = lane.items[place + (key === "ArrowDown" ? 1 : -1)];
    if (item) lane.reveal(item.id)?.focus();
    return;
  }
  let other = neighbour(lane, key === "ArrowRight" ? 1 : -1);
  while (other && !other.items.length) other = neighbour(other, key === "ArrowRight" ? 1 : -1);
  if (!other) return;
  const at = Math.round((card.offsetTop - lane.scroller.scrollTop + other.scroller.scrollTop) / step);
  other.reveal(other.items[Math.min(Math.max(at, 0), other.items.length - 1)].id)?.focus();
}

async function carry(card, key) {
  const id = card.dataset.card;
  const to = neighbour(laneOf(id), key === "ArrowRight" ? 1 : -1);
  if (!to) return;
  const going = move(id, to, Math.round(to.scroller.scrollTop / step));
  to.reveal(id)?.focus();
  await going;
}

function choosePlace(card) {
  const places = document.getElementById("board-places");
  if (!places) return;
  const id = card.dataset.card;
  const from = laneOf(id);
  for (const button of places.querySelectorAll("[data-place]")) button.disabled = button.dataset.place === from.value;
  places.returnValue = "";
  places.onclose = () => from.reveal(id)?.focus();
  places.onclick = (event) => {
    const button = event.target.closest("[data-place]");
    if (event.target === places) places.close();
    if (!button) return;
    const to = lanes.find((lane) => lane.value === button.dataset.place);
    places.onclose = () => to.reveal(id)?.focus();
    const going = move(id, to, Math.round(to.scroller.scrollTop / step));
    places.close();
    return going;
  };
  places.showModal();
  places.querySelector("[data-place]:not(:disabled)")?.focus();
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("#board [data-card]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, button")) return;
  const arrow = event.key.startsWith("Arrow");
  if (arrow && event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) carry(card, event.key);
  else if (arrow) walk(card, event.key);
  else if (event.key.toLowerCase() === "m") choosePlace(card);
  else if (event.key === "Enter" && event.target === card) card.querySelector("a.k-list-name")?.click();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
// One stop of the Tab key per board: the card last looked at.
document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.("#board [data-card]");
  if (!card) return;
  for (const other of root().querySelectorAll('[data-card][tabindex="0"]')) other.tabIndex = -1;
  card.tabIndex = 0;
});
document.addEventListener("click", (event) => {
  const grip = event.target.closest?.("#board [data-grip]");
  if (grip) choosePlace(grip.closest("[data-card]"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "j" && event.key !== "k") return;
  if (!root() || event.target.matches?.("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.activeElement?.closest?.("#board [data-card]")) return;
  lanes.find((lane) => lane.items.length)?.list.querySelector("[data-card]")?.focus();
});

// -- folding and compactness, as the user left them ------------------------------------------------------------------------
const memory = () => `kehu:board:${document.getElementById("list")?.dataset.object}:${root().dataset.field}`;
const folds = () => JSON.parse(localStorage.getItem(memory()) ?? "{}");

function fold(lane, folded) {
  lane.section.classList.toggle("k-folded-lane", folded);
  lane.section.querySelector("[data-fold-lane]").setAttribute("aria-expanded", String(!folded));
  if (!folded) lane.draw();
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fold-lane]");
  const lane = button && lanes.find((one) => one.section.contains(button));
  if (lane) {
    const folded = !lane.section.classList.contains("k-folded-lane");
    fold(lane, folded);
    localStorage.setItem(memory(), JSON.stringify({ ...folds(), [lane.value]: folded }));
  }
  const compact = event.target.closest?.("[data-compact]");
  if (!compact) return;
  localStorage.setItem("kehu:board:compact", localStorage.getItem("kehu:board:compact") ? "" : "yes");
  showCompact();
});

function showCompact() {
  const compact = Boolean(localStorage.getItem("kehu:board:compact"));
  root().classList.toggle("k-board-compact", compact);
  document.querySelector("[data-compact]").setAttribute("aria-pressed", String(compact));
  measure();
  drawAll();
}

// -- beginning -------------------------------------------------------------------------------------------------------------
function measure() {
  const card = root().querySelector("[data-card]");
  if (card) step = card.offsetHeight + GAP;
}

function drawAll() {
  if (!step) measure();
  for (const lane of lanes) lane.draw();
}

function start() {
  if (!root()) return;
  lanes = [...root().querySelectorAll("[data-lane]")].map((section) => new Lane(section));
  const remembered = folds();
  for (const lane of lanes) if (lane.value in remembered) fold(lane, remembered[lane.value]);
  showCompact();
  const first = root().querySelector("[data-card]");
  if (first) first.tabIndex = 0;
  tellHeads();
  makeSortable();
}

start();
document.addEventListener("htmx:after:swap", (event) => event.detail.ctx?.target?.id === "list" && start());
addEventListener("resize", () => root() && drawAll());
