// Grids in dialogs: rows are added and removed, and what is left of the contract's amount is shown while one types.

const number = (text) => Number(String(text).replace(/[,，\s%]/g, ""));

function left(grid) {
  const total = number(grid.dataset.total);
  if (!Number.isFinite(total)) return;
  let rest = total;
  let open = 0;
  for (const row of grid.querySelectorAll("[data-row]")) {
    const part = row.querySelector("[data-part]").value;
    const percent = row.querySelector("[data-percent]").value;
    if (part) rest -= number(part) || 0;
    else if (percent) rest -= Math.round(total * (number(percent) || 0)) / 100;
    else if (row.querySelector("[name=name]").value) open += 1;
  }
  const shown = grid.querySelector("[data-left]");
  const fits = Math.abs(rest) < 0.005 || (open === 1 && rest > 0);
  shown.textContent = rest.toLocaleString(document.documentElement.lang || undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  shown.classList.toggle("k-danger", !fits);
}

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  const remove = event.target.closest("[data-remove-row]");
  const grid = event.target.closest("[data-grid]");
  if (!grid || !(add || remove)) return;
  if (add) {
    grid.querySelector("[data-rows]").append(grid.querySelector("template[data-blank]").content.cloneNode(true));
    grid.querySelector("[data-rows] tr:last-child input:not([type=hidden])").focus();
  } else {
    remove.closest("[data-row]").remove();
  }
  left(grid);
});

document.addEventListener("input", (event) => {
  const grid = event.target.closest("[data-grid]");
  if (!grid) return;
  // An amount that is typed over counts instead of the percentage it was made from, and the other way round.
  const row = event.target.closest("[data-row]");
  if (event.target.matches("[data-part]") && event.target.value) row.querySelector("[data-percent]").value = "";
  if (event.target.matches("[data-percent]") && event.target.value) row.querySelector("[data-part]").value = "";
  left(grid);
});

// Whatever brings or changes a grid: a dialog that opens, a proposal that arrives.
new MutationObserver(() => {
  for (const grid of document.querySelectorAll("[data-grid][data-total]")) {
    const rows = grid.querySelectorAll("[data-row]").length;
    if (grid.dataset.counted !== String(rows)) {
      grid.dataset.counted = String(rows);
      left(grid);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
