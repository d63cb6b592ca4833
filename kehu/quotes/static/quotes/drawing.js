// Lines become rows of the table, and sums are written into their places. What has the focus is left alone.

import { divided, parse, plain } from "./numbers.js";

const COLUMNS = ["name", "quantity", "unit", "price", "discount", "tax"];
const NUMBERS = new Set(["quantity", "price", "discount", "tax"]);

export class Drawing {
  constructor(table, sheet, words) {
    this.body = table.tBodies[0];
    this.sheet = sheet;
    this.words = words;
    this.rows = new Map();
    this.money = new Intl.NumberFormat(document.documentElement.lang || "en", {
      minimumFractionDigits: sheet.server.digits, maximumFractionDigits: sheet.server.digits,
    });
  }

  // Brings the rows into step with the lines; rows that are there are changed and moved, not made anew.
  draw() {
    const wanted = new Set(this.sheet.lines.map((one) => one.id));
    for (const [id, row] of this.rows) {
      if (!wanted.has(id) || row.dataset.kind !== this.sheet.line(id).kind) {
        row.remove();
        this.rows.delete(id);
      }
    }
    let before = null;
    let number = 0;
    for (const line of this.sheet.lines) {
      let row = this.rows.get(line.id);
      if (!row) {
        row = this.make(line);
        this.rows.set(line.id, row);
      }
      const place = before ? before.nextSibling : this.body.firstChild;
      if (row !== place) this.body.insertBefore(row, place);
      before = row;
      if (line.kind === "item") number += 1;
      this.fill(row, line, number);
    }
  }

  make(line) {
    const row = document.createElement("tr");
    row.dataset.line = line.id;
    row.dataset.kind = line.kind;
    row.className = `q-row q-${line.kind}`;
    const columns = this.sheet.server.costs ? 10 : 9;
    row.append(this.handle(line));
    if (line.kind === "section") row.append(this.cell(line, "name", 6), cellOf("amount"), ...(columns > 9 ? [cellOf("margin")] : []));
    else if (line.kind === "text") row.append(this.cell(line, "name", columns - 2));
    else if (line.kind === "part") {
      row.append(this.cell(line, "name"), this.cell(line, "quantity"), cellOf("unit"), cellOf("included", columns - 5));
    } else {
      row.append(...COLUMNS.map((field) => this.cell(line, field)), cellOf("amount"));
      if (columns > 9) row.append(cellOf("margin"));
    }
    row.append(this.menu(line));
    return row;
  }

  handle(line) {
    const cell = document.createElement("td");
    cell.className = "q-handle";
    cell.innerHTML = '<span class="q-number"></span>';
    if (this.sheet.server.editable && !line.parent) cell.title = this.words.move;
    return cell;
  }

  cell(line, field, span = 1) {
    const cell = cellOf(field, span);
    cell.dataset.label = this.words.fields[field];
    const input = document.createElement(field === "unit" ? "select" : "input");
    input.dataset.field = field;
    input.setAttribute("aria-label", this.words.fields[field]);
    input.disabled = !this.sheet.server.editable;
    if (field !== "unit") {
      input.type = "text";
      input.autocomplete = "off";
      input.spellcheck = false;
      if (NUMBERS.has(field)) input.inputMode = field === "discount" ? "text" : "decimal";
      if (field === "name") input.placeholder = this.words.placeholders[line.kind] ?? "";
    }
    cell.append(input);
    if (field === "name" && line.kind !== "section") cell.append(this.below(line));
    if (field === "name" && (line.kind === "item" || line.kind === "part")) cell.append(boxOf("q-faults"), boxOf("q-further"));
    return cell;
  }

  // SKU and description under the name.
  below(line) {
    const box = document.createElement("div");
    box.className = "q-below";
    const sku = document.createElement("small");
    sku.className = "q-sku";
    const area = document.createElement("textarea");
    area.dataset.field = "description";
    area.rows = 1;
    area.setAttribute("aria-label", this.words.fields.description);
    area.placeholder = this.words.fields.description;
    area.disabled = !this.sheet.server.editable;
    box.append(sku, area);
    return line.kind === "part" ? sku : box;
  }

  menu() {
    const cell = document.createElement("td");
    cell.className = "q-menu";
    if (this.sheet.server.editable) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "q-menu-button" });
      button.dataset.menu = "";
      button.setAttribute("aria-label", this.words.menu);
      button.textContent = "⋯";
      cell.append(button);
    }
    return cell;
  }

  fill(row, line, number) {
    row.querySelector(".q-number").textContent = line.kind === "item" ? number : "";
    row.classList.toggle("q-optional", Boolean(line.optional));
    for (const input of row.querySelectorAll("[data-field]")) {
      const field = input.dataset.field;
      if (field === "unit") this.choices(input, line);
      const typed = line[field] ?? "";
      if (document.activeElement !== input && input.value !== typed) input.value = typed;
      const bad = this.sheet.bad.get(`${line.id} ${field}`);
      mark(input, bad && bad.typed === typed ? bad.message : "");
      if (field === "description") {
        input.hidden = !typed && !line.describing;
        input.rows = Math.min(8, typed.split("\n").length);
      }
    }
    const unit = row.querySelector("td.q-cell-unit:not(:has(select))");
    if (unit) unit.textContent = this.unitOf(line.unit);
    const sku = row.querySelector(".q-sku");
    if (sku) sku.textContent = [line.sku, line.optional ? this.words.optional : ""].filter(Boolean).join(" · ");
    const price = row.querySelector('[data-field="price"]');
    if (price) {
      const own = line.own && line.list && parse(line.price) !== parse(line.list);
      price.classList.toggle("q-own", Boolean(own));
      price.title = own ? this.words.own.replace("{price}", line.list) : "";
    }
    this.bundle(row, line);
    const included = row.querySelector(".q-cell-included");
    if (included) included.textContent = this.words.included;
  }

  // What does not go together in a bundle, and a button for each part that can be had in it besides.
  bundle(row, line) {
    const faults = row.querySelector(".q-faults");
    if (!faults) return;
    const said = this.sheet.server.editable ? line.faults ?? [] : [];
    const text = said.join("\n");
    if (faults.textContent !== text) faults.textContent = text;
    row.classList.toggle("q-faulty", Boolean(text));
    const place = row.querySelector(".q-further");
    const further = this.sheet.server.editable ? line.further ?? [] : [];
    const key = further.map((one) => one.part).join();
    if (place.dataset.key === key) return;
    place.dataset.key = key;
    place.replaceChildren(...further.map((one) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: `+ ${one.name}` });
      button.dataset.part = one.part;
      button.title = this.words.add_part;
      return button;
    }));
  }

  unitOf(id) {
    return this.sheet.server.units.find((one) => one.id === id)?.label ?? "";
  }

  choices(select, line) {
    const allowed = this.sheet.server.units.filter((one) => !line.units || line.units.includes(one.id) || one.id === line.unit);
    const key = `${line.product} ${allowed.map((one) => one.id).join()}`;
    if (select.dataset.key === key) return;
    select.dataset.key = key;
    const options = allowed.map((one) => new Option(one.label, one.id));
    select.replaceChildren(...(line.product ? [] : [new Option("–", "")]), ...options);
  }

  // -- sums ----------------------------------------------------------------------------------------------------------
  // `whole` are the sums with every optional line, where there are any.
  show(totals, box, whole) {
    const items = this.sheet.lines.filter((one) => one.kind === "item");
    const amounts = new Map(items.map((one, place) => [one.id, totals.lines[place]]));
    let section = null;
    let sum = 0n;
    const close = () => section && this.put(section, "amount", sum);
    for (const line of this.sheet.lines) {
      const row = this.rows.get(line.id);
      if (line.kind === "section") {
        close();
        section = row;
        sum = 0n;
      } else if (line.kind === "item") {
        const total = amounts.get(line.id);
        this.put(row, "amount", total.amount);
        if (!line.optional) sum += total.amount;
        this.margin(row, total);
      }
    }
    close();
    this.totals(totals, box, whole);
  }

  put(row, field, units) {
    const cell = row.querySelector(`.q-cell-${field}`);
    const text = this.shown(units);
    if (cell && cell.textContent !== text) cell.textContent = text;
  }

  shown(units) {
    return this.money.format(plain(units, this.sheet.server.digits));
  }

  margin(row, { net, cost }) {
    const cell = row.querySelector(".q-cell-margin");
    if (!cell) return;
    cell.textContent = cost === null || !net ? "–" : share(net - cost, net);
    cell.classList.toggle("k-danger", cost !== null && cost > net);
  }

  totals(totals, box, whole) {
    const rows = [[this.words.subtotal, totals.subtotal, "subtotal"]];
    if (totals.off) rows.push([this.words.discount, -totals.off, "off"]);
    rows.push([this.words.net, totals.net, "net"]);
    for (const one of totals.taxes) {
      if (one.tax) rows.push([`${this.words.tax} ${plain(one.percent, 6).replace(/\.?0+$/, "")} %`, one.tax, "tax"]);
    }
    rows.push([this.words.total, totals.total, "total"]);
    if (whole) rows.push([this.words.with_options, whole.total, "whole"]);
    const lines = rows.map(([label, value, key]) => {
      const row = document.createElement("div");
      row.className = `q-total q-total-${key}`;
      row.append(Object.assign(document.createElement("dt"), { textContent: label }));
      const shown = Object.assign(document.createElement("dd"), { textContent: this.shown(value) });
      if (key === "total") shown.textContent = `${this.sheet.server.currency} ${shown.textContent}`;
      row.append(shown);
      return row;
    });
    if (this.sheet.server.costs && totals.margin !== null && totals.net) {
      const row = document.createElement("div");
      row.className = "q-total q-total-margin";
      row.append(
        Object.assign(document.createElement("dt"), { textContent: this.words.margin }),
        Object.assign(document.createElement("dd"), { textContent: `${this.shown(totals.margin)} (${share(totals.margin, totals.net)})` }),
      );
      lines.push(row);
    }
    box.replaceChildren(...lines);
  }
}

function boxOf(name) {
  return Object.assign(document.createElement("div"), { className: name });
}

function cellOf(field, span = 1) {
  const cell = document.createElement("td");
  cell.className = `q-cell q-cell-${field}`;
  if (span > 1) cell.colSpan = span;
  return cell;
}

const share = (part, whole) => `${plain(divided(part * 1000n, whole), 1)} %`;

export function mark(input, message) {
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (message || input.dataset.field !== "price") input.title = message || "";
}
