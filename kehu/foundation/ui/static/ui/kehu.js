// What every page does: toasts, menus that close, the side bar, forms that mind the keyboard.

const body = document.body;
const toasts = document.getElementById("toasts");

export function toast(message, tone = "info") {
  if (!message || !toasts) return;
  const box = document.createElement("div");
  box.className = `k-toast k-tone-${tone}`;
  box.append(Object.assign(document.createElement("span"), { textContent: message }));
  toasts.append(box);
  settle(box);
}

function settle(box) {
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" });
  close.setAttribute("aria-label", toasts.dataset.closeLabel);
  close.addEventListener("click", () => box.remove());
  box.append(close);
  lift();
  const stay = box.classList.contains("k-tone-bad") ? 12000 : 5000;
  let timer = setTimeout(() => box.remove(), stay);
  box.addEventListener("mouseenter", () => clearTimeout(timer));
  box.addEventListener("mouseleave", () => (timer = setTimeout(() => box.remove(), 2000)));
}

// A modal dialog hides everything outside the top layer, so toasts join it as a popover.
function lift() {
  if (!toasts.showPopover) return;
  toasts.popover = "manual";
  if (toasts.matches(":popover-open")) toasts.hidePopover();
  toasts.showPopover();
}

toasts?.querySelectorAll("[data-toast]").forEach(settle);
body.addEventListener("toast", (event) => toast(event.detail.message, event.detail.tone));
body.addEventListener("saved", (event) => toast(event.detail.message, event.detail.tone));

document.addEventListener("htmx:error", (event) => {
  if (event.detail.error?.name === "TypeError" && event.detail.ctx) toast(toasts.dataset.network, "bad");
});
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status < 500) return;
  ctx.hx.reswap = "none"; // an error page has no place inside a page
  if (!ctx.hx.trigger) toast(toasts.dataset.failure, "bad");
});

// -- menus ---------------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.k-dropdown[open]")) {
    const inside = menu.contains(event.target);
    const chosen = inside && event.target.closest(".k-menu-item");
    if (!inside || chosen) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.k-dropdown[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const items = [...menu.querySelectorAll(".k-menu a, .k-menu button, .k-menu input")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = items[(items.indexOf(document.activeElement) + step + items.length) % items.length];
    next?.focus();
    event.preventDefault();
  }
});

// -- side bar ------------------------------------------------------------------------------------------------------
const root = document.documentElement;
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sidebar-open]")) {
    root.classList.add("k-sidebar-open");
    document.querySelector("#sidebar a")?.focus();
  } else if (event.target.closest("[data-sidebar-close]")) {
    root.classList.remove("k-sidebar-open");
  } else if (event.target.closest("[data-sidebar-fold]")) {
    const folded = root.classList.toggle("k-folded");
    localStorage.setItem("kehu:sidebar", folded ? "folded" : "");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") root.classList.remove("k-sidebar-open");
});
