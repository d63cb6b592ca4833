// Cells that somebody else changed while they were being typed into: mine and theirs side by side, a choice for each.

export class Conflicts {
  constructor(grid) {
    this.grid = grid;
    this.dialog = document.getElementById("quote-conflicts");
    this.dialog.querySelector("form").addEventListener("submit", (event) => this.settle(event));
  }

  show(problems) {
    const { sheet, words } = this.grid;
    this.problems = problems;
    const rows = problems.map((one, place) => {
      const line = sheet.line(one.line);
      const row = document.createElement("fieldset");
      row.className = "q-conflict";
      const legend = document.createElement("legend");
      legend.textContent = [line?.name, words.fields[one.field] ?? one.field].filter(Boolean).join(" · ");
      row.append(legend, this.choice(place, "mine", words.mine, one.typed, true), this.choice(place, "theirs", words.theirs, one.theirs));
      return row;
    });
    this.dialog.querySelector("[data-rows]").replaceChildren(...rows);
    if (!this.dialog.open) this.dialog.showModal();
  }

  choice(place, value, label, text, checked = false) {
    const box = document.createElement("label");
    box.className = "q-conflict-choice";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: `cell-${place}`, value, checked });
    const shown = Object.assign(document.createElement("span"), { textContent: `${label}: ` });
    shown.append(Object.assign(document.createElement("strong"), { textContent: text || "–" }));
    box.append(radio, shown);
    return box;
  }

  // What is kept is typed again over what stands there now.
  settle(event) {
    event.preventDefault();
    const chosen = new FormData(event.target);
    this.problems.forEach((one, place) => {
      if (chosen.get(`cell-${place}`) !== "mine") return;
      if (!one.line) this.grid.sheet.discount = one.typed;
      const line = this.grid.sheet.line(one.line);
      if (line) line[one.field] = one.typed;
    });
    this.dialog.close();
    this.grid.changed();
    this.grid.soon(0);
  }
}
