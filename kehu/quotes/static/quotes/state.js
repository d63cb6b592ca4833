// The sheet in memory: what stands on the server (`base`), what the hands made of it since (`lines`), and the way from one
// to the other. Nothing typed is ever dropped: what the server refuses stays in its cell, and a copy lies in the browser.

const CELLS = {
  item: ["product", "name", "description", "quantity", "unit", "price", "discount", "tax", "optional"],
  part: ["name", "description", "quantity"],
  section: ["name"],
  text: ["name", "description"],
};
const FOLLOWS_PRODUCT = new Set(["name", "unit", "price", "tax"]);

export class Sheet {
  constructor(server, key) {
    this.key = key;
    this.bad = new Map(); // "line field" → {typed, message}
    this.take(server);
    this.lines = server.lines.map((row) => ({ ...row }));
    this.discount = server.discount;
    this.restore();
  }

  take(server) {
    this.server = server;
    this.base = new Map(server.lines.map((row) => [row.id, row]));
  }

  line(id) {
    return this.lines.find((one) => one.id === id);
  }

  // -- changes by hand ---------------------------------------------------------------------------------------------
  add(kind, after = null) {
    const line = { id: newId(), kind, parent: "", name: "", description: "" };
    if (kind === "item") {
      Object.assign(line, {
        sku: "", product: "", quantity: "1", unit: "", units: null, bundle: false, price: "", list: "", own: true,
        discount: "", tax: this.usualTax(), included: this.lines.find((one) => one.kind === "item")?.included ?? false,
        optional: "", cost: "",
      });
    }
    this.lines.splice(after === null ? this.lines.length : this.endOf(after) + 1, 0, line);
    return line;
  }

  // A part that is offered with the bundle of a line, put below those that are in it.
  addPart(bundle, { part, name, quantity }) {
    const line = {
      id: newId(), kind: "part", parent: bundle.id, part, name, description: "", sku: "", product: part, quantity, unit: "",
      units: null, bundle: false, faults: [],
    };
    this.lines.splice(this.endOf(bundle.id) + 1, 0, line);
    bundle.further = bundle.further.filter((one) => one.part !== part);
    return line;
  }

  usualTax() {
    const items = this.lines.filter((one) => one.kind === "item");
    return items.at(-1)?.tax ?? "";
  }

  // A bundle and its parts are one block.
  endOf(id) {
    let place = this.lines.findIndex((one) => one.id === id);
    while (this.lines[place + 1]?.parent === id) place += 1;
    return place;
  }

  remove(id) {
    this.lines = this.lines.filter((one) => one.id !== id && one.parent !== id);
  }

  move(id, step) {
    const tops = this.lines.filter((one) => !one.parent).map((one) => one.id);
    const place = tops.indexOf(id);
    const to = place + step;
    if (place < 0 || to < 0 || to >= tops.length) return false;
    tops.splice(to, 0, ...tops.splice(place, 1));
    this.arrange(tops);
    return true;
  }

  arrange(tops) {
    const parts = (id) => this.lines.filter((one) => one.parent === id);
    this.lines = tops.map((id) => this.line(id)).filter(Boolean).flatMap((one) => [one, ...parts(one.id)]);
  }

  choose(line, product) {
    Object.assign(line, { product: product.value, name: product.name, sku: product.sku, units: [], own: false });
  }

  // -- what has to be told to the server -----------------------------------------------------------------------------
  edits() {
    const cells = [];
    const put = (line, field, old, typed) => {
      const bad = this.bad.get(`${line} ${field}`);
      if (!bad || bad.typed !== typed) cells.push({ line, field, old, new: typed });
    };
    const added = this.lines.filter((one) => !this.base.has(one.id) && (!one.parent || one.part));
    for (const line of this.lines) {
      const stands = this.base.get(line.id);
      const sells = line.product && line.product !== stands?.product;
      for (const field of CELLS[line.kind]) {
        if (sells && FOLLOWS_PRODUCT.has(field)) continue;
        const typed = line[field] ?? "";
        if (stands ? typed !== (stands[field] ?? "") : typed !== "") put(line.id, field, stands ? stands[field] ?? "" : null, typed);
      }
    }
    if (this.discount !== this.server.discount) put("", "discount", this.server.discount, this.discount);
    const tops = this.lines.filter((one) => !one.parent).map((one) => one.id);
    const stood = this.server.lines.filter((one) => !one.parent).map((one) => one.id);
    const here = new Set(this.lines.map((one) => one.id));
    return {
      cells,
      added: added.map(({ id, kind, parent, part }) => (part ? { id, kind, parent, part } : { id, kind })),
      removed: this.server.lines.map((one) => one.id).filter((id) => !here.has(id)),
      order: tops.join() === stood.join() ? [] : tops,
    };
  }

  get dirty() {
    const { cells, added, removed, order } = this.edits();
    return Boolean(cells.length || added.length || removed.length || order.length);
  }

  snapshot() {
    return { lines: this.lines.map((row) => ({ ...row })), discount: this.discount };
  }

  // The server's answer: its values, except where the hands went on since `sent`, and where it refused.
  settle(server, sent) {
    this.bad.clear();
    for (const one of server.problems ?? []) {
      if (one.theirs === null) this.bad.set(`${one.line} ${one.field}`, one);
    }
    const now = new Map(this.lines.map((one) => [one.id, one]));
    const then = new Map(sent.lines.map((one) => [one.id, one]));
    const known = new Set(server.lines.map((one) => one.id));
    const rows = server.lines.filter((row) => now.has(row.id) || !then.has(row.id)).map((row) => {
      const mine = now.get(row.id);
      const was = then.get(row.id);
      const merged = { ...row };
      for (const field of mine ? CELLS[row.kind] : []) {
        const kept = this.bad.get(`${row.id} ${field}`);
        if (mine[field] !== was?.[field]) merged[field] = mine[field];
        else if (kept) merged[field] = kept.typed;
      }
      return merged;
    });
    const since = this.lines.filter((one) => !known.has(one.id) && !then.has(one.id));
    const refused = this.bad.get(" discount");
    if (this.discount === sent.discount) this.discount = refused ? refused.typed : server.discount;
    const moved = order(this.lines) !== order(sent.lines) && this.lines.length === sent.lines.length;
    const wanted = this.lines.filter((one) => !one.parent).map((one) => one.id);
    this.take(server);
    this.lines = [...rows];
    for (const one of since) this.lines.splice(Math.max(0, wanted.indexOf(one.id)), 0, one);
    if (moved) this.arrange(wanted.filter((id) => this.line(id)));
    this.keep();
  }

  // -- the copy in the browser ---------------------------------------------------------------------------------------
  keep() {
    if (!this.dirty && !this.bad.size) {
      localStorage.removeItem(this.key);
      return;
    }
    const base = { lines: this.server.lines, discount: this.server.discount };
    try {
      localStorage.setItem(this.key, JSON.stringify({ mine: this.snapshot(), base, at: Date.now() }));
    } catch {
      // A full store is no reason to stop; the next saving comes in a moment.
    }
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!kept || !this.server.editable) return;
    const server = this.server;
    this.lines = kept.mine.lines;
    this.discount = kept.mine.discount;
    this.settle({ ...server, problems: [] }, kept.base);
    this.restored = this.dirty;
  }
}

const order = (lines) => lines.filter((one) => !one.parent).map((one) => one.id).join();

// A UUIDv7, so that rows come into the order in which they were made; works without a secure context, too.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
