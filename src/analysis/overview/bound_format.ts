/** Bounds of shares in print, rounded to the side on which they stay true. */

/** A lower bound in percent, rounded down: 0.99998 is `99.99`, never the 100.00 that it does not reach. */
export function percentAtLeast(share: number, digits = 2): string {
  return round(share, digits, Math.floor);
}

/** An upper bound in percent, rounded up: 0.6316 without decimals is `64`. */
export function percentAtMost(share: number, digits = 2): string {
  return round(share, digits, Math.ceil);
}

function round(
  share: number,
  digits: number,
  toSide: (value: number) => number,
): string {
  const scale = 10 ** digits;
  // Twelve digits hide what binary fractions add: 0.29 * 100 is 28.999999999999996.
  const scaled = Number((share * 100 * scale).toPrecision(12));
  return (toSide(scaled) / scale).toFixed(digits);
}
