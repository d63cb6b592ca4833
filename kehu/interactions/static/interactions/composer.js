// The composer: drafts that survive a reload, one-key choices, quick picks, names after an @.

const DRAFT = "kehu:draft:";

// -- drafts ---------------------------------------------------------------------------------------------------------
const savable = (field) => field.name && !["file", "hidden", "password"].includes(field.type) && field.name !== "csrfmiddlewaretoken";

function keep(form) {
  const values = {};
  for (const field of form.elements) {
    if (!savable(field)) continue;
    if (["checkbox", "radio"].includes(field.type)) { if (field.checked) values[field.name] = field.value; }
    else if (field.value) values[field.name] = field.value;
  }
  const typed = ["body", "title", "purpose", "subject"].some((name) => values[name]);
  if (typed) localStorage.setItem(DRAFT + form.dataset.draft, JSON.stringify(values));
  else localStorage.removeItem(DRAFT + form.dataset.draft);
}

function restore(form) {
  const stored = localStorage.getItem(DRAFT + form.dataset.draft);
  if (!stored || form.dataset.restored) return;
  form.dataset.restored = "yes";
  for (const [name, value] of Object.entries(JSON.parse(stored))) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["checkbox", "radio"].includes(field.type)) field.checked = field.value === value;
      else if (!field.value || field.tagName === "SELECT") field.value = value;
    }
  }
}

const drafted = (target) => target.closest?.("#composer form[data-draft]");
document.addEventListener("input", (event) => { const form = drafted(event.target); if (form) keep(form); });
document.addEventListener("htmx:after:swap", () => {
  const form = document.querySelector("#composer form[data-draft]");
  if (form) restore(form);
  document.querySelector("#composer [autofocus]")?.focus();
  // What stands in the composer no longer is what was saved: after the next-step question the draft is history.
  const saved = document.querySelector("#composer [data-next-step], #composer-open");
  if (saved && sent) { localStorage.removeItem(DRAFT + sent); sent = ""; }
});
let sent = "";
document.addEventListener("htmx:before:request", (event) => {
  const form = event.detail.ctx?.sourceElement?.closest?.("form[data-draft]");
  if (form && event.detail.ctx.sourceElement === form) sent = form.dataset.draft;
});

// -- keys -----------------------------------------------------------------------------------------------------------
const typing = (target) => target.matches?.("input, textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const composer = document.getElementById("composer");
  const form = event.target.closest?.("#composer form");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape" && composer?.contains(event.target)) {
    composer.querySelector("[data-composer-close]")?.click();
  } else if (event.key === "n" && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const open = document.getElementById("composer-open");
    if (open && !document.querySelector("[data-shortcuts-ready]")) { event.preventDefault(); open.click(); }
  }
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-next-step]");
  const key = { 1: "tomorrow", 2: "week", 3: "pick" }[event.key];
  if (!form || !key || !event.altKey && typing(event.target) && event.target.value) return;
  const choice = form.querySelector(`[value="${key}"]`);
  const title = form.querySelector("[name=title]");
  event.preventDefault();
  const day = form.querySelector("[name=day]");
  if (key === "pick" && !day.value) { day.focus(); day.showPicker?.(); return; }
  if (!title.value) title.value = title.placeholder.split(",")[0].split("，")[0].split("、")[0];
  form.requestSubmit(choice);
});

// -- quick picks ----------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-set-minutes], [data-set-outcome]");
  const form = pick?.closest("form");
  if (!form) return;
  const name = pick.dataset.setMinutes ? "minutes" : "outcome";
  const field = form.querySelector(`[name=${name}]`);
  field.value = pick.dataset.setMinutes ?? pick.dataset.setOutcome;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// -- names after an @ -----------------------------------------------------------------------------------------------
let list = null;
const shut = () => { list?.remove(); list = null; };
document.addEventListener("input", async (event) => {
  const area = event.target.closest?.("[data-mentions]");
  if (!area) return;
  const found = /@([^\s@]{1,20})$/.exec(area.value.slice(0, area.selectionStart));
  if (!found) return shut();
  const address = document.querySelector("[data-people]").dataset.people;
  const answer = await fetch(`${address}?q=${encodeURIComponent(found[1])}`);
  if (!answer.ok || area.value.slice(0, area.selectionStart).slice(-found[0].length) !== found[0]) return;
  const { people } = await answer.json();
  shut();
  if (!people.length) return;
  list = document.createElement("div");
  list.className = "k-menu i-mentions";
  for (const one of people) {
    const item = Object.assign(document.createElement("button"), { type: "button", className: "k-menu-item", textContent: one.name });
    item.addEventListener("click", () => insert(area, found[0].length, one.name));
    list.append(item);
  }
  area.closest(".k-field").append(list);
});
function insert(area, length, name) {
  const end = area.selectionStart;
  area.setRangeText(`@${name} `, end - length, end, "end");
  shut();
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
document.addEventListener("keydown", (event) => {
  if (!list) return;
  const items = [...list.children];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") { shut(); event.stopPropagation(); event.preventDefault(); }
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
    event.preventDefault();
  } else if ((event.key === "Enter" || event.key === "Tab") && at < 0 && !event.ctrlKey) { items[0].click(); event.preventDefault(); }
}, true);
