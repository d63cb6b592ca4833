// A block copied from a spreadsheet fills cells to the right and downwards from the one it is pasted into; what does not
// fit any line makes new ones. A column of SKUs becomes products, as the server knows them.

const COLUMNS = ["name", "quantity", "unit", "price", "discount", "tax"];

export class Pasting {
  constructor(grid) {
    this.grid = grid;
    grid.table.addEventListener("paste", (event) => this.paste(event));
  }

  paste(event) {
    const field = event.target.dataset.field;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const block = cells(text);
    if (!COLUMNS.includes(field) || (block.length < 2 && block[0].length < 2)) return;
    event.preventDefault();
    const { sheet } = this.grid;
    const items = () => sheet.lines.filter((one) => one.kind === "item");
    const start = sheet.line(event.target.closest("tr").dataset.line);
    let place = Math.max(0, items().indexOf(start));
    const first = COLUMNS.indexOf(field);
    for (const row of block) {
      const line = items()[place] ?? sheet.add("item");
      row.slice(0, COLUMNS.length - first).forEach((value, at) => this.put(line, COLUMNS[first + at], value.trim()));
      place += 1;
    }
    event.target.blur();
    this.grid.changed();
    this.grid.soon(0);
  }

  put(line, field, value) {
    if (field === "unit") {
      const unit = this.grid.sheet.server.units.find((one) => one.label.toLowerCase() === value.toLowerCase());
      if (unit) line.unit = unit.id;
      return;
    }
    if (field === "name" && line.product) Object.assign(line, { product: "", sku: "" });
    if (field === "price" && value) line.own = true;
    line[field] = value;
  }
}

// Rows and cells of text as spreadsheets copy it: tabs and line ends, quotes around cells that hold one of them.
export function cells(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    const row = rows.at(-1);
    if (quoted) {
      if (letter === '"' && text[at + 1] === '"') {
        row[row.length - 1] += '"';
        at += 1;
      } else if (letter === '"') quoted = false;
      else row[row.length - 1] += letter;
    } else if (letter === '"' && row.at(-1) === "") quoted = true;
    else if (letter === "\t") row.push("");
    else if (letter === "\n") rows.push([""]);
    else if (letter !== "\r") row[row.length - 1] += letter;
  }
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}
