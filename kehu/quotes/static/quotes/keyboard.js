// The keys of a spreadsheet: arrows, Enter and Tab go from cell to cell, Ctrl+D fills down, Alt with arrows moves lines,
// Shift with arrows picks a range of a column, Esc takes back what was typed since the cell was entered.

export class Keyboard {
  constructor(grid) {
    this.grid = grid;
    this.picked = [];
    grid.table.addEventListener("keydown", (event) => this.press(event));
    grid.table.addEventListener("focusin", (event) => this.enter(event.target));
    grid.table.addEventListener("copy", (event) => this.copy(event));
  }

  enter(input) {
    if (!input.dataset.field) return;
    if (!this.picking) this.pick([]);
    this.before = input.value;
    if (input.tagName === "INPUT") input.select();
  }

  press(event) {
    const input = event.target;
    const field = input.dataset.field;
    if (!field || event.isComposing) return;
    const many = input.tagName === "TEXTAREA";
    const ctrl = event.ctrlKey || event.metaKey;
    if (this.grid.search.press(event)) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) this.move(event, input);
    else if (ctrl && event.key.toLowerCase() === "d") this.fill(event, input);
    else if (ctrl && event.key === "Delete") this.stop(event, () => this.grid.remove(lineOf(input)));
    else if (event.key === "Delete" && this.picked.length > 1) this.stop(event, () => this.put(""));
    else if (event.key === "Escape") this.back(event, input);
    else if (event.key === "Enter" && !(many && !ctrl)) this.step(event, input, event.shiftKey ? -1 : 1);
    else if (many || ctrl || event.altKey) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (event.shiftKey) this.extend(event, input, step);
      else this.step(event, input, step, false);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.sideways(event, input);
    else if (event.key === "Tab" && !event.shiftKey && this.isLast(input)) {
      this.stop(event, () => this.grid.add("item"));
    }
  }

  stop(event, act) {
    event.preventDefault();
    act();
  }

  // Up or down in the same column; from the last line Enter begins a new one.
  step(event, input, step, grow = true) {
    event.preventDefault();
    const next = this.neighbour(input, step);
    if (next) next.focus();
    else if (step > 0 && grow) this.grid.add("item");
    this.grid.soon(150);
  }

  neighbour(input, step) {
    let row = input.closest("tr");
    for (;;) {
      row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
      if (!row) return null;
      const found = row.querySelector(`[data-field="${input.dataset.field}"]:not([hidden])`);
      if (found) return found;
    }
  }

  // Out of the cell when the caret stands at its edge, or everything in it is chosen.
  sideways(event, input) {
    const step = event.key === "ArrowRight" ? 1 : -1;
    if (input.tagName === "INPUT") {
      const { selectionStart: start, selectionEnd: end, value } = input;
      const whole = start === 0 && end === value.length;
      if (!whole && (step > 0 ? end < value.length : start > 0 || end > 0)) return;
    }
    const cells = this.cellsOf(input.closest("tr"));
    const next = cells[cells.indexOf(input) + step];
    if (next) this.stop(event, () => next.focus());
  }

  cellsOf(row) {
    return [...row.querySelectorAll("[data-field]")].filter((one) => !one.hidden && !one.disabled && one.tagName !== "TEXTAREA");
  }

  isLast(input) {
    const row = input.closest("tr");
    return !row.nextElementSibling && this.cellsOf(row).at(-1) === input;
  }

  move(event, input) {
    const id = lineOf(input);
    const field = input.dataset.field;
    this.stop(event, () => {
      if (!this.grid.sheet.move(id, event.key === "ArrowDown" ? 1 : -1)) return;
      this.grid.changed();
      this.grid.focus(id, field);
    });
  }

  back(event, input) {
    if (input.value === this.before) return;
    event.preventDefault();
    event.stopPropagation();
    input.value = this.before;
    this.grid.typed(input);
    input.select?.();
  }

  // -- ranges ----------------------------------------------------------------------------------------------------------
  extend(event, input, step) {
    const next = this.neighbour(input, step);
    if (!next) return;
    event.preventDefault();
    const from = this.picked[0] ?? input;
    this.picking = true;
    next.focus();
    this.picking = false;
    this.pick(this.between(from, next));
  }

  between(from, to) {
    const found = [from];
    const down = from.compareDocumentPosition(to) & Node.DOCUMENT_POSITION_FOLLOWING;
    for (let one = from; one && one !== to; ) {
      one = this.neighbour(one, down ? 1 : -1);
      if (one) found.push(one);
    }
    return found;
  }

  pick(inputs) {
    for (const one of this.picked) one.classList.remove("q-picked");
    this.picked = inputs;
    for (const one of inputs) one.classList.add("q-picked");
  }

  // The range gets the value of its first cell; a single cell that of the cell above.
  fill(event, input) {
    event.preventDefault();
    if (this.picked.length > 1) {
      this.put(this.top().value);
      return;
    }
    const above = this.neighbour(input, -1);
    if (above) this.write(input, above.value);
  }

  top() {
    return [...this.picked].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
  }

  put(value) {
    for (const one of this.picked) this.write(one, value);
  }

  write(input, value) {
    input.value = value;
    this.grid.typed(input);
  }

  copy(event) {
    if (this.picked.length < 2) return;
    event.preventDefault();
    const cells = [...this.picked].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    event.clipboardData.setData("text/plain", cells.map((one) => one.value).join("\n"));
  }
}

const lineOf = (input) => input.closest("tr").dataset.line;
