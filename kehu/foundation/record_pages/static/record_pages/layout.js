// “Edit layout”: pieces are moved between places by drag, by their buttons, or by Shift and arrow keys.

const form = document.getElementById("arrangement");
const status = document.getElementById("moved");
let moving = null;

const places = (piece) => [...piece.closest("[data-board]").querySelectorAll("[data-place]")];
const name = (piece) => piece.getAttribute("aria-label");
const heading = (place) => place.closest("section").querySelector("h2")?.textContent ?? place.closest("section").querySelector("input")?.value ?? "";

function allowed(piece, place) {
  return place.closest("[data-board]") === piece.closest("[data-board]") && !(piece.hasAttribute("data-fixed") && place.dataset.place === "hidden");
}

function told(piece) {
  const place = piece.parentElement;
  status.textContent = `${name(piece)}: ${heading(place)}, ${[...place.children].indexOf(piece) + 1}/${place.children.length}`;
}

function move(piece, direction) {
  const place = piece.parentElement;
  if (direction === "up" && piece.previousElementSibling) piece.previousElementSibling.before(piece);
  else if (direction === "down" && piece.nextElementSibling) piece.nextElementSibling.after(piece);
  else {
    // From the end of a place on into the next, so that two buttons reach everywhere.
    const all = places(piece);
    const step = direction === "left" || direction === "up" ? -1 : 1;
    for (let at = all.indexOf(place) + step; at >= 0 && at < all.length; at += step) {
      if (!allowed(piece, all[at])) continue;
      if (direction === "down") all[at].prepend(piece);
      else all[at].append(piece);
      break;
    }
  }
  piece.focus();
  told(piece);
}

function walk(piece, key) {
  const sibling = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[key];
  if (sibling) return piece[sibling]?.focus();
  const all = places(piece);
  const step = key === "ArrowLeft" ? -1 : 1;
  for (let at = all.indexOf(piece.parentElement) + step; at >= 0 && at < all.length; at += step) {
    if (all[at].firstElementChild) return all[at].firstElementChild.focus();
  }
}

document.addEventListener("keydown", (event) => {
  const piece = event.target.closest?.(".r-piece");
  if (!piece || event.target !== piece || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  if (event.shiftKey) move(piece, event.key.slice(5).toLowerCase());
  else walk(piece, event.key);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) move(button.closest(".r-piece"), button.dataset.move);
  if (event.target.closest("[data-new-group]")) {
    const made = document.getElementById("new-group").content.cloneNode(true);
    const groups = document.querySelector("[data-groups]");
    groups.append(made);
    groups.lastElementChild.querySelector("input").focus();
  }
});

document.addEventListener("dragstart", (event) => {
  const piece = event.target.closest?.(".r-piece");
  if (!piece) return;
  moving = piece;
  piece.dataset.moving = "";
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", piece.dataset.key);
});
document.addEventListener("dragover", (event) => {
  const place = event.target.closest?.(".r-place")?.querySelector("[data-place]");
  if (!moving || !place || !allowed(moving, place)) return;
  event.preventDefault();
  const over = event.target.closest(".r-piece");
  if (!over) place.append(moving);
  else if (over !== moving) {
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    if (event.clientY < middle) over.before(moving);
    else over.after(moving);
  }
});
document.addEventListener("drop", (event) => moving && event.preventDefault());
document.addEventListener("dragend", () => {
  if (!moving) return;
  delete moving.dataset.moving;
  told(moving);
  moving = null;
});

function arrangement() {
  const keys = (list) => [...list.children].map((piece) => piece.dataset.key);
  const found = {};
  for (const place of document.querySelectorAll("[data-place]:not([data-place=group])")) found[place.dataset.place] = keys(place);
  const groups = document.querySelectorAll("[data-group]");
  if (groups.length) {
    found.groups = [...groups].map((group) => ({ label: group.querySelector("input").value, fields: keys(group.querySelector("ul")) }));
    found.groups = found.groups.filter((group) => group.fields.length);
  }
  return found;
}

function write() {
  form.elements.arrangement.value = JSON.stringify(arrangement());
}
form.addEventListener("submit", write, true);
// htmx reads the form when the button is pressed, so what it says is always the present state.
new MutationObserver(write).observe(document.querySelector("main"), { childList: true, subtree: true });
document.addEventListener("input", write);
write();
