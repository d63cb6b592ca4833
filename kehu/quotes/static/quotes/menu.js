// The menu of a line: optional, description, why this price, another line above or below, and away with it.

export class LineMenu {
  constructor(grid) {
    this.grid = grid;
    this.list = Object.assign(document.createElement("div"), { className: "q-line-menu k-menu", hidden: true });
    this.list.setAttribute("role", "menu");
    document.body.append(this.list);
    grid.table.addEventListener("click", (event) => {
      const button = event.target.closest("[data-menu]");
      if (button) this.open(button, grid.sheet.line(button.closest("tr").dataset.line));
    });
    document.addEventListener("click", (event) => {
      if (!this.list.contains(event.target) && !event.target.closest?.("[data-menu]")) this.close();
    });
    this.list.addEventListener("keydown", (event) => this.press(event));
  }

  open(button, line) {
    this.button = button;
    this.list.replaceChildren(...this.entries(line).map(([label, act, danger]) => this.entry(label, act, danger)));
    const box = button.getBoundingClientRect();
    const height = this.list.childElementCount * 36 + 16;
    const top = box.bottom + height > window.innerHeight ? box.top - height : box.bottom;
    Object.assign(this.list.style, {
      left: `${Math.max(8, box.right - 250) + window.scrollX}px`, top: `${Math.max(8, top) + window.scrollY}px`,
    });
    this.list.hidden = false;
    this.list.querySelector("button")?.focus();
  }

  entries(line) {
    const { words, sheet } = this.grid;
    const found = [];
    if (line.kind === "item") {
      found.push([line.optional ? words.not_optional : words.make_optional, () => this.grid.set(line, "optional", line.optional ? "" : "1")]);
    }
    if (line.kind !== "section" && line.kind !== "part") {
      found.push([words.describe, () => {
        line.describing = true;
        this.grid.draw();
        this.grid.focus(line.id, "description");
      }]);
    }
    if (line.kind === "item" && line.product && sheet.base.has(line.id)) {
      found.push([words.why, () => this.why(line)]);
      if (line.own && line.list) found.push([words.list_price, () => this.grid.set(line, "price", "")]);
    }
    if (line.kind !== "part") {
      found.push([words.up, () => sheet.move(line.id, -1) && this.grid.changed()]);
      found.push([words.down, () => sheet.move(line.id, 1) && this.grid.changed()]);
      found.push([words.below, () => this.grid.add("item", line.id)]);
    }
    found.push([words.remove, () => this.grid.remove(line.id), true]);
    return found;
  }

  entry(label, act, danger) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: `k-menu-item${danger ? " k-danger" : ""}`, textContent: label,
    });
    button.setAttribute("role", "menuitem");
    button.addEventListener("click", () => {
      this.close();
      act();
    });
    return button;
  }

  why(line) {
    window.htmx.ajax("GET", this.grid.place.dataset.why.replace("00000000-0000-0000-0000-000000000000", line.id), { target: "#dialog" });
  }

  press(event) {
    const entries = [...this.list.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement);
    if (event.key === "Escape") {
      this.close();
      this.button.focus();
    } else if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
    else if (event.key === "ArrowUp") entries[(at + entries.length - 1) % entries.length].focus();
    else return;
    event.preventDefault();
  }

  close() {
    this.list.hidden = true;
  }
}
