// A list of any length in a table of few rows. Pages of rows come by key as one scrolls; those out of sight are taken out
// of the document and leave a space of their height, so that the scroll bar tells the truth as far as it is known.

const KEPT = 60; // pages whose rows are remembered
const REMEMBERED = 4000; // keys of pages that are kept while one is away
const TALLEST = 30_000_000; // pixels: browsers draw nothing that is much taller
const JUMP = 4; // further away than so many pages, the keys of pages are asked for instead of the pages between
const HTMX = { headers: { "HX-Request": "true" }, credentials: "same-origin" };

let now = null; // the list that is shown
const rowsOf = (fragment) => [...fragment.querySelectorAll("tr[data-row]")];
const idOf = (row) => row.id.slice(4);

class Rows {
  constructor(body) {
    this.body = body;
    this.base = body.dataset.rows;
    this.scroller = body.closest(".k-list-scroll");
    this.size = Number(body.dataset.size);
    this.pages = [];
    this.places = [""];
    this.last = Infinity; // the last page, once it is known
    this.total = 0;
    this.more = false;
    this.busy = new Map();
    this.current = "";
    const first = rowsOf(body);
    this.height = this.measured(first) / (first.length || 1) || 46;
    this.places[0] = new URL(location.href).searchParams.get("cursor") ?? "";
    const more = body.querySelector(".k-list-more");
    this.put(0, first, more?.dataset.cursor ?? "");
    more?.remove();
    this.end = this.space();
    body.append(this.end);
    this.pages[0].before = this.space();
    body.prepend(this.pages[0].before);
    this.pages[0].nodes = first;
    this.numbered(0);
  }

  space() {
    const row = document.createElement("tr");
    row.className = "k-list-space";
    row.setAttribute("aria-hidden", "true");
    row.append(document.createElement("td"));
    return row;
  }

  measured(nodes) {
    if (!nodes.length) return 0;
    return nodes.at(-1).getBoundingClientRect().bottom - nodes[0].getBoundingClientRect().top;
  }

  // -- what is known -----------------------------------------------------------------------------------------------------
  put(index, nodes, next) {
    const page = this.pages[index] ?? {};
    Object.assign(page, { ids: nodes.map(idOf), html: nodes.map((one) => one.outerHTML).join(""), used: performance.now() });
    this.pages[index] = page;
    if (!next) this.last = index;
    else {
      // Rows came or went since the keys of later pages were read: these are read anew.
      if (this.places[index + 1] !== undefined && this.places[index + 1] !== next) this.forget(index + 1);
      this.places[index + 1] = next;
    }
  }

  forget(from) {
    for (let index = from; index < this.pages.length; index += 1) this.unmount(index);
    this.pages.length = Math.min(this.pages.length, from);
    this.places.length = Math.min(this.places.length, from);
    this.last = Infinity;
  }

  get count() {
    if (this.last < Infinity) return this.last + 1;
    const known = this.places.length + 1;
    if (!this.total) return known;
    const counted = Math.ceil(this.total / this.size);
    return this.more ? Math.max(counted, known + 1) : Math.max(counted, this.places.length);
  }

  rowsIn(index) {
    const page = this.pages[index];
    if (page) return page.ids.length;
    const counted = this.total && !this.more ? this.total - index * this.size : this.size;
    return Math.max(1, Math.min(this.size, counted));
  }

  heightOf(index) {
    return this.pages[index]?.height || this.rowsIn(index) * this.height;
  }

  // -- what is in the document -------------------------------------------------------------------------------------------
  mount(index) {
    const page = this.pages[index];
    if (!page || page.nodes) return;
    const template = document.createElement("template");
    template.innerHTML = page.html;
    page.nodes = rowsOf(template.content);
    page.before = this.space();
    const following = this.pages.slice(index + 1).find((one) => one?.nodes)?.before ?? this.end;
    following.before(page.before, template.content);
    page.height = this.measured(page.nodes);
    this.numbered(index);
    page.nodes.forEach((node) => window.htmx?.process?.(node));
    document.dispatchEvent(new CustomEvent("list-rows", { detail: { rows: page.nodes } }));
  }

  numbered(index) {
    this.pages[index].nodes.forEach((node, place) => node.setAttribute("aria-rowindex", index * this.size + place + 2));
  }

  unmount(index) {
    const page = this.pages[index];
    if (!page?.nodes) return;
    page.html = page.nodes.map((node) => node.outerHTML).join(""); // as edited meanwhile
    page.nodes.forEach((node) => node.remove());
    page.before.remove();
    page.nodes = page.before = null;
  }

  spaces() {
    let height = 0;
    let columns = this.body.closest("table").tHead?.rows[0]?.cells.length ?? 1;
    const set = (row) => {
      row.hidden = height < 1;
      row.style.height = `${height}px`;
      row.firstChild.colSpan = columns;
      height = 0;
    };
    for (let index = 0; index < this.count; index += 1) {
      const page = this.pages[index];
      if (page?.nodes) set(page.before);
      else height += this.heightOf(index);
    }
    set(this.end);
  }

  // The part of the list that can be seen, from its beginning, with as much again above and below.
  sight() {
    const inner = this.scroller && getComputedStyle(this.scroller).overflowY !== "visible";
    const top = inner ? this.scroller.getBoundingClientRect().top : 0;
    const high = inner ? this.scroller.clientHeight : window.innerHeight;
    const from = top - this.body.getBoundingClientRect().top;
    return [from - high, from + 2 * high];
  }

  wanted() {
    const [from, to] = this.sight();
    const found = [];
    for (let index = 0, at = 0; index < this.count; index += 1) {
      const height = this.heightOf(index);
      if (at < to && at + height > from) found.push(index);
      at += height;
      if (at > to) break;
    }
    return found;
  }

  update() {
    const wanted = this.wanted();
    const shown = new Set(wanted);
    this.pages.forEach((page, index) => page?.nodes && !shown.has(index) && !page.nodes.includes(this.held()) && this.unmount(index));
    for (const index of wanted) {
      if (!this.pages[index]) continue;
      this.pages[index].used = performance.now();
      this.mount(index);
    }
    this.spaces();
    const missing = wanted.filter((index) => !this.pages[index]);
    const middle = wanted[Math.floor(wanted.length / 2)];
    missing.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const index of missing.slice(0, 2)) this.load(index).then(() => now === this && this.update(), () => {});
    const ahead = wanted.at(-1) + 1;
    if (!missing.length && ahead < this.count && !this.pages[ahead]) this.load(ahead).then(() => now === this && this.spaces(), () => {});
    if (this.more && wanted.at(-1) >= this.count - 2 && this.count > JUMP) this.grow().catch(() => {});
    this.shorten();
  }

  // A row with the focus, or with an input in it, stays where it is.
  held() {
    return document.activeElement?.closest?.("tr[data-row]") ?? null;
  }

  shorten() {
    const kept = this.pages.filter((page) => page && !page.nodes).length;
    if (kept <= KEPT) return;
    const old = Object.entries(this.pages).filter(([, page]) => page && !page.nodes).sort(([, a], [, b]) => a.used - b.used);
    for (const [index] of old.slice(0, kept - KEPT)) delete this.pages[index];
  }

  // -- what comes --------------------------------------------------------------------------------------------------------
  address(part, cursor) {
    const url = new URL(this.base, location.href);
    url.searchParams.set("part", part);
    if (cursor) url.searchParams.set("cursor", cursor);
    return url;
  }

  async load(index) {
    if (this.pages[index] || index > this.last) return;
    if (this.busy.has(index)) return this.busy.get(index);
    const coming = this.fetched(index).finally(() => this.busy.delete(index));
    this.busy.set(index, coming);
    return coming;
  }

  async fetched(index) {
    if (this.places[index] === undefined) await this.reach(index);
    if (this.places[index] === undefined || this.pages[index]) return;
    const answer = await fetch(this.address("rows", this.places[index]), HTMX);
    if (!answer.ok) throw new Error(answer.statusText);
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    this.put(index, rowsOf(template.content), template.content.querySelector(".k-list-more")?.dataset.cursor ?? "");
  }

  // The key at which a page begins: read page after page nearby, else many keys at once.
  async reach(index) {
    let known = Math.min(this.places.length - 1, index);
    while (this.places[index] === undefined && known <= this.last) {
      if (index - known <= JUMP) await this.load(known);
      else await this.ask(known);
      const before = known;
      known = Math.min(this.places.length - 1, index);
      if (known === before) return;
    }
  }

  // The keys of many pages that follow a page.
  async ask(known) {
    const answer = await fetch(this.address("places", this.places[known]), HTMX);
    if (!answer.ok) throw new Error(answer.statusText);
    const { places, end } = await answer.json();
    places.forEach((place, step) => (this.places[known + 1 + step] = place));
    if (end) this.last = known + places.length;
  }

  // Whoever holds the scroll bar at the end of what was counted finds the list longer.
  async grow() {
    if (this.growing || this.last < Infinity || this.count * this.size * this.height > TALLEST) return;
    this.growing = this.ask(this.places.length - 1).finally(() => (this.growing = null));
    await this.growing;
    this.spaces();
  }

  async toTheEnd() {
    for (let before = 0; this.last === Infinity && this.places.length > before; ) {
      before = this.places.length;
      await (this.growing ?? this.grow());
    }
    this.scrollTo(this.body.getBoundingClientRect().height);
    this.update();
  }

  // -- going along the rows ----------------------------------------------------------------------------------------------
  find(id) {
    for (const [index, page] of this.pages.entries()) {
      const place = page ? page.ids.indexOf(id) : -1;
      if (place >= 0) return [index, place];
    }
    return null;
  }

  async step(id, step) {
    const at = this.find(id) ?? [0, -step];
    let [index, place] = [at[0], at[1] + step];
    if (place < 0) {
      if (index === 0) return null;
      await this.load((index -= 1));
      place = (this.pages[index]?.ids.length ?? 0) - 1;
    } else if (place >= this.pages[index].ids.length) {
      if (index >= this.last) return null;
      await this.load((index += 1));
      place = 0;
    }
    return this.pages[index]?.ids[place] ?? null;
  }

  async show(id) {
    const at = this.find(id);
    if (!at) return null;
    if (!this.pages[at[0]].nodes) {
      let top = 0;
      for (let index = 0; index < at[0]; index += 1) top += this.heightOf(index);
      this.scrollTo(top + at[1] * this.height);
      this.update();
    }
    this.mount(at[0]);
    this.spaces();
    return this.pages[at[0]].nodes[at[1]] ?? null;
  }

  scrollTo(top) {
    if (getComputedStyle(this.scroller).overflowY !== "visible") this.scroller.scrollTop = top;
    else window.scrollTo(0, this.body.getBoundingClientRect().top + window.scrollY + top);
  }

  // All identifiers from one row to another, those of pages between them too.
  async between(one, other, most) {
    let [from, to] = [this.find(one), this.find(other)];
    if (!from || !to) return [];
    if (from[0] > to[0] || (from[0] === to[0] && from[1] > to[1])) [from, to] = [to, from];
    const found = [];
    for (let index = from[0]; index <= to[0] && found.length < most; index += 1) {
      await this.load(index);
      found.push(...(this.pages[index]?.ids ?? []).slice(index === from[0] ? from[1] : 0, index === to[0] ? to[1] + 1 : undefined));
    }
    return found.slice(0, most);
  }

  counted(number, more) {
    this.total = number;
    this.more = more;
    this.body.closest("table").setAttribute("aria-rowcount", more ? -1 : number + 1);
    this.spaces();
  }

  // -- coming back -------------------------------------------------------------------------------------------------------
  remember() {
    const inner = getComputedStyle(this.scroller).overflowY !== "visible";
    const data = { places: this.places, total: this.total, more: this.more, top: inner ? this.scroller.scrollTop : window.scrollY, at: Date.now() };
    if (data.places.length > REMEMBERED) data.places = data.places.slice(0, 1); // the room for such notes is small
    sessionStorage.setItem(`list ${this.base}`, JSON.stringify(data));
  }

  // `fresh`: rows have changed, so keys of pages that were known before are not to be relied on.
  recall(fresh) {
    const data = JSON.parse(sessionStorage.getItem(`list ${this.base}`) ?? "null");
    if (!data || Date.now() - data.at > 1_800_000 || !data.top) return;
    if (!fresh) this.places = data.places;
    [this.total, this.more] = [data.total, data.more];
    this.spaces();
    if (getComputedStyle(this.scroller).overflowY !== "visible") this.scroller.scrollTop = data.top;
    else window.scrollTo(0, data.top);
    this.update();
  }
}

// -- the list on the page ------------------------------------------------------------------------------------------------
export const current = () => now;

export function begin({ back = false, fresh = false } = {}) {
  const body = document.querySelector("#list-rows[data-rows]");
  if (!body) now = null;
  else if (!now || now.body !== body || now.base !== body.dataset.rows || body.querySelector(".k-list-more")) {
    now = new Rows(body);
    if (back) now.recall(fresh);
    now.update();
  }
}

let asked = false;
function soon() {
  if (asked || !now) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    now?.update();
  });
}
document.addEventListener("scroll", soon, { capture: true, passive: true });
document.addEventListener("keydown", (event) => {
  if (event.key !== "End" || event.shiftKey || !now?.more || event.target.matches?.("input, textarea, select")) return;
  if (event.target !== document.body && !event.target.closest?.(".k-list-scroll")) return;
  event.preventDefault();
  now.toTheEnd().catch(() => {});
});
window.addEventListener("resize", soon, { passive: true });
window.addEventListener("pagehide", () => now?.remember());
document.addEventListener("htmx:after:swap", (event) => {
  const count = event.target?.querySelector?.("[data-count]") ?? document.querySelector("#list-foot [data-count]");
  if (count) now?.counted(Number(count.dataset.count), count.dataset.more === "yes");
});
