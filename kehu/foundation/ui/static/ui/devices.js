// What the device at hand can do: take dictation, and say where it is.
//   data-dictate="id"       on a button: what is said becomes text in the input with this id
//   data-place              on a button: fills latitude and longitude of its form
//   data-nearby="address"   on a button: fetches the address with latitude and longitude into data-into
// Buttons that need an ear or a place (k-needs-ear, k-needs-place) are hidden where the browser has none.
import { toast } from "./kehu.js";

const root = document.documentElement;
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const SPOKEN = { "zh-hans": "zh-CN", "zh-hant": "zh-TW" };
root.classList.toggle("k-hears", Boolean(Recognition) && isSecureContext);
root.classList.toggle("k-knows-place", Boolean(navigator.geolocation) && isSecureContext);

// -- dictation ------------------------------------------------------------------------------------------------------
let ear = null;

function hear(button) {
  const field = document.getElementById(button.dataset.dictate);
  const before = field.value && `${field.value.trimEnd()} `;
  ear = new Recognition();
  Object.assign(ear, { lang: SPOKEN[root.lang.toLowerCase()] ?? root.lang, continuous: true, interimResults: true });
  ear.onresult = ({ results }) => {
    field.value = before + [...results].map(([best]) => best.transcript).join("");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  ear.onerror = ({ error }) => ["aborted", "no-speech"].includes(error) || toast(button.dataset.failed, "bad");
  ear.onend = () => {
    button.setAttribute("aria-pressed", "false");
    ear = null;
    field.focus();
  };
  button.setAttribute("aria-pressed", "true");
  ear.start();
}

// -- where we are ---------------------------------------------------------------------------------------------------
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

async function fill(button) {
  const found = await here(button);
  if (!found) return;
  for (const [name, value] of Object.entries(found)) button.form.elements[name].value = value;
  button.setAttribute("aria-pressed", "true");
  for (const one of button.form.querySelectorAll("[data-with-place]")) one.hidden = false;
}

async function nearby(button) {
  const found = await here(button);
  if (found) htmx.ajax("GET", `${button.dataset.nearby}?${new URLSearchParams(found)}`, { target: button.dataset.into, swap: "innerHTML" });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-dictate], [data-place], [data-nearby]");
  if (!button) return;
  if ("place" in button.dataset) return fill(button);
  if (button.dataset.nearby) return nearby(button);
  if (ear) return ear.stop();
  hear(button);
});
