// Runs before the page is painted, so that "like the device" never flashes in the wrong colours; then minds the choice.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = root.dataset.theme || "auto";
    root.dataset.bsTheme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  };
  if (localStorage.getItem("kehu:sidebar") === "folded") root.classList.add("k-folded");
  dark.addEventListener("change", apply);
  apply();
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-theme-form]");
    if (!form) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    root.dataset.theme = data.get("theme");
    apply();
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { "HX-Request": "true" } });
  });
})();
