/**
 * Imports pgbench's log of intervals (`--aggregate-interval`): counts, sums and extremes of each, whose columns depend on
 * the version, `--rate` and `--latency-limit`.
 */
import { openSeries } from "../load_frame/series.ts";
import { openTool } from "../load_frame/open_tool.ts";
import {
  addField,
  addRequestCounts,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import type {
  Imported,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";
import { maybeTime } from "../source/time.ts";

/** Columns behind the start of the interval: metric and unit; those without a metric only serve others. */
const columns = [
  ["completed_requests", ""],
  ["", "µs"],
  ["", "µs"],
  ["latency_min", "µs"],
  ["latency_max", "µs"],
  ["", "µs"],
  ["", "µs"],
  ["lag_min", "µs"],
  ["lag_max", "µs"],
  ["skipped_requests", ""],
  ["retried_requests", ""],
  ["retries", ""],
  ["serialization_failures", ""],
  ["deadlock_failures", ""],
  ["other_failures", ""],
] as const;
/** Numbers of columns that versions write, with the start of the interval. */
const widths = [6, 10, 11, 15, 16];

const LINE = /^\d{9,11}(?: \d+){5,15}$/;

/** Numbers of an interval. */
interface Interval {
  readonly ms: number;
  /** In the order of `columns`. */
  readonly values: readonly number[];
}

/** Imports a log as one run. */
export function readPgbenchIntervals(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  const lines = [...file.lines()].map((line) => line.trimEnd())
    .filter((line) => line !== "");
  const width = (lines[0] ?? "").split(" ").length;
  const read = lines.map((line) => toInterval(line, width));
  const intervals = read.filter((interval) => interval !== null);
  const times = intervals.map(({ ms }) => ms);
  const context = openTool(file, options, {
    ...unknownRun,
    tool: "pgbench",
    startedAt: maybeTime(times.reduce((a, b) => Math.min(a, b), Infinity)),
    endedAt: maybeTime(times.reduce((a, b) => Math.max(a, b), -Infinity)),
  });
  const series = openSeries();
  for (const { ms, values } of intervals) {
    const add = (metric: string, symbol: string, value: number) =>
      series.add(context, { source: "generator", metric, symbol, ms, value });
    const [n = 0, sum = 0] = values;
    for (const [i, [metric, symbol]] of columns.entries()) {
      const value = values[i];
      if (metric === "" || value === undefined) continue;
      // Of no transaction the extremes are 0.
      if (n > 0 || symbol === "") add(metric, symbol, value);
    }
    if (n > 0) add("latency_mean", "µs", sum / n);
  }
  series.close(context);
  const unread = lines.length - intervals.length;
  context.piece.counts.read += unread;
  context.piece.counts.rejected += unread;
  if (unread > 0) {
    warnRun(
      context,
      "rejected-row",
      "lines with other columns than the first are left out",
      unread,
    );
  }
  if (!widths.includes(width)) {
    warnRun(
      context,
      "assumed-columns",
      `no known version writes ${width} columns: they are taken in the order of the latest`,
    );
  }
  addTotals(context, intervals, width);
  return context.piece;
}

function toInterval(line: string, width: number): Interval | null {
  if (!LINE.test(line)) return null;
  const [seconds = NaN, ...values] = line.split(" ").map(Number);
  return values.length + 1 === width ? { ms: seconds * 1000, values } : null;
}

function addTotals(
  context: ReturnType<typeof openTool>,
  intervals: readonly Interval[],
  width: number,
): void {
  const sum = (column: number) =>
    intervals.reduce((total, { values }) => total + (values[column] ?? 0), 0);
  const [n, latency, squares] = [sum(0), sum(1), sum(2)];
  const hasFailures = width >= 15;
  addRequestCounts(context, {
    completed: { label: "sum of num_transactions", value: n },
    skipped: {
      label: "sum of skipped",
      value: width >= 11 ? sum(9) : null,
    },
    failed: {
      label: "sum of failures",
      value: hasFailures ? sum(12) + sum(13) + sum(14) : null,
    },
  });
  if (n === 0) return;
  const mean = latency / n;
  const least = intervals.filter(({ values }) => values[0]! > 0)
    .reduce((min, { values }) => Math.min(min, values[3] ?? min), Infinity);
  const most = intervals
    .reduce((max, { values }) => Math.max(max, values[4] ?? max), -Infinity);
  const figures = [
    ["sum_latency / num_transactions", "mean", mean],
    [
      "from sum_latency_2",
      "sd",
      Math.sqrt(Math.max(0, squares / n - mean ** 2)),
    ],
    ["least min_latency", "min", least],
    ["largest max_latency", "max", most],
  ] as const;
  for (const [label, statistic, value] of figures) {
    addField(context, {
      label,
      value,
      kind: "latency",
      statistic,
      symbol: "µs",
    }, { estimator: "", n });
  }
}
