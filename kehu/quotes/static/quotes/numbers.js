// Decimal numbers as whole numbers of a fixed scale, exact as on the server. Nothing here rounds unless it says so.

const SCALE = 6;
const ONE = 10n ** BigInt(SCALE);

// "1,200.50" → its value times 10^6; null for what is no number (or finer than that).
export function parse(text) {
  const plain = String(text ?? "").normalize("NFKC").replace(/[¥￥$€£元\s]/g, "").replace(/,(?=\d{3}(\D|$))/g, "");
  const found = /^(-?)(\d*)(?:\.(\d*))?$/.exec(plain);
  if (!found || !(found[2] || found[3])) return null;
  const decimals = (found[3] ?? "").replace(/0+$/, "");
  if (decimals.length > SCALE) return null;
  const value = BigInt(found[2] || "0") * ONE + BigInt(decimals.padEnd(SCALE, "0") || "0");
  return found[1] ? -value : value;
}

// {percent, off} of "10%", "10", "-500", "10% -500" or "85折", both times 10^6; null for anything else.
export function parseDiscount(text) {
  const plain = String(text ?? "").normalize("NFKC").replace(/[¥￥$€£元]/g, "").trim();
  if (!plain) return { percent: 0n, off: 0n };
  const left = /^([\d.]{1,4})\s*折$/.exec(plain);
  if (left) {
    const value = parse(left[1]);
    if (value === null || value > 100n * ONE) return null;
    return { percent: 100n * ONE - (value <= 10n * ONE ? value * 10n : value), off: 0n };
  }
  const found = /^(?:([\d.,]+)\s*%)?\s*(?:-\s*([\d.,]+))?$|^([\d.,]+)$/.exec(plain);
  if (!found) return null;
  const percent = parse(found[1] ?? found[3] ?? "0");
  const off = parse(found[2] ?? "0");
  return percent === null || off === null || percent > 100n * ONE ? null : { percent, off };
}

export const abs = (value) => (value < 0n ? -value : value);
export const sum = (values) => values.reduce((total, one) => total + one, 0n);

// top / bottom to a whole number, half away from zero.
export function divided(top, bottom) {
  const sign = top < 0n !== bottom < 0n ? -1n : 1n;
  return sign * ((2n * abs(top) + abs(bottom)) / (2n * abs(bottom)));
}

// Smallest units of a currency as a plain number: 123456 with two digits is "1234.56".
export function plain(units, digits) {
  const text = abs(units).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return (units < 0n ? "-" : "") + whole + (digits ? `.${text.slice(-digits)}` : "");
}

export { ONE };
