// Facts edited in place. <span data-edit="ADDRESS">shown</span>: a click or Enter fetches the input from ADDRESS, Enter
// or leaving it saves, Esc takes it back. What was typed is shown at once; a refusal brings the input back with its reason.

const before = new WeakMap();
const place = (element) => element?.closest?.("[data-edit]");

function open(spot) {
  if (spot.querySelector("form") || spot.getAttribute("aria-busy")) return;
  before.set(spot, spot.innerHTML);
  spot.removeAttribute("role"); // a button must not hold an input
  window.htmx.ajax("GET", spot.dataset.edit, { source: spot, target: spot, swap: "innerHTML" });
}

function takeBack(spot, focus = true) {
  if (!before.has(spot)) return;
  const shown = before.get(spot);
  before.delete(spot); // first, because removing the input makes it lose the focus, which would save
  spot.innerHTML = shown;
  spot.removeAttribute("aria-busy");
  spot.setAttribute("role", "button");
  window.htmx.process(spot);
  if (focus) spot.focus();
}

const entered = (form) => new URLSearchParams(new FormData(form)).toString();

document.addEventListener("click", (event) => {
  const spot = place(event.target);
  if (spot && !event.target.closest("a, button, input, select, textarea, label")) open(spot);
});
document.addEventListener("keydown", (event) => {
  const spot = place(event.target);
  if (!spot || event.isComposing) return;
  if (event.target === spot && event.key === "Enter") {
    event.preventDefault();
    open(spot);
  } else if (event.target !== spot && event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    takeBack(spot);
  }
});
document.addEventListener("htmx:after:swap", (event) => {
  const spot = place(event.detail.ctx?.target);
  if (!spot || event.detail.ctx.target !== spot) return;
  spot.removeAttribute("aria-busy");
  const form = spot.querySelector("form");
  if (!form) {
    before.delete(spot);
    spot.setAttribute("role", "button");
    if (document.activeElement === document.body) spot.focus();
    return;
  }
  form.dataset.as = entered(form);
  const input = form.querySelector("input:not([type=hidden]), select, textarea");
  input?.focus();
  input?.select?.();
});
// The answer went into the dialog: somebody else changed the same, and what is to stand there is chosen in it.
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const spot = place(ctx?.sourceElement);
  if (spot && (ctx.target === "#dialog" || ctx.target?.id === "dialog")) takeBack(spot, false);
});
document.addEventListener("focusout", (event) => {
  const spot = place(event.target);
  const form = event.target.form;
  if (!spot || !form || !before.has(spot) || spot.getAttribute("aria-busy") || spot.contains(event.relatedTarget)) return;
  if (entered(form) === form.dataset.as && !form.querySelector("[data-first-error]")) takeBack(spot, false);
  else form.requestSubmit();
});
// A choice made with the pointer is meant; the arrow keys go through the choices until Enter or Tab.
let pointed = null;
document.addEventListener("pointerdown", ({ target }) => (pointed = target.closest?.("[data-edit] select")));
document.addEventListener("keydown", () => (pointed = null));
document.addEventListener("change", ({ target }) => target === pointed && !target.multiple && target.form.requestSubmit());

// Shown at once: the input is hidden behind the text it will become.
document.addEventListener("htmx:before:request", (event) => {
  const form = event.detail.ctx.sourceElement;
  const spot = place(form);
  if (!spot || !form.matches("form")) return;
  const input = form.querySelector("input:not([type=hidden]), select, textarea");
  const text = input?.matches("select") ? input.selectedOptions[0]?.textContent : input?.value;
  spot.setAttribute("aria-busy", "true");
  form.hidden = true;
  spot.append(Object.assign(document.createElement("span"), { textContent: text?.trim() || "—" }));
});
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, (event) => {
    const { ctx } = event.detail;
    const spot = place(ctx?.sourceElement);
    if (spot && ctx.response?.status !== 422) takeBack(spot);
  });
}

// -- a call or a mail is followed by the question what came of it: <a href="tel:…" data-log="ADDRESS"> -----------------
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-log]");
  if (link) setTimeout(() => window.htmx.ajax("GET", link.dataset.log, { target: "#dialog" }), 400);
});
