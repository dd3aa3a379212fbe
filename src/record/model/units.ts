/**
 * Table of units with dimension and scale.
 *
 * Values are stored in the base unit of their dimension (seconds, bytes, 1 = 100 %) and scaled only when printed.
 * SI and IEC are different units: `MB` is 1e6 bytes and `MiB` is 2^20; no label is ever converted into the other.
 */

/** Physical dimension of a value; units of one dimension convert to each other. */
export type Dimension =
  | "time"
  | "bytes"
  | "byte rate"
  | "ratio"
  | "count"
  | "rate";

/** Unit, with its factor to the base unit of its dimension. */
export interface Unit {
  readonly symbol: string;
  readonly dimension: Dimension;
  /** Base units in one of this unit. */
  readonly factor: number;
  readonly scale: "si" | "iec" | "none";
}

/** Symbol of each dimension's base unit; empty for a count. */
export const baseUnit: Readonly<Record<Dimension, string>> = {
  time: "s",
  bytes: "B",
  "byte rate": "B/s",
  ratio: "1",
  count: "",
  rate: "1/s",
};

const seconds = { ns: 1e-9, µs: 1e-6, us: 1e-6, ms: 1e-3, s: 1 };
const periods = { s: 1, sec: 1, min: 60, h: 3600, hr: 3600, day: 86400 };
const prefixes: readonly [string, number, Unit["scale"]][] = [
  ["B", 1, "none"],
  ["kB", 1e3, "si"],
  ["MB", 1e6, "si"],
  ["GB", 1e9, "si"],
  ["TB", 1e12, "si"],
  ["KiB", 2 ** 10, "iec"],
  ["MiB", 2 ** 20, "iec"],
  ["GiB", 2 ** 30, "iec"],
  ["TiB", 2 ** 40, "iec"],
];

function buildUnits(): Map<string, Unit> {
  const units: Unit[] = [
    { symbol: "", dimension: "count", factor: 1, scale: "none" },
    { symbol: "1", dimension: "ratio", factor: 1, scale: "none" },
    { symbol: "%", dimension: "ratio", factor: 0.01, scale: "none" },
    { symbol: "cpu", dimension: "count", factor: 1, scale: "none" },
    { symbol: "IOPS", dimension: "rate", factor: 1, scale: "none" },
  ];
  for (const [symbol, factor] of Object.entries({ ...seconds, ...periods })) {
    units.push({ symbol, dimension: "time", factor, scale: "none" });
  }
  for (const [symbol, factor, scale] of prefixes) {
    units.push({ symbol, dimension: "bytes", factor, scale });
  }
  for (const [period, length] of Object.entries(periods)) {
    units.push({
      symbol: `1/${period}`,
      dimension: "rate",
      factor: 1 / length,
      scale: "none",
    });
    for (const [symbol, factor, scale] of prefixes) {
      units.push({
        symbol: `${symbol}/${period}`,
        dimension: "byte rate",
        factor: factor / length,
        scale,
      });
    }
  }
  return new Map(units.map((unit) => [unit.symbol, unit]));
}

const units = buildUnits();

/** Alternative spellings of units of time. */
const spellings = new Map([
  ["nsec", "ns"],
  ["usec", "µs"],
  ["µsec", "µs"],
  ["msec", "ms"],
]);

/**
 * Returns the unit of `symbol`, or undefined if it is unknown; case-sensitive (`MB` is not `Mb`). The Greek letter mu
 * (U+03BC) counts as the micro sign (U+00B5).
 */
export function maybeUnit(symbol: string): Unit | undefined {
  return units.get(symbol) ?? units.get(usualSpelling(symbol));
}

function usualSpelling(symbol: string): string {
  const written = symbol.trim().replace("\u03bc", "\u00b5");
  return spellings.get(written) ?? written;
}

/** Returns the unit of `symbol`. Throws `RangeError` if it is unknown. */
export function toUnit(symbol: string): Unit {
  const unit = maybeUnit(symbol);
  if (!unit) {
    throw new RangeError(`Cannot read unit as it is unknown: '${symbol}'`);
  }
  return unit;
}

/** Converts a value to the base unit of its dimension. Throws `RangeError` if `symbol` is unknown. */
export function toBase(
  value: number,
  symbol: string,
): { value: number; unit: string } {
  const { factor, dimension } = toUnit(symbol);
  return { value: value * factor, unit: baseUnit[dimension] };
}

/**
 * Converts a stored value to the unit `symbol` of the same dimension.
 *
 * @example
 * ```ts
 * import { fromBase } from "loadline";
 *
 * fromBase(90, "min"); // 1.5
 * ```
 */
export function fromBase(value: number, symbol: string): number {
  // Division restores the digits as written; multiplication by 1/factor would not: 0.18 GiB/day and back.
  return Number((value / toUnit(symbol).factor).toPrecision(15));
}

const grouped = new Intl.NumberFormat("en-US", {
  maximumSignificantDigits: 6,
});
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Formats by their number of digits: to make one takes many times as long as to use it. */
const byDigits = new Map<number, Intl.NumberFormat>();
const byDecimals = new Map<number, Intl.NumberFormat>();

/** Formats a number with at most so many significant digits, thousands separated: `1,230` of 1,234 with three. */
export function formatDigits(value: number, digits: number): string {
  const format = byDigits.get(digits) ??
    new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits });
  byDigits.set(digits, format);
  return format.format(value);
}

/** Formats a number with so many decimals, thousands separated: `1,234.50` with two. */
export function formatDecimals(value: number, decimals: number): string {
  const format = byDecimals.get(decimals) ?? new Intl.NumberFormat("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  byDecimals.set(decimals, format);
  return format.format(value);
}

/** How many digits to print. */
export interface NumberFormat {
  /** Maximum number of significant digits. @default {6}, or all before the point */
  readonly digits?: number;
  /** Fixed number of decimals, in place of `digits`. */
  readonly decimals?: number;
}

/**
 * Formats a base-unit value in `symbol`, thousands separated: six significant digits, or all before the point.
 *
 * @example
 * ```ts
 * import { formatValue } from "loadline";
 *
 * formatValue(1536, "KiB"); // "1.5"
 * ```
 */
export function formatValue(
  value: number,
  symbol: string,
  { digits, decimals }: NumberFormat = {},
): string {
  const shown = fromBase(value, symbol);
  if (decimals !== undefined) {
    // A 0 is printed without a sign.
    return formatDecimals(Number(shown.toFixed(decimals)) + 0, decimals);
  }
  const rounded = digits === undefined
    ? shown
    : Number(shown.toPrecision(digits));
  return (Math.abs(rounded) < 1e6 ? grouped : whole).format(rounded);
}

/**
 * Separates the thousands of every number of a text, as the text of a setting has them: `1000`
 * becomes `1,000`. Digits beside a letter, a point, a hyphen, a colon, a slash or `=` are parts of names, dates and ids,
 * and stay.
 *
 * @example
 * ```ts
 * import { groupDigits } from "loadline/record";
 *
 * groupDigits("1000 in 5 runs, on 2026-11-29"); // "1,000 in 5 runs, on 2026-11-29"
 * ```
 */
export function groupDigits(text: string): string {
  return text.replace(
    /(?<![\p{L}\d_.,:/=#-])\d{4,}(?![\p{L}\d_,:/=-]|\.\d+\.)/gu,
    (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","),
  );
}

const durations: readonly [number, string][] = [
  [86400, "day"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "µs"],
];

/**
 * Formats seconds in the largest fitting unit with three significant digits: `523 ms`, `1.2 s`.
 *
 * @example
 * ```ts
 * import { formatDuration } from "loadline";
 *
 * formatDuration(0.5234); // "523 ms"
 * ```
 */
export function formatDuration(secondsValue: number): string {
  if (secondsValue === 0) return "0 s";
  const size = Math.abs(secondsValue);
  const [factor, symbol] = durations.find(([factor]) => size >= factor) ??
    [1e-9, "ns"];
  return `${
    grouped.format(Number((secondsValue / factor).toPrecision(3)))
  } ${symbol}`;
}

/** Decimals of a percentage that is not all or nothing, and would read so. */
const MAX_PERCENT_DIGITS = 6;

/**
 * Formats a ratio as a percentage with at most `digits` decimals: `99.93 %`. A ratio below 1 does not read `100 %`, and one
 * above 0 not `0 %`: it has as many decimals more as that takes, at most six.
 *
 * @example
 * ```ts
 * import { formatPercent } from "loadline";
 *
 * formatPercent(0.99934); // "99.93 %"
 * ```
 */
export function formatPercent(ratio: number, digits = 2): string {
  const percent = ratio * 100;
  const isMisread = (decimals: number) => {
    const shown = Number(percent.toFixed(decimals));
    return ratio > 0 && shown === 0 || ratio < 1 && shown === 100;
  };
  let decimals = digits;
  while (decimals < MAX_PERCENT_DIGITS && isMisread(decimals)) decimals++;
  return `${groupDigits(String(Number(percent.toFixed(decimals))))} %`;
}

/** Formats a p value with at most two significant digits: `0.034`, `< 0.001`, `1`. */
export function formatProbability(p: number): string {
  return p < 0.001 ? "< 0.001" : p === 1 ? "1" : p.toPrecision(2);
}
