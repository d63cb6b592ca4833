// What the lines of a quote come to, while one types: the same arithmetic as the server's (catalog/queries/pricing.py),
// step by step, on whole numbers. The server's word holds; a test compares both on thousands of documents.

import { ONE, abs, divided, parse, parseDiscount, sum } from "./numbers.js";

const HUNDRED = 100n * ONE;

// lines: [{quantity, price, discount, tax, included, optional, cost?}] as texts → sums in smallest units of the currency.
export function documentTotals(lines, { digits, rounding, discount }) {
  const unit = 10n ** BigInt(digits);
  const rounded = (value, scale) => divided(value * unit, scale);
  const found = lines.map((line) => lineTotal(line, rounded));
  const counted = lines.map((_, place) => place).filter((place) => !lines[place].optional);
  counted.sort((a, b) => order(found[a], found[b]));
  const subtotal = sum(counted.map((place) => found[place].amount));
  const whole = parseDiscount(discount) ?? { percent: 0n, off: 0n };
  const off = taken(subtotal, whole, rounded);
  const parts = spread(off, counted.map((place) => found[place].amount));
  counted.forEach((place, at) => withTax(found[place], parts[at]));
  if (rounding === "document") taxTogether(found, counted);
  const rows = counted.map((place) => found[place]);
  const rates = new Map();
  for (const row of rows) rates.set(row.percent, (rates.get(row.percent) ?? 0n) + row.tax);
  const costs = rows.map((row) => row.cost);
  const net = sum(rows.map((row) => row.net));
  const cost = costs.includes(null) ? null : sum(costs);
  return {
    lines: found,
    subtotal,
    off,
    net,
    tax: sum(rows.map((row) => row.tax)),
    total: sum(rows.map((row) => row.total)),
    taxes: [...rates].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([percent, tax]) => ({ percent, tax })),
    margin: cost === null ? null : net - cost,
  };
}

function lineTotal(line, rounded) {
  const quantity = parse(line.quantity) ?? 0n;
  const gross = rounded(quantity * (parse(line.price) ?? 0n), ONE * ONE);
  const discount = taken(gross, parseDiscount(line.discount) ?? { percent: 0n, off: 0n }, rounded);
  const cost = parse(line.cost);
  const row = {
    gross,
    amount: gross - discount,
    percent: parse(line.tax) ?? 0n,
    included: Boolean(line.included),
    cost: cost === null ? null : rounded(cost * quantity, ONE * ONE),
  };
  return withTax(row, 0n);
}

// The percentage first, then the fixed sum, never more than there is; negative of a credit.
function taken(amount, { percent, off }, rounded) {
  const part = abs(divided(amount * percent, HUNDRED)) + rounded(off, ONE);
  const size = part < abs(amount) ? part : abs(amount);
  return amount < 0n ? -size : size;
}

function withTax(row, documentDiscount) {
  row.left = row.amount - documentDiscount;
  setTax(row, divided(row.left * row.percent, row.included ? HUNDRED + row.percent : HUNDRED));
  return row;
}

function setTax(row, tax) {
  row.tax = tax;
  row.net = row.included ? row.left - tax : row.left;
  row.total = row.net + tax;
}

function taxTogether(found, counted) {
  const groups = new Map();
  for (const place of counted) {
    const key = `${found[place].percent} ${found[place].included}`;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  for (const places of groups.values()) {
    const left = places.map((place) => found[place].left);
    const { percent, included } = found[places[0]];
    const whole = divided(sum(left) * percent, included ? HUNDRED + percent : HUNDRED);
    const parts = spread(whole, left);
    places.forEach((place, at) => setTax(found[place], parts[at]));
  }
}

// In which order odd cents are given away: larger amounts first, then lower rates, then those without included tax.
function order(one, other) {
  const [a, b] = [abs(one.amount), abs(other.amount)];
  if (a !== b) return a > b ? -1 : 1;
  if (one.percent !== other.percent) return one.percent < other.percent ? -1 : 1;
  return Number(one.included) - Number(other.included);
}

// `whole` in proportion to `amounts`, adding up to exactly it; what rounding leaves goes to the largest remainders.
function spread(whole, amounts) {
  const weights = amounts.map(abs);
  const total = sum(weights);
  if (!whole || !total) return amounts.map(() => 0n);
  if (amounts.some((one) => one < 0n) && amounts.some((one) => one > 0n)) return spreadMixed(whole, amounts);
  const size = abs(whole);
  const shares = weights.map((weight) => (size * weight) / total);
  const remainders = weights.map((weight, place) => size * weight - shares[place] * total);
  const places = weights.map((_, place) => place).filter((place) => weights[place]);
  places.sort((a, b) => (remainders[a] === remainders[b] ? a - b : remainders[a] > remainders[b] ? -1 : 1));
  const over = Number(size - sum(shares));
  for (const place of places.slice(0, over)) shares[place] += 1n;
  return whole < 0n ? shares.map((share) => -share) : shares;
}

function spreadMixed(whole, amounts) {
  const total = sum(amounts);
  if (!total) return amounts.map(() => 0n);
  const parts = amounts.map((one) => divided(whole * one, total));
  let largest = 0;
  amounts.forEach((one, place) => abs(one) > abs(amounts[largest]) && (largest = place));
  parts[largest] += whole - sum(parts);
  return parts;
}
