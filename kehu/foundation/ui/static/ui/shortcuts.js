// Keys: an element with data-shortcut="e" or "g c" is clicked (an input: focused) when they are typed outside of inputs.
// Its label is data-shortcut-label, else its aria-label or text; "?" lists all of the page, and the keys that scripts
// answer themselves: data-keys="J" with a label.

const list = document.getElementById("shortcut-list");
const dialog = document.getElementById("shortcuts");
const TYPED_IN = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const PAUSE = 1200;
let typed = "";
let timer;

const declared = () => [...document.querySelectorAll("[data-shortcut], [data-keys]")].filter((one) => !one.closest("dialog:not([open])"));
const shortcuts = () => declared().filter((one) => one.dataset.shortcut && !one.closest("[hidden]"));

function act(element) {
  if (element.matches(TYPED_IN)) {
    element.focus();
    element.select?.();
  } else element.click();
}

function named(event) {
  const key = event.key.toLowerCase();
  return event.shiftKey && key !== event.key ? `shift+${key}` : key;
}

function press(key) {
  const wanted = typed ? `${typed} ${key}` : key;
  const found = shortcuts().find((one) => one.dataset.shortcut.toLowerCase() === wanted);
  clearTimeout(timer);
  typed = "";
  if (found) {
    act(found);
    return true;
  }
  if (!shortcuts().some((one) => one.dataset.shortcut.toLowerCase().startsWith(`${wanted} `))) return false;
  typed = wanted;
  timer = setTimeout(() => (typed = ""), PAUSE);
  document.querySelector(`[data-shortcut-menu="${wanted}"]`)?.setAttribute("open", "");
  document.querySelector(`[data-shortcut-menu="${wanted}"] .k-menu-item`)?.focus();
  return true;
}

function show() {
  for (const old of list.querySelectorAll("[data-found]")) old.remove();
  const seen = new Set();
  for (const one of declared()) {
    const keys = one.dataset.shortcut ?? one.dataset.keys;
    if (seen.has(keys)) continue;
    seen.add(keys);
    const row = document.createElement("div");
    row.dataset.found = "";
    const label = one.dataset.shortcutLabel || one.getAttribute("aria-label") || one.textContent.trim();
    row.append(Object.assign(document.createElement("dt"), { textContent: label }), document.createElement("dd"));
    for (const key of keys.split(" ")) {
      row.lastChild.append(Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }), " ");
    }
    list.append(row);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const form = event.target.form ?? event.target.closest?.("form");
  const save = event.key === "Enter" || event.key.toLowerCase() === "s";
  if ((event.ctrlKey || event.metaKey) && save && form && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPED_IN)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    show();
  } else if (event.key.length === 1 && press(named(event))) event.preventDefault();
});
document.addEventListener("click", (event) => event.target.closest("[data-shortcuts-open]") && show());
