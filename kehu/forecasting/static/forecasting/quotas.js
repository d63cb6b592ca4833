// The sheet of quotas: moves like a spreadsheet, takes blocks from one, and saves what changed by itself.

const PAUSE = 600;
let waiting = null;
const pending = new Map();

const sheet = () => document.getElementById("quotas");
const rows = () => [...sheet().querySelectorAll("tr[data-line]")];
const cells = (row) => [...row.querySelectorAll("input.k-quota")];
const say = (message, tone) => document.body.dispatchEvent(new CustomEvent("toast", { detail: { message, tone } }));

// "1,234.50", "1 234,5" and "12万" as people write them; "" for nothing, null for what is no amount.
function parsed(text) {
  let plain = text.replace(/[\s\u00a0¥￥$€]/g, "").replace(/，/g, ",");
  if (!plain || plain === "-" || plain === "–") return "";
  let factor = 1;
  if (/[万萬]$/.test(plain)) [plain, factor] = [plain.slice(0, -1), 10000];
  else if (/亿|億/.test(plain.slice(-1))) [plain, factor] = [plain.slice(0, -1), 100000000];
  else if (/k$/i.test(plain)) [plain, factor] = [plain.slice(0, -1), 1000];
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(plain)) plain = plain.replace(/\./g, "").replace(",", ".");
  else if (/^\d+,\d{1,2}$/.test(plain)) plain = plain.replace(",", ".");
  else plain = plain.replace(/,/g, "");
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  return (Math.round(Number(plain) * factor * 100) / 100).toFixed(2);
}

function take(input, text) {
  const value = parsed(text);
  input.setAttribute("aria-invalid", String(value === null));
  if (value === null) return say(sheet().dataset.odd, "bad");
  input.value = value === "" ? "" : Number(value).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  const was = input.dataset.was ? Number(input.dataset.was).toFixed(2) : "";
  if (value === was) return pending.delete(input);
  pending.set(input, value);
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
}

async function save() {
  const sent = [...pending];
  pending.clear();
  if (!sent.length) return;
  const body = sent.map(([input, amount]) => ({
    of: input.closest("tr").dataset.line, month: input.dataset.month, amount, was: input.dataset.was,
  }));
  sent.forEach(([input]) => { input.dataset.state = "saving"; });
  let answer = null;
  try {
    const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}") };
    const response = await fetch(sheet().dataset.plan, { method: "POST", headers, body: JSON.stringify({ cells: body }) });
    answer = { ok: response.ok, ...(await response.json()) };
  } catch {
    answer = { ok: false, message: sheet().dataset.failed };
  }
  for (const [input, amount] of sent) {
    delete input.dataset.state;
    if (answer.ok) input.dataset.was = amount;
    else input.setAttribute("aria-invalid", "true");
  }
  if (!answer.ok) return say(answer.message, "bad");
  const focused = document.activeElement?.matches(".k-quota") ? place(document.activeElement) : null;
  if (!pending.size && !focused) document.body.dispatchEvent(new CustomEvent("changed-quota"));
  else totals();
}

// The sums on the right while somebody goes on typing; the page brings the rest when he has left the sheet.
function totals() {
  for (const row of rows()) {
    const inputs = cells(row);
    if (!inputs.length || !inputs.some((one) => one.value)) continue;
    const sum = inputs.reduce((so_far, one) => so_far + Number(parsed(one.value) || 0), 0);
    row.querySelector("[data-year]").textContent = sum.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  }
}

function place(input) {
  const row = input.closest("tr");
  return { row: rows().indexOf(row), column: cells(row).indexOf(input) };
}

function at(row, column) {
  const line = rows()[row];
  return line ? cells(line)[column] : null;
}

function go(input, down, right) {
  const { row, column } = place(input);
  let next = row + down;
  while (down && rows()[next] && !at(next, column)) next += down;
  const target = at(next, column + right);
  if (!target) return false;
  target.focus();
  target.select();
  return true;
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches(".k-quota")) event.target.select();
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".k-quota")) take(event.target, event.target.value);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches(".k-quota") && !event.relatedTarget?.matches?.(".k-quota")) setTimeout(() => {
    clearTimeout(waiting);
    save();
  }, 0);
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.(".k-quota") || event.isComposing) return;
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const moves = {
    Enter: [event.shiftKey ? -1 : 1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0],
    ArrowRight: whole || input.selectionEnd === input.value.length ? [0, 1] : null,
    ArrowLeft: whole || input.selectionStart === 0 ? [0, -1] : null,
  };
  if (event.key === "Escape") {
    input.value = input.dataset.was ? Number(input.dataset.was).toLocaleString(document.documentElement.lang) : "";
    input.select();
    return;
  }
  const move = moves[event.key];
  if (move && go(input, ...move)) event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const input = event.target;
  if (!input.matches?.(".k-quota")) return;
  const block = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
  if (block.length === 1 && block[0].length === 1) return;
  event.preventDefault();
  const { row, column } = place(input);
  let line = row;
  for (const texts of block) {
    while (rows()[line] && !at(line, column)) line += 1;
    texts.forEach((text, step) => {
      const target = at(line, column + step);
      if (target) take(target, text);
    });
    line += 1;
  }
});

addEventListener("beforeunload", (event) => {
  if (pending.size) event.preventDefault();
});
