// Groups fold and unfold; their rows come when they are first unfolded. Small lists unfold as they come into sight.

function unfold(button) {
  const rows = document.getElementById(button.getAttribute("aria-controls"));
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", open);
  rows.hidden = !open;
  if (!open || rows.dataset.came) return;
  rows.dataset.came = "yes";
  window.htmx
    .ajax("GET", button.dataset.group, { source: button, target: rows, swap: "innerHTML", push: "false" })
    .then(() => document.dispatchEvent(new CustomEvent("list-rows", { detail: { rows: [...rows.rows] } })));
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-group]");
  if (button) unfold(button);
});

const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    sight.unobserve(target);
    if (target.getAttribute("aria-expanded") === "false") unfold(target);
  }
});
export function begin() {
  for (const button of document.querySelectorAll("[data-group][data-open][aria-expanded=false]")) sight.observe(button);
}
