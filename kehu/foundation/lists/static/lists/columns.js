// Columns under the hands: their edges are dragged or moved with the arrow keys, their order is dragged in the dialog or
// moved with Alt and an arrow key. What was chosen is remembered by the server.

const [LEAST, MOST, STEP] = [40, 1200, 16];
const colOf = (key) => document.querySelector(`col[data-column="${CSS.escape(key)}"]`);
const edges = () => [...document.querySelectorAll("[data-edge]")];

function set(edge, width) {
  const fit = Math.round(Math.min(MOST, Math.max(LEAST, width)));
  const table = edge.closest("table");
  // The last column has no width of its own before: it takes what the others leave.
  const before = parseInt(colOf(edge.dataset.edge).style.width, 10) || Number(edge.getAttribute("aria-valuenow"));
  colOf(edge.dataset.edge).style.width = `${fit}px`;
  table.style.setProperty("--k-list-width", `${parseInt(table.style.getPropertyValue("--k-list-width"), 10) + fit - before}px`);
  edge.setAttribute("aria-valuenow", fit);
}

let timer;
function keep(edge) {
  clearTimeout(timer);
  const list = document.getElementById("list");
  timer = setTimeout(() => {
    const values = { column: edges().map((one) => `${one.dataset.edge}:${one.getAttribute("aria-valuenow")}`).join() };
    window.htmx.ajax("POST", list.dataset.columns, { source: list, values, swap: "none" });
  }, edge ? 600 : 0);
}

document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest?.("[data-edge]");
  if (!edge) return;
  event.preventDefault();
  edge.setPointerCapture(event.pointerId);
  edge.dataset.held = "";
  // What is seen is the measure from now on: a narrow table had been stretched to fill the window.
  for (const one of edges()) set(one, one.parentElement.getBoundingClientRect().width);
  const [from, width] = [event.clientX, Number(edge.getAttribute("aria-valuenow"))];
  const move = (moved) => set(edge, width + moved.clientX - from);
  edge.addEventListener("pointermove", move);
  edge.addEventListener("lostpointercapture", (lost) => {
    edge.removeEventListener("pointermove", move);
    delete edge.dataset.held;
    if (lost.clientX !== from) keep(edge);
  }, { once: true });
});
document.addEventListener("keydown", (event) => {
  const edge = event.target.closest?.("[data-edge]");
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (!edge || !step) return;
  event.preventDefault();
  event.stopPropagation();
  set(edge, Number(edge.getAttribute("aria-valuenow")) + step);
  keep(edge);
});

// -- the order of columns in the dialog ----------------------------------------------------------------------------------
document.addEventListener("htmx:after:swap", () => {
  for (const list of document.querySelectorAll("[data-sortable]:not([data-sorting])")) {
    list.dataset.sorting = "";
    window.Sortable?.create(list, { animation: 120, delay: 150, delayOnTouchOnly: true, ghostClass: "k-dragged", group: list.dataset.sortable || undefined });
  }
});
document.addEventListener("keydown", (event) => {
  const item = event.altKey && event.target.closest?.("[data-sortable] > li");
  if (!item || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  if (event.key === "ArrowUp") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  event.target.focus();
});
