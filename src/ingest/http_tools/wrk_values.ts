/** Reads values with units as wrk writes them. */

const units = new Map([
  ["us", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
]);

/** Returns the seconds of a text such as `1.92ms`, `83.33m`; null for `-nan` and other text. */
export function secondsOf(text: string): number | null {
  const [, value, unit = ""] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text) ?? [];
  const factor = units.get(unit);
  return value === undefined || factor === undefined
    ? null
    : Number(value) * factor;
}

const scales = new Map([["", 1], ["k", 1e3], ["M", 1e6], ["G", 1e9]]);

/** Returns the number of a text such as `1.04k`; null for `-nan` and other text. */
export function countOf(text: string): number | null {
  const [, value, scale = ""] = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text) ?? [];
  return value === undefined ? null : Number(value) * scales.get(scale)!;
}

/** Returns the bytes of a text such as `19.81MB`, in powers of 1,024; null for other text. */
export function bytesOf(text: string): number | null {
  const [, value, prefix = ""] = /^(\d+(?:\.\d+)?)([KMGTP]?)B$/.exec(text) ??
    [];
  return value === undefined
    ? null
    : Number(value) * 1024 ** " KMGTP".indexOf(prefix || " ");
}
