// The customer's page of a quote: sums follow the ticked options, and a signature is drawn. It works without scripts, too.

import { plain } from "./numbers.js";
import { documentTotals } from "./totals.js";

const data = JSON.parse(document.getElementById("offer-lines").textContent);
const form = document.getElementById("offer-acceptance");
const digits = data.digits;
const language = document.documentElement.lang || "en";
const money = new Intl.NumberFormat(language, { style: "currency", currency: data.currency });
const number = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

function add() {
  const chosen = new Set(new FormData(form).getAll("chosen"));
  const lines = data.lines.map((one) => ({
    ...one, tax: one.tax_percent, included: one.tax_included, optional: one.optional && !chosen.has(one.id),
  }));
  const totals = documentTotals(lines, { digits, rounding: data.rounding, discount: data.discount });
  const put = (name, text) => {
    for (const place of document.querySelectorAll(`[data-${name}]`)) place.textContent = text;
  };
  const before = document.querySelector("[data-total]").textContent;
  const after = money.format(plain(totals.total, digits));
  put("total", after);
  put("net", number.format(plain(totals.net, digits)));
  put("tax", number.format(plain(totals.tax, digits)));
  put("total-plain", number.format(plain(totals.total, digits)));
  const said = document.querySelector("[data-statement]");
  said.textContent = said.textContent.replace(before, after);
}

class Pad {
  constructor(box) {
    this.box = box;
    this.canvas = box.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.field = form.elements.strokes;
    this.strokes = this.field.value ? JSON.parse(this.field.value) : [];
    box.hidden = false;
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => this.end());
    box.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.draw();
  }

  point(event) {
    const place = this.canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - place.left) / place.width) * 600);
    const y = Math.round(((event.clientY - place.top) / place.height) * 200);
    return [Math.min(600, Math.max(0, x)), Math.min(200, Math.max(0, y))];
  }

  begin(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.point(event)];
    this.strokes.push(this.stroke);
  }

  go(event) {
    if (!this.stroke) return;
    const [x, y] = this.point(event);
    const [lastX, lastY] = this.stroke.at(-1);
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < 3) return;
    this.stroke.push([x, y]);
    this.draw();
  }

  end() {
    this.stroke = null;
    this.field.value = this.strokes.length ? JSON.stringify(this.strokes) : "";
    this.draw();
  }

  clear() {
    this.strokes = [];
    this.end();
  }

  draw() {
    this.pen.clearRect(0, 0, 600, 200);
    Object.assign(this.pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(this.canvas).color });
    for (const stroke of this.strokes) {
      this.pen.beginPath();
      stroke.forEach(([x, y], at) => (at ? this.pen.lineTo(x, y) : this.pen.moveTo(x, y)));
      if (stroke.length === 1) this.pen.lineTo(stroke[0][0] + 1, stroke[0][1]);
      this.pen.stroke();
    }
  }
}

if (form) {
  new Pad(document.querySelector("[data-pad]"));
  for (const box of document.querySelectorAll('input[name="chosen"]')) box.addEventListener("change", add);
}
document.querySelector("[data-refusal]")?.focus();
