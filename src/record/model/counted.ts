/** Numbers in words: things that are counted, and changes with their sign. */
import { formatValue, groupDigits } from "./units.ts";

/** Formats a number of things: `1 run`, `1,200 runs`; `many` is the plural where it is not `one` with an s. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${formatValue(n, "")} ${n === 1 ? one : many}`;
}

/** Formats a change with its sign, a real minus as on the axes of figures: `+12 %`, `−75 ms`, `±0 %`. */
export function withSign(
  change: number,
  format: (size: number) => string,
): string {
  const size = format(Math.abs(change));
  // What is printed as zero has no direction.
  const isZero = !/^[\d.,]*[1-9]/.test(size);
  return `${isZero ? "±" : change < 0 ? "−" : "+"}${size}`;
}

/** Formats a relative change, rounded to `digits` decimals of a percent: `+12.3 %`, and `±0 %` of one that rounds to zero. */
export function formatRelativeChange(change: number, digits: number): string {
  return withSign(
    change,
    (size) => `${groupDigits(String(Number((100 * size).toFixed(digits))))} %`,
  );
}
