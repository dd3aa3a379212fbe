/** Names the kinds of YCSB's operations, and the figures of its entries. */
import { cached } from "../source/cached.ts";

/** Loadline's kinds of YCSB operations; others keep their name. */
const kinds = new Map([["READ", "get"], ["UPDATE", "put"]]);

/**
 * Converts `Intended-READ` to `intended_get` and `UPDATE-FAILED` to `put_failed`; `READ-MODIFY-WRITE` is a kind of
 * its own.
 */
export const toKind = cached((metric): string => {
  const [, before = "", operation = "", after = ""] =
    /^(Intended-)?(READ|UPDATE)(-FAILED)?$/.exec(metric) ?? [];
  const kind = kinds.get(operation);
  return (kind ? `${before}${kind}${after}` : metric).toLowerCase()
    .replaceAll("%", "share").replace(/[^a-z0-9]+/g, "_").replace(/_$/, "");
});

const statistics = new Map([
  ["Average", "mean"],
  ["Min", "min"],
  ["Max", "max"],
]);
const totals = new Map([
  ["RunTime", "test_duration"],
  ["Throughput", "throughput"],
]);
const units = new Map([["us", "µs"], ["ms", "ms"], ["ops/sec", "1/s"]]);

/** What an entry is, in the terms of `reported`. */
export interface YcsbStatistic {
  readonly kind: string;
  readonly statistic: string;
  /** Unit; empty if there is none. */
  readonly symbol: string;
  readonly label: string;
}

/** Number of the operations that ended with a status: `Return=OK`. */
export const RETURN = "Return=";

/** Parses `99.9PercentileLatency(us)`, `Return=OK`, `RunTime(ms)` ... into kind, statistic and unit. */
export function toStatistic(metric: string, name: string): YcsbStatistic {
  const label = `[${metric}], ${name}`;
  const kind = toKind(metric);
  if (isReturn(metric, name)) {
    const statistic = name.slice(RETURN.length).toLowerCase();
    return { label, kind: `${kind}_returns`, statistic, symbol: "" };
  }
  const [, what = name, unit = ""] = /^(.*)\(([^)]*)\)$/.exec(name) ?? [];
  const symbol = units.get(unit) ?? unit;
  if (metric === "OVERALL") {
    return {
      label,
      kind: totals.get(what) ?? `overall_${what.toLowerCase()}`,
      statistic: "value",
      symbol,
    };
  }
  const [, percentile] = /^([\d.]+?)(?:st|nd|rd|th)?PercentileLatency$/
    .exec(what) ?? [];
  const [, summary = ""] = /^(Average|Min|Max)Latency$/.exec(what) ?? [];
  const statistic = percentile ? `p${percentile}` : statistics.get(summary);
  if (statistic !== undefined) {
    return { label, kind: `${kind}_latency`, statistic, symbol };
  }
  // The summary of raw measurements states no unit: like the measurements it is in microseconds.
  const raw = /^p\d+(?:\.\d+)?$/.test(what) ? what : statistics.get(what);
  if (raw !== undefined) {
    return { label, kind: `${kind}_latency`, statistic: raw, symbol: "µs" };
  }
  if (what === "Total Operations") {
    const kindOfAll = `${kind}_operations`;
    return { label, kind: kindOfAll, statistic: "value", symbol: "" };
  }
  const own = `${kind}_${toKind(what)}`;
  return { label, kind: own, statistic: "value", symbol };
}

/** Returns true for the number of operations of a status. */
export function isReturn(metric: string, name: string): boolean {
  return metric !== "OVERALL" && name.startsWith(RETURN);
}
