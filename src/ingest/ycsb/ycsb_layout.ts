/**
 * Layout of the latencies of one operation in a line of the client's log: what stands before each number. A log repeats a
 * few layouts in all of its lines.
 */
import {
  latenciesOf,
  type OperationLatency,
  samplesOf,
} from "./ycsb_interval.ts";
import type { YcsbMetric } from "./ycsb_item.ts";

/** Number of a layout. */
export interface LayoutNumber {
  /** What stands before it, as bytes: `[READ: Count=`, `, Max=`. */
  readonly before: Uint8Array;
  readonly metric: YcsbMetric;
  /** How many as written are one of the metric's unit. */
  readonly perUnit: number;
}

/** Layout of the text from `[` to `]`. */
export interface LatencyLayout {
  readonly numbers: readonly LayoutNumber[];
  /** True if the first number is a count; without a count there is one number. */
  readonly hasCount: boolean;
}

/** Returns the layout of latencies such as `[READ: Count=479, Max=13207]`; null if they are not plain. */
export function toLayout(text: string): LatencyLayout | null {
  const [latency, ...others] = latenciesOf(text);
  if (latency === undefined || others.length > 0) return null;
  const befores = textsBefore(latency);
  const samples = samplesOf(latency)
    .map((sample, i) => ({ ...sample, before: befores[i]! }));
  const printed = samples.map(({ before, text }) => before + text).join("");
  // What was not read, such as an unknown label, has no place among the numbers.
  if (`${printed}]` !== text) return null;
  const encoder = new TextEncoder();
  return {
    numbers: samples.map(({ before, metric, unit, perUnit }) => ({
      before: encoder.encode(before),
      metric: { metric, unit },
      perUnit,
    })),
    hasCount: latency.count !== "",
  };
}

/** Returns what stands before each number of an operation. */
function textsBefore({ operation, count, values }: OperationLatency): string[] {
  const labels = values.map(({ label }) => label);
  return count === ""
    ? labels.map((label) => `[${operation} ${label}=`)
    : [`[${operation}: Count=`, ...labels.map((label) => `, ${label}=`)];
}
