// @ts-check
/** Numbers and times as readers say them, and elements with text. */

/**
 * Creates an element with a text, which is never read as HTML.
 * @param {string} name
 * @param {string} [text]
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElement}
 */
export function element(name, text = "", attributes = {}) {
  const created = document.createElement(name);
  if (text !== "") created.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    created.setAttribute(key, value);
  }
  return created;
}

/** @type {readonly (readonly [number, string])[]} */
const durations = [
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "µs"],
];

/** @type {readonly (readonly [number, string])[]} */
const sizes = [
  [2 ** 40, "TiB"],
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
  [2 ** 10, "KiB"],
  [1, "B"],
];

/**
 * Formats a value of a base unit with three digits.
 * @param {number | null | undefined} value
 * @param {string} unit `s`, `B`, `1` for a share, `cores`, or another that follows the number
 */
export function formatQuantity(value, unit) {
  if (value === null || value === undefined) return "-";
  if (unit === "s") return scaled(value, durations, "µs");
  if (unit === "B") return scaled(value, sizes, "B");
  if (unit === "1") return `${short(value * 100)} %`;
  return unit === "" ? short(value) : `${short(value)} ${unit}`;
}

/**
 * @param {number} value
 * @param {readonly (readonly [number, string])[]} units
 * @param {string} smallest
 */
function scaled(value, units, smallest) {
  if (value === 0) return `0 ${units === sizes ? "B" : "s"}`;
  const [factor, symbol] =
    units.find(([factor]) => Math.abs(value) >= factor) ??
      [units === sizes ? 1 : 1e-6, smallest];
  return `${short(value / factor)} ${symbol}`;
}

/** @param {number} value */
function short(value) {
  const rounded = Math.abs(value) < 1000
    ? Number(value.toPrecision(3))
    : Math.round(value);
  return rounded.toLocaleString("en-US");
}

/**
 * Formats seconds of a run: `75 s` as `1:15`.
 * @param {number} seconds
 */
export function formatElapsed(seconds) {
  const whole = Math.round(seconds);
  if (whole < 100) return `${whole} s`;
  const parts = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, i) =>
    i === 0 ? String(part) : String(part).padStart(2, "0")
  )
    .join(":");
}

/**
 * Time of day where the reader is.
 * @param {number} at milliseconds since 1970
 * @param {boolean} [seconds]
 */
export function formatClock(at, seconds = true) {
  return new Date(at).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  });
}
