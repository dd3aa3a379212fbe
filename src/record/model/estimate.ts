/** Prints estimates with the digits that their intervals support. */
import { formatDecimals } from "./units.ts";

/** Estimate with its interval, in one unit; a bound is null if the estimate is unbounded on that side. */
export interface Estimate {
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Printed estimate: `text` is 0.4 and `range` is `0.33 to 0.51`. */
export interface EstimateText {
  readonly text: string;
  readonly range: string;
}

/** Options of `formatEstimate`. */
export interface EstimateOptions {
  /**
   * Maximum number of significant digits; without an interval 3, as nothing supports more. Set it if `lower` and
   * `upper` are only the range of a few values, which may lie close together by chance. @default as many as the
   * bounds allow
   */
  readonly digits?: number;
}

const DIGITS_WITHOUT_BOUNDS = 3;

/**
 * Rounds an estimate and its bounds to one decimal place by the rule of the Particle Data Group (Review of Particle
 * Physics, Introduction, section 5.3), on the distance from the estimate to its nearer bound: if its first three
 * digits lie between 100 and 354 two of them are kept, between 355 and 949 one, and from 950 on it counts as 1000 and
 * keeps two. A bound that rounds to 0 and is not 0 keeps one digit of its own. Without bounds: three significant
 * digits and no range.
 *
 * @example
 * ```ts
 * import { formatEstimate } from "loadline";
 *
 * formatEstimate({ value: 0.827, lower: 0.71, upper: 0.95 }); // { text: "0.83", range: "0.71 to 0.95" }
 * ```
 */
export function formatEstimate(
  { value, lower, upper }: Estimate,
  { digits = Infinity }: EstimateOptions = {},
): EstimateText {
  const place = placeFor({ value, lower, upper }, digits);
  const largest = Math.max(
    ...[value, lower, upper].map((number) => Math.abs(number ?? 0)),
  );
  const print = largest < MIN_PLAIN ? printExponent : printPlain;
  const printBound = (bound: number) => {
    const rounded = print(bound, place);
    return rounded === "0" && bound !== 0
      ? print(bound, placeOf(bound))
      : rounded;
  };
  return {
    text: print(value, place),
    range: lower === null && upper === null
      ? ""
      : lower === null
      ? `at most ${printBound(upper ?? NaN)}`
      : upper === null
      ? `at least ${printBound(lower)}`
      : `${printBound(lower)} to ${printBound(upper)}`,
  };
}

/** Returns true if the interval lies wholly on one side of `value`: the difference is significant. */
export function excludes(
  { lower, upper }: Pick<Estimate, "lower" | "upper">,
  value: number,
): boolean {
  return (lower !== null && lower > value) ||
    (upper !== null && upper < value);
}

/** Power of ten of the last digit to print. */
function placeFor({ value, lower, upper }: Estimate, digits: number): number {
  const distances = [lower, upper].flatMap((bound) =>
    bound === null || bound === value ? [] : [Math.abs(bound - value)]
  );
  const allowed = distances.length > 0
    ? lastPlace(Math.min(...distances))
    : placeOf(value) - (DIGITS_WITHOUT_BOUNDS - 1);
  return Math.max(allowed, placeOf(value) - (digits - 1));
}

/** Power of ten of the first digit. */
function placeOf(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
}

/** Power of ten of the last digit that a distance of this size allows. */
function lastPlace(distance: number): number {
  const first = placeOf(distance);
  return Math.round(distance / 10 ** (first - 2)) < 355 ? first - 1 : first;
}

/** Estimates whose value and bounds are all smaller are printed with exponents. */
const MIN_PLAIN = 1e-3;

function roundAt(value: number, place: number): number {
  return Number(
    (Math.round(value / 10 ** place) * 10 ** place).toPrecision(15),
  );
}

function printExponent(value: number, place: number): string {
  const rounded = roundAt(value, place);
  return rounded === 0
    ? "0"
    : rounded.toExponential(Math.max(0, placeOf(rounded) - place));
}

function printPlain(value: number, place: number): string {
  const rounded = roundAt(value, place);
  if (rounded === 0) return "0";
  const digits = Math.max(0, -place);
  return formatDecimals(rounded, digits);
}
