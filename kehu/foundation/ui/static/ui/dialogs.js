// The page's one dialog: whatever htmx puts into #dialog is shown, and what is typed there is not lost by a slip.

const dialog = document.getElementById("dialog");
const question = document.getElementById("confirm");
const words = document.getElementById("toasts")?.dataset ?? {};
let opener = null;
let before = "";

const content = () => {
  const form = dialog.querySelector("form");
  return form ? new URLSearchParams(new FormData(form)).toString() : "";
};
const dirty = () => dialog.open && content() !== before;

// Asks in our own dialog; resolves to true when the user says yes.
export function ask(text) {
  document.getElementById("confirm-text").textContent = text;
  question.returnValue = "no";
  question.showModal();
  return new Promise((resolve) =>
    question.addEventListener("close", () => resolve(question.returnValue === "yes"), { once: true }),
  );
}

// Closes the dialog if nothing in it is lost, or the user wants to lose it; resolves to whether it is closed.
export async function close() {
  if (dirty() && !(await ask(words.unsaved))) return false;
  shut();
  return true;
}

function shut() {
  dialog.close();
}

dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
});
dialog.addEventListener("cancel", (event) => {
  if (event.target !== dialog) return;
  event.preventDefault();
  close();
});
dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.preventDefault();
  close();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (!button) return;
  if (dialog.contains(button)) close();
  else button.closest("dialog")?.close();
});

// Forms that come in a dialog post inside it; a submit button in the foot belongs to the only form there is.
document.addEventListener("htmx:before:process", () => {
  for (const form of dialog.querySelectorAll("form")) {
    if (form.hasAttribute("hx-post") || form.hasAttribute("hx-get") || form.method !== "post") continue;
    form.setAttribute("hx-post", form.getAttribute("action") || location.pathname);
    form.setAttribute("hx-target", "#dialog");
  }
  const form = dialog.querySelector("form");
  for (const button of dialog.querySelectorAll(".k-dialog-foot [type=submit]")) {
    if (!button.form && form) button.setAttribute("form", (form.id ||= "dialog-form"));
  }
});
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.target !== dialog || dialog.open) return;
  const source = ctx.sourceElement;
  // A menu is closed by then: the focus goes back to what opens it; search-and-go has given it back already.
  opener = source.closest("#palette") ? document.activeElement : source.closest("details.k-dropdown")?.querySelector("summary") ?? (source === document.body ? document.activeElement : source);
});
document.addEventListener("htmx:after:swap", (event) => {
  // An answer that was sent here by its header names the dialog in words.
  if (![dialog, "#dialog"].includes(event.detail.ctx?.target) || !dialog.firstElementChild) return;
  const fresh = !dialog.open;
  if (fresh) dialog.showModal();
  if (fresh || !dialog.querySelector("[data-first-error]")) before = content();
  const first = dialog.querySelector("[data-first-error], [autofocus]")
    ?? dialog.querySelector(".k-dialog-body :is(input:not([type=hidden]), select, textarea, button, a)");
  first?.focus();
});
document.body.addEventListener("saved", () => dialog.open && shut());

// -- questions before what cannot be taken back ---------------------------------------------------------------------
document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  ask(ctx.confirm).then((yes) => (yes ? issueRequest() : dropRequest()));
});
document.addEventListener("submit", (event) => {
  const text = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (!text || event.target.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { target: form, submitter } = event;
  ask(text).then((yes) => {
    if (!yes) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  });
}, true);
