// A price book as a spreadsheet: cells are saved as one leaves them, a block from a spreadsheet is pasted from the cell at
// hand on, to the right and down, and saved at once; what the server refuses is coloured and stays to be mended.
import { toast } from "../ui/kehu.js";

const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
const table = document.getElementById("price-grid");
const inputs = (row) => [...row.querySelectorAll(".c-cell input")];
const rows = () => [...table.querySelectorAll("tr[data-row]")];

function place(input) {
  const row = input.closest("tr");
  return { down: rows().indexOf(row), across: inputs(row).indexOf(input) };
}

function at(down, across) {
  const row = rows()[down];
  return row ? inputs(row)[across] : undefined;
}

function go(input, down, across) {
  const here = place(input);
  const there = at(here.down + down, here.across + across);
  if (there) {
    there.focus();
    there.select();
  }
}

async function save(changed) {
  const cells = changed.map((one) => [one.closest("tr").dataset.row, one.dataset.step, one.value]);
  changed.forEach((one) => (one.dataset.state = "saving"));
  let answer;
  try {
    answer = await fetch(table.dataset.save, { method: "POST", headers: { ...csrf }, body: new URLSearchParams({ cells: JSON.stringify(cells) }) });
  } catch {
    changed.forEach((one) => (one.dataset.state = "bad"));
    return toast(document.getElementById("toasts").dataset.failure, "bad");
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    changed.forEach((one) => delete one.dataset.state);
    const wrong = changed[Number(said.place)] ?? (changed.length === 1 ? changed[0] : undefined);
    if (wrong) {
      wrong.dataset.state = "bad";
      wrong.title = said.message ?? "";
      wrong.focus();
    }
    return toast(said.message ?? document.getElementById("toasts").dataset.failure, "bad");
  }
  changed.forEach((one, number) => {
    one.value = one.defaultValue = said.amounts[number];
    one.title = "";
    one.dataset.state = "saved";
    setTimeout(() => one.dataset.state === "saved" && delete one.dataset.state, 1200);
  });
  if (said.message) toast(said.message, "good");
}

function begin() {
  table.addEventListener("change", (event) => {
    if (event.target.matches(".c-cell input") && event.target.value !== event.target.defaultValue) save([event.target]);
  });
  table.addEventListener("focusin", (event) => event.target.matches(".c-cell input") && event.target.select());
  table.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches(".c-cell input")) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0], ArrowLeft: whole && [0, -1], ArrowRight: whole && [0, 1] }[event.key];
    if (way) {
      event.preventDefault();
      go(input, ...way);
    } else if (event.key === "Escape") {
      input.value = input.defaultValue;
      delete input.dataset.state;
    }
  });
  table.addEventListener("paste", (event) => {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!input.matches(".c-cell input") || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const from = place(input);
    const changed = [];
    text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, across) => {
        const cell = at(from.down + down, from.across + across);
        if (!cell || cell.value === value.trim()) return;
        cell.value = value.trim();
        changed.push(cell);
      });
    });
    if (changed.length) save(changed);
  });
}

function addStep() {
  const step = document.getElementById("grid-step");
  const number = step.value.trim().replace(",", ".");
  if (!(Number(number) > 0)) return step.focus();
  const address = new URL(location.href);
  const steps = new Set((address.searchParams.get("steps") ?? "").split(",").filter(Boolean));
  steps.add(number);
  address.searchParams.set("steps", [...steps].join(","));
  location.assign(address);
}

if (table) begin();
document.getElementById("grid-add")?.addEventListener("click", addStep);
document.getElementById("grid-step")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    addStep();
  }
});
