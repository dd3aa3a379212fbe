/** Imports summary, time series and distribution of one command in a memtier_benchmark result. */
import { addRow, type Histogram } from "../../record/mod.ts";
import { batchIn, type Piece, toWarning } from "../source/importer.ts";
import { toLoadValue } from "../load_tools/load_value.ts";
import { isFields } from "./memtier_results.ts";
import { wholeMs } from "../source/time.ts";

export interface CommandContext {
  readonly run_id: string;
  /** Unix time of the run's start in ms, or null. */
  readonly start: number | null;
  /** The file's name, for warnings. */
  readonly place: string;
  readonly piece: Piece;
}

type CommandFields = Readonly<Record<string, unknown>>;

type Name = readonly [kind: string, statistic: string, symbol: string];

const latencies = new Map<string, string>([
  ["Latency", "mean"],
  ["Average Latency", "mean"],
  ["Min Latency", "min"],
  ["Max Latency", "max"],
  ["Accumulated Latency", "sum"],
]);

/** New names of values that the tool also writes under an old name. */
const aliases = new Map([
  ["Latency", "Average Latency"],
  ["KB/sec", "KB/sec RX/TX"],
]);
const prefixes = new Map([["totals", ""], ["sets", "put_"], ["gets", "get_"]]);

/** Pushes the values of a command's object. */
export function readCommand(
  name: string,
  command: CommandFields,
  context: CommandContext,
): void {
  const { run_id, place, piece: { rows, counts } } = context;
  const prefix = toPrefix(name);
  const push = (
    label: string,
    value: unknown,
    [kind, statistic, symbol]: Name,
  ) => {
    if (typeof value !== "number" || (aliases.get(label) ?? "") in command) {
      return;
    }
    counts.read++;
    counts.stored++;
    const reported = toLoadValue(run_id, {
      kind,
      statistic,
      symbol,
      text: String(value),
      label: `${name} ${label}`,
      position: rows.reported.length + 1,
      decimal: "point",
      estimator: /^p\d/.test(statistic) ? "HdrHistogram" : "",
    });
    rows.reported.push(reported);
    if (reported.value !== null) return;
    rows.warnings.push(toWarning({
      run_id,
      code: "unreadable-cell",
      message: `${reported.label} is ${value}, no number that can be kept`,
      place,
    }));
  };
  for (const [label, value] of Object.entries(command)) {
    if (label === "Percentile Latencies" && isFields(value)) {
      for (const [percentile, at] of Object.entries(value)) {
        push(percentile, at, [
          `${prefix}latency`,
          toPercentile(percentile),
          "ms",
        ]);
      }
    } else push(label, value, toName(prefix, label));
  }
}

/** Pushes the values of some seconds of a command. */
export function readSeconds(
  name: string,
  seconds: Readonly<Record<string, unknown>>,
  { run_id, start, piece }: CommandContext,
): void {
  const { counts } = piece;
  const prefix = toPrefix(name);
  const batch = batchIn(piece, "samples", ["at", "value"]);
  const metrics = new Map<string, { shape: number; factor: number }>();
  for (const [second, values] of Object.entries(seconds)) {
    if (!isFields(values)) continue;
    // A count is complete at the end of its second.
    const at = start === null || !/^\d{1,8}$/.test(second)
      ? NaN
      : wholeMs(start + (Number(second) + 1) * 1000);
    for (const [label, value] of Object.entries(values)) {
      if (typeof value !== "number") continue;
      counts.read++;
      counts.stored++;
      let known = metrics.get(label);
      if (known === undefined) {
        const { metric, unit, factor } = toMetric(prefix, label);
        const source = "generator";
        const row = { run_id, source, metric, unit, at: null, value: 0 };
        known = { shape: batch.shapes.push(row) - 1, factor };
        metrics.set(label, known);
      }
      const i = addRow(batch, known.shape);
      batch.numbers.at[i] = at;
      batch.numbers.value[i] = value * known.factor;
    }
  }
}

export interface DistributionContext extends CommandContext {
  /** Number of requests of the command; the tool gives only percentages. */
  readonly count: unknown;
}

/**
 * Pushes the buckets of a cumulative distribution; returns why it is not one, or empty. Counts derive from
 * percentages of three decimals: each may be off by 0.001 % of all, their sum is exact.
 */
export function readDistribution(
  name: string,
  points: readonly unknown[],
  { run_id, piece: { rows, counts }, count }: DistributionContext,
): string {
  counts.read += points.length;
  const buckets = toBuckets(points, count);
  if (typeof buckets === "string") {
    counts.rejected += points.length;
    return buckets;
  }
  counts.stored += points.length;
  const kind = toPrefix(`${name}s`).replace(/_$/, "");
  rows.histograms.push(...buckets.map((bucket) => ({
    run_id,
    kind,
    ...bucket,
  })));
  return "";
}

type LatencyBucket = Pick<Histogram, "lower" | "upper" | "count">;

/** Returns the buckets of a distribution, or why it is not one. */
function toBuckets(
  points: readonly unknown[],
  count: unknown,
): readonly LatencyBucket[] | string {
  if (typeof count !== "number") return "how often it was run is not said";
  const buckets: LatencyBucket[] = [];
  let [lower, share, counted] = [0, 0, 0];
  for (const point of points) {
    const { "<=msec": upper, percent } = isFields(point) ? point : {};
    if (
      typeof upper !== "number" || typeof percent !== "number" ||
      upper * 1e-3 < lower || percent < share || percent > 100
    ) return "its points do not rise";
    const reached = Math.round(count * percent / 100);
    if (reached > counted && upper * 1e-3 > lower) {
      buckets.push({ lower, upper: upper * 1e-3, count: reached - counted });
      [lower, counted] = [upper * 1e-3, reached];
    }
    share = percent;
  }
  if (counted !== count) return "it does not reach 100 %";
  return buckets;
}

/** Returns `put_` for Sets, `get_` for Gets and an empty prefix for Totals; other commands keep their name. */
function toPrefix(name: string): string {
  return prefixes.get(name.toLowerCase()) ?? `${slug(name)}_`;
}

/** Returns `p99.9` for `p99.900`. */
function toPercentile(label: string): string {
  return `p${Number(label.slice(1))}`;
}

function toName(prefix: string, label: string): Name {
  const latency = latencies.get(label);
  if (latency) return [`${prefix}latency`, latency, "ms"];
  if (label === "Ops/sec") return [`${prefix}throughput`, "value", "1/s"];
  if (label === "Count") {
    return [prefix ? `${prefix}requests` : "total_requests", "value", ""];
  }
  // The tool divides bytes by 1,024.
  const traffic = /^KB\/sec ?(.*)$/.exec(label);
  if (traffic) {
    const way = traffic[1] === "RX/TX" ? "" : slug(` ${traffic[1]}`);
    return [`${prefix}traffic${way}`, "value", "KiB/s"];
  }
  const rate = /^(.*)\/sec$/.exec(label)?.[1];
  return [prefix + slug(rate ?? label), "value", rate ? "1/s" : ""];
}

function toMetric(prefix: string, label: string) {
  const latency = latencies.get(label) ??
    (/^p[\d.]+$/.test(label) ? toPercentile(label) : undefined);
  if (latency) {
    return { metric: `${prefix}latency_${latency}`, unit: "s", factor: 1e-3 };
  }
  const named = label === "Count"
    ? { metric: `${prefix}throughput`, unit: "1/s" }
    : {
      metric: prefix + slug(label),
      unit: /^Bytes\b/.test(label) ? "B/s" : "",
    };
  return { ...named, factor: 1 };
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/_$/, "");
}
