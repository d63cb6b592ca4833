// Tabs of a record's page; what a tab holds may be loaded when it is first shown.

function show(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const pane = document.getElementById(other.getAttribute("aria-controls"));
    if (!pane) continue; // tabs that fetch what they show, as the composer's do
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

// A page whose first tab is loaded when shown shows it now.
for (const pane of document.querySelectorAll("[role=tabpanel]:not([hidden]) [data-lazy]")) {
  pane.dataset.shown = "yes";
  if (window.htmx) pane.dispatchEvent(new CustomEvent("shown"));
}

// What the page's menu marks with data-palette is found in search-and-go as well.
for (const link of document.querySelectorAll("a[data-palette]")) {
  const option = Object.assign(document.createElement("a"), { href: link.href, className: "k-menu-item", innerHTML: link.innerHTML });
  option.setAttribute("role", "option");
  option.dataset.place = link.dataset.palette;
  document.getElementById("palette-places")?.append(option);
}
