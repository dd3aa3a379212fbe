/** Formats a tick: 1.2M, 15k, 5,000, 0.25, with a real minus sign. The unit belongs into the label of the axis. */
export function formatTick(value: number): string {
  return format(value, Math.abs(value));
}

/** Ticks are round numbers: more digits are floating-point noise. */
const tickFormat = new Intl.NumberFormat("en-US", {
  maximumSignificantDigits: 10,
});

function format(value: number, size: number): string {
  const [factor, suffix] = size >= 1e9
    ? [1e9, "G"]
    : size >= 1e6
    ? [1e6, "M"]
    : size >= 1e4
    ? [1e3, "k"]
    : [1, ""];
  const digits = tickFormat.format(value / factor);
  return `${digits.replace("-", "−")}${suffix}`;
}

/** Formats one tick of an axis, all of them with the suffix that suits the largest: 0, 5k, 10k. */
export function formatAxis(
  value: number,
  _index: number,
  ticks: readonly number[] = [value],
): string {
  const largest = ticks.reduce(
    (max, tick) => Math.max(max, Math.abs(tick)),
    0,
  );
  return value === 0 ? "0" : format(value, largest);
}

/** Formats a measured value with three significant digits, otherwise like a tick. */
export function formatValue(value: number): string {
  return formatTick(Number(value.toPrecision(3)));
}

/** Returns the label of an axis: name, and unit in parentheses if there is one. */
export function axisLabel(name: string, unit: string): string {
  return unit === "" ? name : `${name} (${unit})`;
}

/** Unit of elapsed time. */
export interface ElapsedUnit {
  readonly symbol: "s" | "min" | "h" | "d";
  readonly seconds: number;
}

/** Chooses the unit in which a duration in seconds has few digits. */
export function elapsedUnit(seconds: number): ElapsedUnit {
  if (seconds <= 180) return { symbol: "s", seconds: 1 };
  if (seconds <= 3 * 3600) return { symbol: "min", seconds: 60 };
  if (seconds <= 4 * 86400) return { symbol: "h", seconds: 3600 };
  return { symbol: "d", seconds: 86400 };
}

/** Formats a number of things with commas. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** Formats a duration in the unit in which it has few digits: `250 ms`, `5 s`, `2 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1e-3) return `${formatTick(seconds * 1e6)} µs`;
  if (seconds < 1) return `${formatTick(seconds * 1e3)} ms`;
  return seconds % 60 === 0
    ? `${formatTick(seconds / 60)} min`
    : `${formatTick(seconds)} s`;
}

/** Returns the noun for a number of things: `run` for one, else `runs`. */
export function nounFor(count: number, one: string): string {
  return count === 1 ? one : `${one}s`;
}
