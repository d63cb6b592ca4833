// The customer's page: copying, tabs that load when they are first shown.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { message: button.dataset.copied, tone: "good" } }));
});

function show(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const pane = document.getElementById(other.getAttribute("aria-controls"));
    pane.hidden = !chosen;
    const lazy = chosen && pane.querySelector("[data-lazy]");
    if (lazy && !lazy.dataset.shown) {
      lazy.dataset.shown = "yes";
      lazy.dispatchEvent(new CustomEvent("shown"));
    }
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) show(tab);
});
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const step = event.key === "ArrowRight" ? 1 : tabs.length - 1;
  const next = tabs[(tabs.indexOf(tab) + step) % tabs.length];
  next.focus();
  show(next);
});
