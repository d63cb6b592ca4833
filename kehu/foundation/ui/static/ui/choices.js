// Choices that search: type, arrow keys, Enter. Options stand in the page or come from data-options?q=…. An option with
// data-make makes what is missing at that address and is chosen then, without leaving the form.

import { toast } from "./kehu.js";

const WAIT = 120;
const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");

class Choice {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("[role=combobox]");
    this.box = root.querySelector("[role=listbox]");
    this.value = root.querySelector("[data-value]:not([role])");
    this.multiple = "multiple" in root.dataset;
    this.label = this.input.value;
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.search(""));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.leave(), 150));
    this.box.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.choose(event.target.closest("[role=option]"));
    });
    root.addEventListener("click", (event) => event.target.closest("[data-remove]") && this.remove(event.target));
  }

  get options() {
    return [...this.box.querySelectorAll("[role=option]")].filter((option) => !option.hidden);
  }

  search(text = this.input.value) {
    clearTimeout(this.timer);
    if (!this.root.dataset.options) {
      const wanted = text.trim().toLowerCase();
      for (const option of this.box.querySelectorAll("[role=option]")) {
        option.hidden = !option.dataset.label.toLowerCase().includes(wanted);
      }
      this.show();
      return;
    }
    this.timer = setTimeout(() => this.fetch(text), WAIT);
  }

  async fetch(text) {
    this.asked?.abort();
    this.asked = new AbortController();
    const url = new URL(this.root.dataset.options, location.href);
    url.searchParams.set("q", text.trim());
    try {
      const answer = await fetch(url, { signal: this.asked.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      this.box.innerHTML = await answer.text();
      if (document.activeElement === this.input) this.show();
    } catch {
      // typed on before the answer came, or no network: the next key asks again
    }
  }

  show() {
    this.box.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(this.input.value ? this.options[0] : null);
  }

  hide() {
    this.box.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark(option) {
    for (const other of this.box.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    option.id ||= `${this.box.id}-${this.options.indexOf(option)}`;
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    const all = this.options;
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.box.hidden) this.search("");
      else this.mark(all[(now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter" && !this.box.hidden && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.choose(all[now] ?? all[0]);
    } else if (event.key === "Escape" && !this.box.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    } else if (event.key === "Backspace" && this.multiple && !this.input.value) {
      this.root.querySelector("[data-chosen] > :last-child")?.remove();
      this.changed();
    }
  }

  choose(option) {
    if (!option) return;
    if (option.dataset.make) return this.make(option.dataset);
    this.take(option.dataset);
  }

  take({ value, label }) {
    if (this.multiple) {
      this.add(value, label);
      this.input.value = "";
    } else {
      this.value.value = value;
      this.input.value = this.label = label;
    }
    this.hide();
    this.changed();
  }

  // What is made as part of another record (data-within) belongs to the one that the same form has chosen.
  async make({ make, name, within }) {
    this.hide();
    if (this.root.getAttribute("aria-busy")) return;
    this.root.setAttribute("aria-busy", "true");
    const whole = within && this.input.form?.querySelector(`[data-options*="/options/${within}/"] [data-value]`);
    const body = new URLSearchParams({ name, within: whole?.value ?? "" });
    try {
      const answer = await fetch(make, { method: "POST", body, headers: { ...csrf } });
      const { message, value, label } = await answer.json();
      toast(message, answer.ok ? "good" : "bad");
      if (answer.ok) this.take({ value, label });
      else this.input.value = this.label;
    } catch {
      toast(this.root.dataset.failed, "bad");
      this.input.value = this.label;
    }
    this.root.removeAttribute("aria-busy");
    this.input.focus();
  }

  add(value, label) {
    const chosen = this.root.querySelector("[data-chosen]");
    if ([...chosen.querySelectorAll("input")].some((one) => one.value === value)) return;
    const chip = Object.assign(document.createElement("span"), { className: "k-chip" });
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: this.root.dataset.name, value });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" });
    button.dataset.remove = "";
    button.setAttribute("aria-label", `${this.root.dataset.removeLabel} ${label}`);
    chip.append(input, label, button);
    chosen.append(chip);
  }

  remove(target) {
    target.closest(".k-chip").remove();
    this.input.focus();
    this.changed();
  }

  changed() {
    (this.value ?? this.input).dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What was typed but not chosen does not stand: the input shows what will be sent.
  leave() {
    if (document.activeElement === this.input) return;
    this.hide();
    if (this.multiple) this.input.value = "";
    else if (!this.input.value.trim() && this.value.value) {
      this.value.value = this.label = "";
      this.changed();
    } else this.input.value = this.label;
  }
}

function start() {
  for (const root of document.querySelectorAll("[data-combobox]:not([data-started])")) {
    root.dataset.started = "";
    new Choice(root);
  }
}

start();
document.addEventListener("htmx:after:swap", start);
