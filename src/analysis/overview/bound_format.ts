/** Formats bounds: shares as percentages, rounded in the direction in which the bound stays true, and ranges. */

/** Formats a range as `a to b`, or as one text if both ends print alike. */
export function rangeText(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}

/**
 * Formats a lower bound in percent, rounded down: 0.99998 is `99.99`, not 100.00, which it does not reach.
 *
 * @example
 * ```ts
 * import { percentAtLeast } from "loadline";
 *
 * percentAtLeast(0.99998); // "99.99"
 * ```
 */
export function percentAtLeast(share: number, digits = 2): string {
  return round(share, digits, Math.floor);
}

/** Formats an upper bound in percent, rounded up: 0.6316 without decimals is `64`. */
export function percentAtMost(share: number, digits = 2): string {
  return round(share, digits, Math.ceil);
}

function round(
  share: number,
  digits: number,
  roundToInteger: (value: number) => number,
): string {
  const scale = 10 ** digits;
  // Twelve digits hide binary rounding errors: 0.29 * 100 is 28.999999999999996.
  const scaled = Number((share * 100 * scale).toPrecision(12));
  return (roundToInteger(scaled) / scale).toFixed(digits);
}
