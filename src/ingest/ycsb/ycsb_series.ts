/** Converts numbered entries of a YCSB operation to buckets of a histogram. */
import type { Histogram } from "../../record/mod.ts";
import { maybeNumber } from "../source/number.ts";

type LatencyBucket = Pick<Histogram, "lower" | "upper" | "count">;

/** Entry that has a number as its name. */
interface NumberedEntry {
  readonly name: string;
  readonly text: string;
}

/**
 * Returns the non-empty buckets, bounds in seconds, or the reason why the entries are no histogram.
 *
 * YCSB writes three things as numbers. With `measurementtype=histogram` they are buckets of one millisecond, with the
 * overflow `>1000` as the last. With `hdrhistogram.verbose` they are values in microseconds of an HdrHistogram of three
 * digits, whose counts add up to the operations. With `timeseries` they are averages, which no histogram can hold.
 */
export function toHistogram(
  entries: readonly NumberedEntry[],
  { operations, maxLatency }: {
    readonly operations: number | null;
    /** Largest latency in seconds: the upper bound of the overflow. */
    readonly maxLatency: number | null;
  },
): { readonly buckets: readonly LatencyBucket[]; readonly problem: string } {
  const counts = entries.map(({ name, text }) => ({
    name,
    count: maybeNumber(text) ?? NaN,
  }));
  const whole = counts.every(({ count }) =>
    Number.isInteger(count) && count >= 0
  );
  const milliseconds = entries.some(({ name }) => name.startsWith(">"));
  const sum = counts.reduce((total, { count }) => total + count, 0);
  if (!whole || (!milliseconds && sum !== operations)) {
    return {
      buckets: [],
      problem: whole
        ? `numbered entries count ${sum}, not the ${operations} operations: a time series, or cut off`
        : "numbered entries are no counts: a time series of averages",
    };
  }
  const buckets = counts.filter(({ count }) => count > 0).map((
    { name, count },
  ) => ({
    ...(milliseconds
      ? millisecondBounds(name, maxLatency)
      : hdrBounds(Number(name))),
    count,
  }));
  return buckets.every(({ lower, upper }) => lower < upper)
    ? { buckets, problem: "" }
    : { buckets: [], problem: "the overflow has no end: no largest latency" };
}

function millisecondBounds(
  name: string,
  maxLatency: number | null,
): Omit<LatencyBucket, "count"> {
  const at = Number(name.replace(">", ""));
  return {
    lower: at / 1e3,
    upper: name.startsWith(">") ? maxLatency ?? NaN : (at + 1) / 1e3,
  };
}

/**
 * Returns the bounds of an HdrHistogram bucket by its highest value: below 2,048 each value is a bucket, above the
 * widths double.
 */
function hdrBounds(highest: number): Omit<LatencyBucket, "count"> {
  const width = 2 ** Math.max(0, Math.floor(Math.log2(highest)) - 10);
  return { lower: (highest + 1 - width) / 1e6, upper: (highest + 1) / 1e6 };
}
