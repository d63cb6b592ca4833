// The grid of a quote: ties the sheet, its drawing and the hands together, and saves by itself.

import { Conflicts } from "./conflicts.js";
import { Drawing } from "./drawing.js";
import { Keyboard } from "./keyboard.js";
import { LineMenu } from "./menu.js";
import { Pasting } from "./pasting.js";
import { ProductSearch } from "./products.js";
import { Sheet } from "./state.js";
import { documentTotals } from "./totals.js";

const SOON = 700;
const AGAIN = 5000;

class Grid {
  constructor(place) {
    this.place = place;
    this.words = JSON.parse(document.getElementById("quote-words").textContent);
    this.table = place.querySelector("table");
    this.box = document.getElementById("quote-totals");
    this.status = document.getElementById("quote-status");
    this.whole = document.getElementById("quote-discount");
    const server = JSON.parse(document.getElementById("quote-sheet").textContent);
    this.sheet = new Sheet(server, `kehu-quote-${place.dataset.quote}`);
    this.drawing = new Drawing(this.table, this.sheet, this.words);
    this.draw();
    if (!server.editable) return;
    this.keyboard = new Keyboard(this);
    this.search = new ProductSearch(this);
    this.menu = new LineMenu(this);
    this.pasting = new Pasting(this);
    this.conflicts = new Conflicts(this);
    this.listen();
    this.sortable();
    if (this.sheet.restored) {
      this.say(this.words.restored);
      this.soon(0);
    }
  }

  listen() {
    this.table.addEventListener("input", (event) => this.typed(event.target));
    this.table.addEventListener("change", (event) => event.target.dataset.field && this.soon(150));
    this.table.addEventListener("focusout", () => this.sheet.dirty && this.soon(150));
    this.table.addEventListener("click", (event) => event.target.dataset.part && this.addPart(event.target));
    for (const button of this.place.querySelectorAll("[data-add]")) {
      button.addEventListener("click", () => this.add(button.dataset.add));
    }
    this.whole.addEventListener("input", () => {
      this.sheet.discount = this.whole.value.trim();
      this.changed();
    });
    window.addEventListener("online", () => this.soon(0));
    window.addEventListener("beforeunload", (event) => this.sheet.dirty && this.leave(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.sheet.dirty && this.save());
    document.addEventListener("click", (event) => this.before(event), true);
  }

  // What acts on the saved quote waits until everything is saved.
  async before(event) {
    const button = event.target.closest?.("[data-after-saving]");
    if (!button || !(this.sheet.dirty || this.saving)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.save();
    if (this.saving) await this.saving;
    if (!this.sheet.dirty) button.click();
  }

  leave(event) {
    this.save();
    event.preventDefault();
  }

  typed(input) {
    const line = this.sheet.line(input.closest("tr")?.dataset.line);
    const field = input.dataset.field;
    if (!line || !field) return;
    line[field] = input.value;
    if (field === "price") line.own = true;
    if (field === "name" && !input.value.trim() && line.product) Object.assign(line, { product: "", sku: "" });
    this.changed();
    if (field === "name") this.search.look(input, line);
  }

  set(line, field, value) {
    line[field] = value;
    if (field === "price") line.own = true;
    this.changed();
  }

  changed() {
    this.draw();
    this.sheet.keep();
    if (this.sheet.dirty) this.say(this.words.saving);
    this.soon(SOON);
  }

  draw() {
    this.drawing.draw();
    const items = this.sheet.lines.filter((one) => one.kind === "item");
    const { digits, rounding } = this.sheet.server;
    const how = { digits, rounding, discount: this.sheet.discount };
    const whole = items.some((one) => one.optional) ? documentTotals(items.map((one) => ({ ...one, optional: "" })), how) : null;
    this.drawing.show(documentTotals(items, how), this.box, whole);
    if (this.whole && document.activeElement !== this.whole) this.whole.value = this.sheet.discount;
    this.place.classList.toggle("q-empty", !this.sheet.lines.length);
  }

  add(kind, after = null) {
    const line = this.sheet.add(kind, after);
    this.draw();
    this.focus(line.id, "name");
    return line;
  }

  addPart(button) {
    const line = this.sheet.line(button.closest("tr").dataset.line);
    const offered = line?.further?.find((one) => one.part === button.dataset.part);
    if (!offered) return;
    const part = this.sheet.addPart(line, offered);
    this.changed();
    this.soon(0);
    this.focus(part.id, "quantity");
  }

  remove(id) {
    const row = this.drawing.rows.get(id);
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    this.sheet.remove(id);
    this.changed();
    if (next?.isConnected) this.focus(next.dataset.line, "name");
  }

  focus(id, field) {
    const input = this.drawing.rows.get(id)?.querySelector(`[data-field="${field}"]`);
    input?.focus();
    input?.select?.();
  }

  choose(line, product) {
    this.sheet.choose(line, product);
    const input = this.drawing.rows.get(line.id)?.querySelector('[data-field="name"]');
    if (input) input.value = product.name;
    this.draw();
    this.sheet.keep();
    this.soon(0);
    this.focus(line.id, "quantity");
  }

  sortable() {
    if (!window.Sortable) return;
    window.Sortable.create(this.table.tBodies[0], {
      handle: ".q-handle",
      draggable: ".q-row:not(.q-part)",
      animation: 120,
      onEnd: () => {
        const tops = [...this.table.tBodies[0].rows].map((row) => row.dataset.line);
        this.sheet.arrange(tops.filter((id) => !this.sheet.line(id)?.parent));
        this.changed();
      },
    });
  }

  // -- saving --------------------------------------------------------------------------------------------------------
  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.saving) {
      this.soon(150);
      return this.saving;
    }
    if (!this.sheet.dirty) return null;
    this.saving = this.send();
    try {
      await this.saving;
    } finally {
      this.saving = null;
    }
    return null;
  }

  async send() {
    const sent = this.sheet.snapshot();
    this.say(this.words.saving);
    let answer;
    try {
      answer = await fetch(this.place.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        body: JSON.stringify(this.sheet.edits()),
      });
    } catch {
      this.say(this.words.offline, "warn");
      this.soon(AGAIN);
      return;
    }
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (!answer.ok) {
      this.say(said.message ?? this.words.failed, "bad");
      return;
    }
    this.sheet.settle(said, sent);
    this.draw();
    this.follow(said);
    const theirs = said.problems.filter((one) => one.theirs !== null);
    if (theirs.length) this.conflicts.show(theirs);
    if (this.sheet.bad.size) this.say([...this.sheet.bad.values()][0].message, "bad");
    else this.say(this.sheet.dirty ? this.words.saving : this.words.saved, "good");
    if (this.sheet.dirty && !theirs.length) this.soon(SOON);
  }

  // What the page offers depends on the discounts.
  follow(said) {
    for (const one of document.querySelectorAll("[data-when-free]")) one.hidden = said.needs_approval;
    for (const one of document.querySelectorAll("[data-when-approval]")) one.hidden = !said.needs_approval;
    for (const one of document.querySelectorAll("[data-deepest]")) one.textContent = said.deepest;
  }

  token() {
    return JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
  }

  say(text, tone = "") {
    this.status.textContent = text;
    this.status.className = `k-small q-status ${tone ? `q-status-${tone}` : "k-muted"}`;
  }
}

for (const place of document.querySelectorAll("[data-quote]")) place.grid = new Grid(place);
