// Which cells of the list are meant: one by one, or a range over rows and columns; copied as a spreadsheet takes them.

import { current } from "./rows.js";

export const table = () => document.querySelector(".k-list-table");
export const object = () => document.getElementById("list").dataset.object;
let range = null; // {from, to}: two cells, as {id, key}

// -- where a cell is -------------------------------------------------------------------------------------------------------
export const columns = () => [...table().querySelectorAll("colgroup col")];
export const keys = () => columns().map((col) => col.dataset.column).filter(Boolean);
export const cellOf = (element) => element?.closest?.(".k-list-table tr[data-row] > td:not(.k-list-pick)");
const idOf = (cell) => cell.parentElement.id.slice(4);
export const keyOf = (cell) => columns()[cell.cellIndex]?.dataset.column;
export const canEdit = (key) => columns().some((col) => col.dataset.column === key && "editable" in col.dataset);
const rows = () => [...document.querySelectorAll(".k-list-table tr[data-row]")];
export const where = (cell) => ({ id: idOf(cell), key: keyOf(cell) });

export function cellAt({ id, key }) {
  const place = columns().findIndex((col) => col.dataset.column === key);
  return document.getElementById(`row-${id}`)?.cells[place] ?? null;
}

export const chosen = () => range;

// -- selection -------------------------------------------------------------------------------------------------------------
export function select(from, to = from, focus = true) {
  range = { from, to };
  mark();
  const cell = cellAt(to);
  if (!cell || !focus) return;
  cell.tabIndex = -1;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export function unselect() {
  range = null;
  mark();
}

// The selected cells by row; of rows that are in the document.
export function selected() {
  if (!range || !table()) return [];
  const all = rows();
  const order = (id) => all.findIndex((row) => row.id === `row-${id}`);
  const names = keys();
  const [top, bottom] = [order(range.from.id), order(range.to.id)].sort((a, b) => a - b);
  const [left, right] = [names.indexOf(range.from.key), names.indexOf(range.to.key)].sort((a, b) => a - b);
  if (top < 0 || left < 0) return [];
  const chosen = names.slice(left, right + 1);
  return all.slice(top, bottom + 1).map((row) => chosen.map((key) => ({ id: row.id.slice(4), key })));
}

export function mark() {
  for (const cell of document.querySelectorAll(".k-cell-picked")) cell.classList.remove("k-cell-picked");
  for (const place of selected().flat()) cellAt(place)?.classList.add("k-cell-picked");
}

export async function neighbour({ id, key }, down, right) {
  const names = keys();
  const at = names.indexOf(key) + right;
  if (at < 0 || at >= names.length) return null;
  if (!down) return { id, key: names[at] };
  const list = current();
  if (list?.find(id)) {
    const next = await list.step(id, down);
    if (!next) return null;
    await list.show(next);
    return { id: next, key: names[at] };
  }
  const all = rows();
  const row = all[all.findIndex((one) => one.id === `row-${id}`) + down];
  return row ? { id: row.id.slice(4), key: names[at] } : null;
}

// -- copying -----------------------------------------------------------------------------------------------------
const local = (moment) => {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
};

function textOf(place) {
  const cell = cellAt(place);
  const time = cell?.querySelector("time");
  if (time) return local(new Date(time.dateTime));
  const badges = [...(cell?.querySelectorAll(".k-badge") ?? [])].map((badge) => badge.textContent.trim());
  if (badges.length) return badges.join(", ");
  const named = cell?.querySelector(".k-truncate");
  return (named ?? cell)?.textContent.trim() ?? "";
}

const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

document.addEventListener("copy", (event) => {
  if (!range || document.activeElement !== cellOf(document.activeElement) || String(getSelection())) return;
  const text = selected().map((row) => row.map((place) => quoted(textOf(place))).join("\t")).join("\n");
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
});
