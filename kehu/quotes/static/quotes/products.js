// Products found while one types into the name of a line: by name, pinyin, initials or SKU.

const PAUSE = 150;

export class ProductSearch {
  constructor(grid) {
    this.grid = grid;
    this.list = Object.assign(document.createElement("div"), { className: "q-products k-menu", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", grid.words.products);
    this.list.id = "quote-products";
    document.body.append(this.list);
    grid.table.addEventListener("focusin", (event) => this.entered(event.target));
    grid.table.addEventListener("focusout", () => setTimeout(() => !this.list.matches(":hover") && this.close(), 120));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.place));
    });
  }

  entered(input) {
    const line = this.grid.sheet.line(input.closest("tr")?.dataset.line);
    if (input.dataset.field === "name" && line?.kind === "item" && !line.product && !input.value) this.look(input, line, 0);
  }

  look(input, line, pause = PAUSE) {
    clearTimeout(this.timer);
    if (line.kind !== "item" || line.product) {
      this.close();
      return;
    }
    this.input = input;
    this.timer = setTimeout(() => this.ask(input.value), pause);
  }

  async ask(text) {
    this.asking?.abort();
    this.asking = new AbortController();
    const address = `${this.grid.place.dataset.products}?q=${encodeURIComponent(text)}`;
    try {
      const answer = await fetch(address, { signal: this.asking.signal });
      if (!answer.ok) return;
      const { products } = await answer.json();
      if (document.activeElement === this.input) this.open(products, Boolean(text));
    } catch (problem) {
      if (problem.name !== "AbortError") this.close();
    }
  }

  open(products, first) {
    this.products = products;
    this.at = first && products.length ? 0 : -1;
    this.list.replaceChildren(...products.map((one, place) => this.option(one, place)));
    if (!products.length) {
      const nothing = Object.assign(document.createElement("p"), { className: "k-menu-nothing k-muted k-small" });
      nothing.textContent = this.grid.words.nothing;
      this.list.append(nothing);
    }
    const box = this.input.getBoundingClientRect();
    const below = window.innerHeight - box.bottom > 260;
    Object.assign(this.list.style, {
      left: `${Math.max(8, Math.min(box.left, window.innerWidth - 440)) + window.scrollX}px`,
      top: below ? `${box.bottom + window.scrollY + 4}px` : "auto",
      bottom: below ? "auto" : `${document.documentElement.clientHeight - box.top - window.scrollY + 4}px`,
    });
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.list.id);
    this.highlight();
  }

  option(product, place) {
    const row = Object.assign(document.createElement("div"), { className: "k-menu-item q-product", id: `quote-product-${place}` });
    row.setAttribute("role", "option");
    row.dataset.place = place;
    const name = Object.assign(document.createElement("span"), { className: "k-grow k-truncate", textContent: product.name });
    const sku = Object.assign(document.createElement("small"), { className: "k-muted", textContent: product.sku });
    const price = Object.assign(document.createElement("small"), { className: "k-number" });
    price.textContent = product.price ? `${product.price} / ${product.unit}` : this.grid.words.no_price;
    row.append(name, sku, price);
    return row;
  }

  highlight() {
    [...this.list.querySelectorAll("[role=option]")].forEach((row, place) => {
      row.setAttribute("aria-selected", String(place === this.at));
      if (place === this.at) row.scrollIntoView({ block: "nearest" });
    });
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `quote-product-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  // Whether the key meant the list.
  press(event) {
    if (this.list.hidden || event.target !== this.input || event.altKey) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const count = this.products.length;
      if (!count) return false;
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : count - (this.at < 0 ? 0 : 1))) % count;
      this.highlight();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) this.choose(this.at);
    else if (event.key === "Escape") this.close();
    else {
      if (event.key === "Enter" || event.key === "Tab") this.close();
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  choose(place) {
    const line = this.grid.sheet.line(this.input.closest("tr").dataset.line);
    const product = this.products[place];
    this.close();
    if (line && product) this.grid.choose(line, product);
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.input?.removeAttribute("aria-expanded");
    this.input?.removeAttribute("aria-activedescendant");
  }
}
