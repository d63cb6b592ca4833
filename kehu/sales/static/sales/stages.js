// Stages are put into order by drag, or by Shift and the arrow keys; each new order is saved at once.

let moving = null;

function save(list) {
  const form = list.closest("[data-stages]");
  form.elements.order.value = [...list.querySelectorAll("[data-stage]")].map((one) => one.dataset.stage).join(",");
  form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  const stage = event.target.closest?.("[data-stage]");
  if (!stage || event.target !== stage || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const other = event.key === "ArrowUp" ? stage.previousElementSibling : stage.nextElementSibling;
  if (!other?.dataset.stage) return;
  if (!event.shiftKey) return other.focus();
  if (event.key === "ArrowUp") other.before(stage);
  else other.after(stage);
  stage.focus();
  save(stage.parentElement);
});
document.addEventListener("dragstart", (event) => {
  moving = event.target.closest?.("[data-stage]") ?? null;
  if (!moving) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", moving.dataset.stage);
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-stage]");
  if (!moving || !over || over === moving || over.parentElement !== moving.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(moving);
  else over.after(moving);
});
document.addEventListener("drop", (event) => {
  if (!moving) return;
  event.preventDefault();
  save(moving.parentElement);
});
document.addEventListener("dragend", () => {
  moving = null;
});
