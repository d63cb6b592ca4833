// The calendar page: FullCalendar fed from the shown range only; what is dragged goes back if the server refuses.
import { toast } from "../ui/kehu.js";

const place = document.getElementById("calendar");
const { entries, move, locale, zone, failed, moved } = place.dataset;
const team = document.getElementById("calendar-team");
const phone = matchMedia("(max-width: 767px)");
const clock = { hour: "2-digit", minute: "2-digit", hour12: false }; // hours from 0 to 23, as everywhere
const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");

const calendar = new FullCalendar.Calendar(place, {
  locale,
  // Moments come and go as they stand on the reader's own clock, which need not be that of the device.
  timeZone: zone,
  now: () => new Date().toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T"),
  initialView: localStorage.getItem("kehu:calendar") ?? (phone.matches ? "listWeek" : "timeGridWeek"),
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
  eventSources: [
    {
      url: entries,
      extraParams: () => (team?.checked ? { team: "1" } : {}),
      failure: () => toast(failed, "bad"),
    },
  ],
  eventDidMount: ({ event, el, view }) => {
    el.classList.toggle("i-in-month", view.type === "dayGridMonth");
    const more = [event.title, event.extendedProps.who, event.extendedProps.place].filter(Boolean).join("\n");
    el.title = more;
  },
  eventClick: (info) => {
    if (!info.event.id.startsWith("task:") || info.jsEvent.ctrlKey || info.jsEvent.metaKey) return;
    info.jsEvent.preventDefault();
    htmx.ajax("GET", info.event.url, { target: "#dialog" });
  },
  dateClick: (info) => {
    if (place.dataset.new) htmx.ajax("GET", `${place.dataset.new}?day=${info.dateStr.slice(0, 10)}`, { target: "#dialog" });
  },
  datesSet: ({ view }) => localStorage.setItem("kehu:calendar", view.type),
  eventDrop: save,
  eventResize: save,
});

async function save({ event, revert }) {
  const body = new URLSearchParams({ id: event.id, start: event.startStr, all_day: event.allDay });
  if (event.end && event.id.startsWith("visit:")) body.set("end", event.endStr);
  try {
    const answer = await fetch(move, { method: "POST", body, headers: { ...csrf } });
    if (answer.ok) return toast(moved, "good");
    revert();
    const { message } = await answer.json().catch(() => ({}));
    toast(message ?? failed, "bad");
  } catch {
    revert();
    toast(failed, "bad");
  }
}

team?.addEventListener("change", () => calendar.refetchEvents());
for (const event of ["changed-task", "changed-visit"]) document.body.addEventListener(event, () => calendar.refetchEvents());
calendar.render();
