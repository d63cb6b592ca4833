// The page of a visit plan: stops are dragged or moved by key, the map is laid over the drawing where there are tiles,
// and the place of the phone is asked for when a route begins here or somebody checks in.
import { toast } from "../ui/kehu.js";

const own = document.querySelector("script[data-leaflet]");
const load = (src) => new Promise((ready) => document.head.append(Object.assign(document.createElement("script"), { src, onload: ready })));
const said = (text) => { const place = document.getElementById("route-said"); if (place) place.textContent = text; };

// -- the order ------------------------------------------------------------------------------------------------------
let focusOn = "";

function arranged() {
  const form = document.getElementById("arrangement");
  for (const one of form.querySelectorAll("[name=order]")) one.remove();
  const add = (value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "order", value }));
  for (const list of document.querySelectorAll("[data-day]")) {
    add(list.dataset.day);
    for (const stop of list.children) if (stop.dataset.stop) add(stop.dataset.stop);
  }
  form.requestSubmit();
}

function move(stop, up) {
  const list = stop.parentElement;
  const lists = [...document.querySelectorAll("[data-day]")];
  const beside = up ? stop.previousElementSibling : stop.nextElementSibling;
  const other = lists[lists.indexOf(list) + (up ? -1 : 1)];
  if (beside) beside[up ? "before" : "after"](stop);
  else if (other) other[up ? "append" : "prepend"](stop);
  else return;
  const number = [...stop.parentElement.children].indexOf(stop) + 1;
  said(`${stop.dataset.name}: ${number}`);
  arranged();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-move]");
  if (!button) return;
  const stop = button.closest("[data-stop]");
  focusOn = `#${CSS.escape(stop.id)} [data-move=${button.dataset.move}]`;
  move(stop, button.dataset.move === "up");
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const stop = event.target.closest?.("[data-stop]");
  if (!stop || !document.getElementById("arrangement")) return;
  event.preventDefault();
  focusOn = `#${CSS.escape(stop.id)}`;
  move(stop, event.key === "ArrowUp");
});

async function sortable() {
  if (!document.getElementById("arrangement")) return;
  if (!window.Sortable) await load(own.dataset.sortable);
  for (const list of document.querySelectorAll("[data-day]")) {
    window.Sortable.create(list, {
      group: "stops", animation: 120, delay: 150, delayOnTouchOnly: true, filter: "a, button, .r-held", preventOnFilter: false, onEnd: arranged,
    });
  }
}

// -- the map ----------------------------------------------------------------------------------------------------------
async function laid() {
  const figure = document.querySelector("[data-map]");
  if (!figure || figure.dataset.laid) return;
  figure.dataset.laid = "1";
  if (!window.L) await load(own.dataset.leaflet);
  const { L } = window;
  const { tiles, attribution, days } = JSON.parse(figure.dataset.map);
  const pane = document.createElement("div");
  pane.className = "r-leaflet";
  figure.querySelector("svg").replaceWith(pane);
  figure.querySelector("figcaption").hidden = true;
  const map = L.map(pane, { attributionControl: Boolean(attribution) });
  const safe = Object.assign(document.createElement("span"), { textContent: attribution }).innerHTML;
  map.attributionControl?.setPrefix("Leaflet");
  L.tileLayer(tiles, { attribution: safe, maxZoom: 19 }).addTo(map);
  const all = [];
  days.forEach(({ start, stops }, number) => {
    const way = [...(start ? [start] : []), ...stops.map((one) => one.at)];
    all.push(...way);
    L.polyline(way, { className: `r-line r-day-${number % 5}` }).addTo(map);
    for (const one of stops) {
      const mark = L.divIcon({ className: `r-mark r-day-${number % 5}`, html: String(one.number), iconSize: [24, 24] });
      L.marker(one.at, { icon: mark, title: one.name, alt: one.name }).addTo(map).on("click", () => document.getElementById(`stop-${one.id}`)?.focus());
    }
  });
  map.fitBounds(all, { padding: [24, 24], maxZoom: 16 });
}

// -- where the phone is -------------------------------------------------------------------------------------------------
async function here(button) {
  button.setAttribute("aria-busy", "true");
  try {
    const { coords } = await new Promise((found, refused) =>
      navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 }));
    return { latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6) };
  } catch {
    toast(button.dataset.failed, "bad");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", async (event) => {
  const near = event.target.closest?.("[data-go-nearby]");
  const begin = event.target.closest?.("[data-begin-here]");
  if (!near && !begin) return;
  const place = await here(near ?? begin);
  if (!place) return;
  if (near) location.assign(`?${new URLSearchParams(place)}`);
  else htmx.ajax("POST", begin.dataset.beginHere, { values: { start: "here", ...place }, swap: "none" });
});

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-tick-all]")) return;
  for (const one of document.querySelectorAll("[name=customer]")) one.checked = event.target.checked;
});

// -- beginning, and beginning again after a part was loaded ----------------------------------------------------------------
function begin() {
  sortable();
  laid();
}

document.addEventListener("htmx:after:swap", () => {
  begin();
  // The first tap opened the dialog; the place is asked for without a tap of its own.
  const place = document.querySelector("#dialog [data-check-in] [data-place][aria-pressed=false]");
  if (place && !place.dataset.asked && document.documentElement.classList.contains("k-knows-place")) {
    place.dataset.asked = "1";
    place.click();
  }
  if (!focusOn || document.querySelector("#dialog[open]")) return;
  document.querySelector(focusOn)?.focus();
  focusOn = "";
});
begin();
