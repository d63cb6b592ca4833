// Keeps the page informed: one EventSource per visible page, for the topics its elements name in data-topic.
//
// A message {"changed": "customer"} becomes the event "changed-customer" on the body, which htmx parts listen to; a
// notice becomes "changed-notices"; presence is written into [data-presence] elements; after a loss every part reloads.

let source = null;

const topics = () => [...new Set([...document.querySelectorAll("[data-topic]")].map((one) => one.dataset.topic))];

function fire(name, detail = {}) {
  document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

// A part that is being typed into is not pulled away: what others changed waits until the input is left.
function whenIdle(act) {
  const typing = document.activeElement?.closest("main input, main textarea, main select");
  if (!typing) act();
  else typing.addEventListener("focusout", () => setTimeout(() => whenIdle(act), 800), { once: true });
}

function hear(event) {
  const message = JSON.parse(event.data);
  // One's own change has already reloaded what it touched.
  if (!message.changed || message.by === document.body.dataset.userId) return;
  whenIdle(() => fire(`changed-${message.changed}`, message));
}

function loadAgain() {
  whenIdle(() => ["customer", "interaction", "task", "visit", "notice"].forEach((one) => fire(`changed-${one}`)));
}

function showPresence(event) {
  const { topic, people } = JSON.parse(event.data);
  const me = document.body.dataset.userId;
  const others = people.filter((person) => person.id !== me);
  for (const place of document.querySelectorAll(`[data-presence="${CSS.escape(topic)}"]`)) {
    place.replaceChildren(
      ...others.slice(0, 5).map((person) => {
        const mark = document.createElement("span");
        mark.className = "k-presence";
        mark.textContent = initials(person.name);
        mark.title = person.name;
        return mark;
      }),
    );
    place.hidden = others.length === 0;
  }
}

const isChinese = (text) => /[\u3400-\u9fff]/.test(text);
function initials(name) {
  if (isChinese(name)) return name.slice(-2);
  return name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
}

function open() {
  if (source || document.hidden || !document.body.dataset.userId) return;
  const query = topics().map((topic) => `topic=${encodeURIComponent(topic)}`).join("&");
  source = new EventSource(`/push/?${query}`);
  source.addEventListener("message", hear);
  source.addEventListener("presence", showPresence);
  source.addEventListener("resync", loadAgain);
}

function close() {
  source?.close();
  source = null;
}

// A hidden page holds no connection: browsers allow six per host. What it missed it loads when it is looked at again.
let hiddenSince = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenSince = Date.now();
    close();
    return;
  }
  open();
  if (Date.now() - hiddenSince > 30_000) loadAgain();
});
addEventListener("pagehide", close);
open();
