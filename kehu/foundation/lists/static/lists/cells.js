// Cells changed where they stand. A click or Enter opens, typing replaces; Enter saves, Tab goes on to the next cell, Esc
// takes it back. What was typed is shown at once; what the server refuses rolls back with its reason. Cells are selected
// by dragging or Shift with the arrows, copied as a spreadsheet takes them, and a block from a spreadsheet is pasted.
import { toast } from "../ui/kehu.js";
import { canEdit, cellAt, cellOf, chosen, columns, keyOf, keys, mark, neighbour, object, select, selected, table, unselect, where } from "./selecting.js";

const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
let editor = null; // the cell that is open

const addressOf = (place) => `/lists/${object()}/${place.id}/cells/${encodeURIComponent(place.key)}/`;

// -- opening ---------------------------------------------------------------------------------------------------------------
async function open(cell, typed = "") {
  const place = where(cell);
  if (editor || !canEdit(place.key)) return;
  select(place);
  const mine = { place, cell, before: cell.innerHTML, typed };
  editor = mine;
  cell.classList.add("k-cell-open");
  let answer;
  try {
    answer = await fetch(addressOf(place), { headers: { "HX-Request": "true" } });
  } catch {
    return close(mine);
  }
  if (editor !== mine) return;
  if (!answer.ok) {
    close(mine);
    const { message } = await answer.json().catch(() => ({}));
    return toast(message ?? (await told(answer)), "bad");
  }
  const html = await answer.text();
  if (editor !== mine) return;
  mine.shell = document.createElement("div");
  mine.shell.className = "k-cell-shell";
  mine.shell.innerHTML = html;
  mine.form = mine.shell.querySelector("form");
  cell.append(mine.shell);
  cell.dispatchEvent(new CustomEvent("htmx:after:swap", { bubbles: true, detail: { ctx: { target: cell } } })); // choices begin
  mine.as = entered(mine.form);
  const input = inputOf(mine.form);
  input?.focus({ preventScroll: true });
  if (mine.typed && input && !input.matches("select, [type=checkbox], [type=date], [type=datetime-local]")) {
    input.value = mine.typed;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  } else input?.select?.();
  watch(mine);
  if (mine.then) finish(mine.then);
}

// A refusal that came as a toast in the header of the answer.
async function told(answer) {
  try {
    return JSON.parse(answer.headers.get("HX-Trigger")).toast.message;
  } catch {
    return document.getElementById("toasts").dataset.failure;
  }
}

const inputOf = (form) => form?.querySelector("[role=combobox], input:not([type=hidden]), select, textarea");
const entered = (form) => new URLSearchParams(new FormData(form)).toString();

function close(mine, focus = true) {
  if (editor === mine) editor = null;
  mine.source?.close();
  clearTimeout(mine.timer);
  mine.shell?.remove();
  mine.cell.classList.remove("k-cell-open");
  if (focus) select(mine.place);
}

// Who else is at this record, as long as the cell is open.
function watch(mine) {
  const topic = `record:${object()}:${mine.place.id}`;
  mine.timer = setTimeout(() => {
    mine.source = new EventSource(`/push/?topic=${encodeURIComponent(topic)}`);
    mine.source.onerror = () => mine.source.close();
    mine.source.addEventListener("presence", (event) => {
      const others = JSON.parse(event.data).people.filter((person) => person.id !== document.body.dataset.userId);
      const mark = mine.form.querySelector("[data-cell-others]");
      mark.textContent = others.map((person) => person.name).join(", ");
      mark.hidden = !others.length;
    });
  }, 300);
}

// -- saving ----------------------------------------------------------------------------------------------------------------
function words(form) {
  const chosen = form.querySelector("[data-chosen]");
  if (chosen) return [...chosen.children].map((chip) => chip.firstChild.nextSibling?.textContent?.trim() ?? "").join(", ");
  const input = inputOf(form);
  if (input?.matches("select")) return input.selectedOptions[0]?.textContent ?? "";
  if (input?.matches("[type=checkbox]")) {
    return [...form.querySelectorAll("input:checked")].map((one) => one.closest("label")?.textContent.trim()).join(", ");
  }
  return input?.value ?? "";
}

async function save(focus = true) {
  const mine = editor;
  if (!mine?.form) return mine && close(mine, focus);
  if (entered(mine.form) === mine.as) return close(mine, focus);
  const body = new FormData(mine.form);
  body.set("columns", keys().join(","));
  const text = words(mine.form);
  close(mine, focus);
  const { cell } = mine;
  cell.textContent = text === "—" ? "" : text;
  cell.classList.add("k-cell-saving");
  let answer = null;
  let data = {};
  try {
    answer = await fetch(addressOf(mine.place), { method: "POST", body: new URLSearchParams(body), headers: { ...csrf } });
    data = await answer.json();
  } catch {
    data = { message: document.getElementById("toasts").dataset.network };
  }
  cell.classList.remove("k-cell-saving");
  if (answer?.ok) return show(mine.place.id, data.cells);
  cell.innerHTML = mine.before;
  if (answer?.status === 409) return settle(mine, body);
  cell.classList.add("k-cell-refused");
  setTimeout(() => cell.classList.remove("k-cell-refused"), 4000);
  toast(data.message ?? document.getElementById("toasts").dataset.failure, "bad");
}

function show(id, cells) {
  for (const [key, html] of Object.entries(cells)) {
    const cell = cellAt({ id, key });
    if (!cell || cell.classList.contains("k-cell-open")) continue;
    cell.innerHTML = html;
    if (html) cell.dataset.label ??= columns()[cell.cellIndex]?.dataset.label ?? "";
  }
  document.getElementById("list-foot")?.dispatchEvent(new Event("list-shown"));
}

// Somebody else changed the same: both values are shown in the page's dialog, to choose from.
function settle(mine, body) {
  const form = document.createElement("form");
  form.hidden = true;
  for (const [name, value] of body) {
    if (name !== "seen" && name !== "columns") form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  const dialog = document.getElementById("dialog");
  // The form stays as long as the dialog: what htmx tells about it is heard only while it is in the document.
  const over = () => {
    form.remove();
    select(mine.place);
  };
  dialog.addEventListener("close", over, { once: true });
  window.htmx.ajax("POST", `/lists/${object()}/${mine.place.id}/differences/`, { source: form, target: "#dialog", swap: "innerHTML" });
}

// To the next cell that can be changed, in the next row when this one ends.
async function next(from, step) {
  const names = keys();
  let place = from;
  for (let turns = 0; turns < names.length * 2; turns += 1) {
    const at = names.indexOf(place.key) + step;
    place = at >= 0 && at < names.length
      ? { id: place.id, key: names[at] }
      : await neighbour({ id: place.id, key: names[step > 0 ? 0 : names.length - 1] }, step, 0);
    if (!place) return;
    const cell = cellAt(place);
    if (cell && canEdit(place.key)) return open(cell);
  }
}

// -- pasting ---------------------------------------------------------------------------------------------------------------
async function idsFrom(id, count) {
  const ids = [id];
  while (ids.length < count) {
    const below = await neighbour({ id: ids.at(-1), key: keys()[0] }, 1, 0);
    if (!below) break;
    ids.push(below.id);
  }
  return ids;
}

async function paste(text) {
  const cells = selected();
  if (!cells.length) return;
  const high = text.replace(/\r?\n$/, "").split(/\r?\n/).length;
  const single = !/[\t\n]/.test(text.replace(/\r?\n$/, ""));
  const first = cells[0][0];
  const ids = single ? cells.map((row) => row[0].id) : await idsFrom(first.id, high);
  const wanted = single ? cells[0].map((place) => place.key) : keys().slice(keys().indexOf(first.key));
  const values = { ids: JSON.stringify(ids), keys: JSON.stringify(wanted), text };
  window.htmx.ajax("POST", `/lists/${object()}/paste/`, { source: cellAt(first), target: "#dialog", swap: "innerHTML", values });
}

document.addEventListener("paste", (event) => {
  if (!table()) return;
  const text = event.clipboardData.getData("text/plain");
  const block = /[\t\n]/.test(text.replace(/\r?\n$/, ""));
  if (editor) {
    if (!block || !editor.cell.contains(event.target) || event.target.matches("textarea")) return;
    close(editor);
  } else if (!chosen() || !cellOf(document.activeElement) || event.target.matches?.("input, textarea")) return;
  event.preventDefault();
  if (!block && selected().flat().length === 1 && canEdit(chosen().from.key)) open(cellAt(chosen().from), text.trim());
  else paste(text);
});

// -- mouse -----------------------------------------------------------------------------------------------------------------
let pressed = null;
document.addEventListener("mousedown", (event) => {
  const cell = cellOf(event.target);
  if (event.button || !cell || event.target.closest("a, button, input, select, textarea, .k-cell-shell")) return;
  if (event.shiftKey && chosen()) {
    event.preventDefault();
    return select(chosen().from, where(cell));
  }
  pressed = { cell, moved: false };
});
document.addEventListener("mouseover", (event) => {
  if (!pressed || !(event.buttons & 1)) return (pressed = null);
  const cell = cellOf(event.target);
  if (!cell || (cell === pressed.cell && !pressed.moved)) return;
  pressed.moved = true;
  getSelection().removeAllRanges();
  if (editor) save(false);
  select(where(pressed.cell), where(cell));
});
document.addEventListener("mouseup", (event) => {
  const was = pressed;
  pressed = null;
  const cell = cellOf(event.target);
  if (!was || was.moved || cell !== was.cell || (!was.cell.contains(event.target))) return;
  if (String(getSelection())) return; // text was marked, to be copied as it is
  if (editor && editor.cell !== cell) save(false);
  if (!editor && canEdit(keyOf(cell))) open(cell);
  else if (!editor) select(where(cell));
});

// -- keys ------------------------------------------------------------------------------------------------------------------
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function finish({ key, shiftKey }) {
  const { place } = editor;
  if (key === "Enter") return save();
  save(false);
  next(place, shiftKey ? -1 : 1);
}

function inEditor(event) {
  if (event.key === "Escape") close(editor);
  else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") finish(event);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

async function onCell(event, cell) {
  const place = chosen()?.to ?? where(cell);
  const arrow = ARROWS[event.key];
  if (arrow) {
    event.preventDefault();
    event.stopPropagation();
    const to = await neighbour(place, ...arrow);
    if (to) select(event.shiftKey ? chosen()?.from ?? to : to, to);
    else if (event.key === "ArrowLeft" && !event.shiftKey) leave(cell);
    return;
  }
  if (event.key === "Enter" || event.key === "F2") open(cell);
  else if (event.key === "Escape") leave(cell);
  else if (event.key === "Delete" || event.key === "Backspace") {
    if (selected().flat().length > 1) paste("");
    else open(cell, " ");
  } else if (event.key.length === 1 && !event.altKey && canEdit(place.key) && !event.isComposing) open(cell, event.key);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function leave(cell) {
  unselect();
  cell.parentElement.tabIndex = -1;
  cell.parentElement.focus();
}

// Before the keys of rows and of the page, which mean something else.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (editor?.shell?.contains(event.target)) {
    // An open choice takes Enter and Esc for itself first.
    if (event.target.matches("[role=combobox][aria-expanded=true]") && ["Enter", "Escape"].includes(event.key)) return;
    if (!event.isComposing) inEditor(event);
    return;
  }
  const cell = cellOf(event.target);
  if (cell && event.target === cell) {
    // Typed while the input is on its way.
    if (editor?.cell === cell) {
      if (event.key === "Escape") close(editor);
      else if (event.key === "Enter" || event.key === "Tab") editor.then = { key: event.key, shiftKey: event.shiftKey };
      else if (event.key.length === 1) editor.typed += event.key;
      event.preventDefault();
      event.stopPropagation();
    } else onCell(event, cell);
    return;
  }
  const row = event.target.matches?.("tr[data-row]") ? event.target : null;
  if (!row || event.key !== "ArrowRight") return;
  const first = [...row.cells].find((one) => !one.classList.contains("k-list-pick"));
  event.preventDefault();
  event.stopPropagation();
  select(where(first));
}, true);

document.addEventListener("focusout", (event) => {
  const mine = editor;
  if (!mine?.shell?.contains(event.target)) return;
  if (!event.relatedTarget && !document.hasFocus()) return; // another window: what was typed stays open
  setTimeout(() => editor === mine && !mine.shell.contains(document.activeElement) && save(false), 160);
});
document.addEventListener("click", (event) => {
  if (chosen() && !editor && !cellOf(event.target) && !event.target.closest("#dialog")) unselect();
});
document.addEventListener("list-rows", mark);
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx?.target?.id !== "list") return;
  editor = null;
  mark();
});
