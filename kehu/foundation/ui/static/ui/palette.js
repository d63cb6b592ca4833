// Search-and-go: one box that finds records and places; the keyboard alone is enough.

const palette = document.getElementById("palette");
const input = document.getElementById("palette-input");
const results = document.getElementById("palette-results");
const places = [...document.querySelectorAll("#palette-places [data-place]")];

const options = () => [...results.querySelectorAll("[role=option]")].filter((option) => !option.hidden);
const plain = (text) => text.toLowerCase().normalize("NFKD");

function open() {
  if (palette.open) return;
  palette.showModal();
  input.select();
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
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = results.querySelector("[aria-selected=true]") ?? options()[0];
      if (!chosen) return;
      if (event.ctrlKey || event.metaKey) window.open(chosen.href, "_blank", "noopener");
      else chosen.click();
    }
  });
  results.addEventListener("mousemove", (event) => select(event.target.closest("[role=option]")));
  results.addEventListener("click", (event) => event.target.closest("[role=option]") && palette.close());
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx?.target?.id === "palette-found") select(options()[0]);
  });
  document.addEventListener("click", (event) => event.target.closest("[data-palette-open]") && open());
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
}
