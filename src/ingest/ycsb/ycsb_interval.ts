/** Parses the latencies that the clients of YCSB print of each interval: `[READ: Count=479, Max=13207, 99=298]`. */

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
