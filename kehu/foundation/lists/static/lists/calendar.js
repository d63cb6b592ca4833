// The calendar of a list: fed from the shown range only, under the list's own filter; what is dragged goes back if refused.
import { toast } from "../ui/kehu.js";

const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
const phone = matchMedia("(max-width: 767px)");
let calendar = null;

function script(address) {
  if (window.FullCalendar) return Promise.resolve();
  return new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject }));
  });
}

async function entries(place, info) {
  const url = new URL(place.dataset.entries, location.href);
  url.searchParams.set("part", "entries");
  url.searchParams.set("span_start", info.startStr);
  url.searchParams.set("span_end", info.endStr);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function save(place, { event, revert }) {
  const body = new URLSearchParams({ id: event.id, start: event.startStr, all_day: String(event.allDay) });
  if (event.end) body.set("end", event.endStr);
  try {
    const answer = await fetch(place.dataset.move, { method: "POST", body, headers: { ...csrf } });
    if (answer.ok) return toast(place.dataset.moved, "good");
    revert();
    const { message } = await answer.json().catch(() => ({}));
    toast(message ?? place.dataset.failed, "bad");
  } catch {
    revert();
    toast(place.dataset.failed, "bad");
  }
}

async function start() {
  const place = document.getElementById("list-calendar");
  if (!place || place.childElementCount) return;
  await script(place.dataset.script);
  calendar?.destroy();
  const memory = `kehu:calendar:${place.dataset.object}`;
  calendar = new window.FullCalendar.Calendar(place, {
    locale: place.dataset.locale,
    // Moments come and go as they stand on the reader's own clock, which need not be that of the device.
    timeZone: place.dataset.zone,
    now: () => new Date().toLocaleString("sv-SE", { timeZone: place.dataset.zone }).replace(" ", "T"),
    initialView: localStorage.getItem(memory) ?? (phone.matches ? "listWeek" : "dayGridMonth"),
    headerToolbar: phone.matches
      ? { left: "prev,next", center: "title", right: "timeGridDay,listWeek,dayGridMonth" }
      : { left: "prev,next today", center: "title", right: "dayGridMonth,timeGridWeek,timeGridDay,listMonth" },
    height: "auto",
    nowIndicator: true,
    dayMaxEvents: true,
    eventTimeFormat: clock,
    slotHeaderFormat: clock,
    displayEventEnd: false,
    eventMinHeight: 22,
    scrollTime: "08:00",
    slotMinTime: "06:00",
    slotMaxTime: "23:00",
    firstDay: 1,
    editable: false,
    events: (info, done, failed) =>
      entries(place, info).then(done, (problem) => {
        toast(place.dataset.failed, "bad");
        failed(problem);
      }),
    eventDidMount: ({ event, el, view }) => {
      el.title = event.title;
      el.classList.toggle("k-in-month", view.type === "dayGridMonth");
    },
    datesSet: ({ view }) => localStorage.setItem(memory, view.type),
    eventDrop: (info) => save(place, info),
    eventResize: (info) => save(place, info),
  });
  calendar.render();
}

start();
const object = document.getElementById("list")?.dataset.object;
document.addEventListener("htmx:after:swap", (event) => event.detail.ctx?.target?.id === "list" && start());
if (object) document.body.addEventListener(`changed-${object}`, () => calendar?.refetchEvents());
