// Forms that lose nothing: the first wrong input gets the focus, drafts survive a reload, leaving asks first.
//   data-draft="key"  on a form or textarea: what is typed is kept in this browser until it is sent
//   data-guard        on a form: leaving the page with unsaved input asks first

const DRAFT = "kehu:draft:";
const DAYS = 14 * 24 * 3600 * 1000;
const sent = new WeakSet();

function fields(owner) {
  const all = owner.matches("form") ? [...owner.elements] : [owner];
  return all.filter((one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type));
}

function read(owner) {
  return fields(owner).map((one) => [one.name, ["checkbox", "radio"].includes(one.type) ? one.checked : one.value]);
}

function keep(owner) {
  const values = read(owner);
  const empty = values.every(([, value]) => value === "" || value === false);
  if (empty) localStorage.removeItem(DRAFT + owner.dataset.draft);
  else localStorage.setItem(DRAFT + owner.dataset.draft, JSON.stringify({ at: Date.now(), values }));
}

function restore(owner) {
  const kept = JSON.parse(localStorage.getItem(DRAFT + owner.dataset.draft) ?? "null");
  if (!kept) return;
  fields(owner).forEach((one, place) => {
    const [name, value] = kept.values[place] ?? [];
    if (name !== one.name) return;
    if (typeof value === "boolean") one.checked = value;
    else if (!one.value) one.value = value;
  });
  owner.dispatchEvent(new Event("draft-restored", { bubbles: true }));
}

export function forget(key) {
  localStorage.removeItem(DRAFT + key);
}

function start(root) {
  for (const owner of root.querySelectorAll?.("[data-draft]:not([data-started])") ?? []) {
    owner.dataset.started = "";
    restore(owner);
  }
  for (const form of root.querySelectorAll?.("form[data-guard]:not([data-before])") ?? []) {
    form.dataset.before = JSON.stringify(read(form));
  }
}

for (const key of Object.keys(localStorage)) {
  if (!key.startsWith(DRAFT)) continue;
  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!kept || Date.now() - kept.at > DAYS) localStorage.removeItem(key);
}
start(document);
document.addEventListener("htmx:after:swap", () => start(document));
document.querySelector("main [data-first-error]")?.focus();

document.addEventListener("input", (event) => {
  const owner = event.target.closest("[data-draft]");
  if (owner) keep(owner);
});
document.addEventListener("submit", (event) => sent.add(event.target));
// A draft is done with once the server has taken it, not when it was sent.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const owner = ctx.sourceElement.matches("[data-draft]") ? ctx.sourceElement : ctx.sourceElement.querySelector("[data-draft]");
  if (owner && ctx.response.status < 400) forget(owner.dataset.draft);
  if (ctx.response.status >= 400) sent.delete(ctx.sourceElement);
});
window.addEventListener("pageshow", () => {
  for (const done of document.querySelectorAll("[data-draft-done]")) forget(done.dataset.draftDone);
});

window.addEventListener("beforeunload", (event) => {
  const open = [...document.querySelectorAll("form[data-guard]")];
  if (open.some((form) => !sent.has(form) && form.dataset.before && form.dataset.before !== JSON.stringify(read(form)))) {
    event.preventDefault();
  }
});

// -- text areas grow where the browser does not do it by itself ------------------------------------------------------
if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    event.target.style.height = "auto";
    event.target.style.height = `${event.target.scrollHeight + 2}px`;
  });
}
