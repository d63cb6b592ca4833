// Search-and-go: one box that finds records and places, and acts on the open record or the ticked rows; the keyboard alone
// is enough. What one has chosen lately (data-command) stands first in its group.

import { close as leaveDialog } from "./dialogs.js";

const palette = document.getElementById("palette");
const input = document.getElementById("palette-input");
const results = document.getElementById("palette-results");
const places = document.getElementById("palette-places")?.getElementsByTagName("a") ?? [];

const RECENT = "kehu:commands";
const MOST_RECENT = 30;
const dialog = document.getElementById("dialog");

const recent = () => JSON.parse(localStorage.getItem(RECENT) ?? "[]");
const options = () => [...results.querySelectorAll("[role=option]")].filter((option) => !option.hidden);
const plain = (text) => text.toLowerCase().normalize("NFKD");

function open() {
  if (palette.open) return;
  palette.showModal();
  input.select();
  recentFirst(document.getElementById("palette-places"));
  narrow();
  input.dispatchEvent(new Event("palette-opened"));
}

// Places are few and here already; records come from the server into #palette-found.
function narrow() {
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  for (const place of places) {
    const name = plain(place.dataset.place);
    place.hidden = !words.every((word) => name.includes(word));
  }
  select(options()[0]);
}

function remember(option) {
  const { command } = option.dataset;
  if (command) localStorage.setItem(RECENT, JSON.stringify([command, ...recent().filter((one) => one !== command)].slice(0, MOST_RECENT)));
}

function recentFirst(group) {
  const lately = recent();
  const known = [...(group?.querySelectorAll(":scope > [data-command]") ?? [])];
  const chosen = known.filter((one) => lately.includes(one.dataset.command));
  chosen.sort((one, other) => lately.indexOf(other.dataset.command) - lately.indexOf(one.dataset.command));
  for (const one of chosen) {
    const heading = group.querySelector(":scope > .k-menu-heading");
    if (heading) heading.after(one);
    else group.prepend(one);
  }
}

function select(option) {
  for (const other of results.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
  input.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.id ||= `palette-${Math.random().toString(36).slice(2)}`;
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  select(all[(now + by + all.length) % all.length]);
}

if (palette) {
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault(); // else a search box is emptied first
      palette.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = results.querySelector("[aria-selected=true]") ?? options()[0];
      if (!chosen) return;
      if ((event.ctrlKey || event.metaKey) && chosen.getAttribute("href") !== "#") window.open(chosen.href, "_blank", "noopener");
      else chosen.click();
    }
  });
  results.addEventListener("mousemove", (event) => select(event.target.closest("[role=option]")));
  // What is being entered in a dialog is not lost to a command.
  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || !dialog.open) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    palette.close();
    leaveDialog().then((left) => left && option.click());
  }, true);
  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    if (option.getAttribute("href") === "#") event.preventDefault();
    remember(option);
    palette.close();
  });
  // How many rows are ticked, that what can be done to them is offered.
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement !== input) return;
    const inputs = [...document.querySelectorAll("#list-picked input")];
    if (!inputs.length || document.getElementById("list-bulk")?.hidden) return;
    const url = new URL(ctx.request.action, location.href);
    url.searchParams.set("picked", inputs.some((one) => one.name === "all") ? "all" : inputs.length);
    ctx.request.action = url.pathname + url.search;
  });
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx?.target?.id !== "palette-found") return;
    recentFirst(document.querySelector("#palette-found [data-recent-first]"));
    select(options()[0]);
  });
  document.addEventListener("click", (event) => event.target.closest("[data-palette-open]") && open());
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
}
