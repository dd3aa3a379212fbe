/** Parses the latencies that the clients of YCSB print of each interval: `[READ: Count=479, Max=13207, 99=298]`. */
import type { YcsbMetric } from "./ycsb_item.ts";
import { toKind } from "./ycsb_statistic.ts";

/** Latencies of one operation. */
export interface OperationLatency {
  readonly operation: string;
  /** As written. */
  readonly count: string;
  readonly values: readonly {
    /** `Max`, `99.9`, `Period Avg`. */
    readonly label: string;
    /** `max`, `p99.9`, `mean`. */
    readonly statistic: string;
    /** As written. */
    readonly value: string;
  }[];
}

const OPERATION = /\[([A-Z][\w-]*): Count=(\d+),?([^\]]*)\]/g;
const VALUE = /((?:Period )?(?:[A-Z][a-z]+|\d+(?:\.\d+)?))=([^\s,\]|]+)/g;
/** Form of clients that keep no percentiles. */
const AVERAGE = /\[([A-Z][\w-]*) AverageLatency\(us\)=([^\s\]]+)\]/g;

const statistics = new Map([["Max", "max"], ["Min", "min"], ["Avg", "mean"], [
  "Period Avg",
  "mean",
]]);

/** Returns the latencies of a line; those of an interval without an operation are none. */
export function latenciesOf(line: string): OperationLatency[] {
  if (!line.includes("[")) return [];
  const whole = Array.from(
    line.matchAll(OPERATION),
    ([, operation = "", count = "", values = ""]) => ({
      operation,
      count,
      values: Array.from(
        values.matchAll(VALUE),
        ([, label = "", value = ""]) => ({
          label,
          statistic: statistics.get(label) ??
            (/^\d/.test(label) ? `p${Number(label)}` : ""),
          value,
        }),
      ).filter(({ statistic }) => statistic !== ""),
    }),
  ).filter(({ count }) => Number(count) > 0);
  const averages = Array.from(
    line.matchAll(AVERAGE),
    ([, operation = "", value = ""]) => ({
      operation,
      count: "",
      values: [{ label: "AverageLatency(us)", statistic: "mean", value }],
    }),
  );
  return [...whole, ...averages];
}

/** Operations a second. */
export const THROUGHPUT: YcsbMetric = { metric: "throughput", unit: "1/s" };

/** Number of a line. */
export interface WrittenSample extends YcsbMetric {
  /** How many as written are one of `unit`. */
  readonly perUnit: number;
  readonly text: string;
}

/** Returns the numbers of an operation, in the order in which they are written. */
export function samplesOf(
  { operation, count, values }: OperationLatency,
): WrittenSample[] {
  const kind = toKind(operation);
  const latencies = values.map(({ statistic, value }) => ({
    metric: `${kind}_latency_${statistic}`,
    unit: "s",
    perUnit: 1e6,
    text: value,
  }));
  if (count === "") return latencies;
  const counted = { metric: `${kind}_operations`, unit: "", perUnit: 1 };
  return [{ ...counted, text: count }, ...latencies];
}
