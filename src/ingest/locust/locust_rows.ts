/**
 * Converts rows of Locust's files.
 *
 * Latencies are in ms, rounded to two digits from 100 ms on; failures are among them. `N/A` stands before the first
 * request.
 */
import { toEvent } from "../../record/mod.ts";
import { addSample } from "../load_frame/operation_rows.ts";
import { toNumber } from "../load_frame/document.ts";
import { addField, type ToolContext } from "../load_frame/tool_fields.ts";
import { maybeNumber } from "../source/number.ts";
import { wholeMs } from "../source/time.ts";
import { type LocustRow, percentOf, requestOf } from "./locust_table.ts";

const BUCKETS = "buckets of 2 digits";

/** Columns of the statistics: kind, statistic and unit. */
const statsColumns = new Map<string, readonly [string, string, string]>([
  ["Request Count", ["completed_requests", "value", ""]],
  ["Failure Count", ["failed_requests", "value", ""]],
  ["Median Response Time", ["latency", "median", "ms"]],
  ["Average Response Time", ["latency", "mean", "ms"]],
  ["Min Response Time", ["latency", "min", "ms"]],
  ["Max Response Time", ["latency", "max", "ms"]],
  ["Average Content Size", ["response_size", "mean", "B"]],
  ["Requests/s", ["throughput", "value", "1/s"]],
  ["Failures/s", ["failure_rate", "value", "1/s"]],
]);

/** Adds the values of a row of the statistics; returns how many were no numbers. */
export function addStats(
  context: ToolContext,
  row: LocustRow,
  labels: readonly string[],
): void {
  const request = requestOf(row);
  const n = toNumber(row.of("Request Count"));
  for (const label of labels) {
    const value = row.of(label);
    if (value === "" || value === "N/A") continue;
    const percent = percentOf(label);
    const [kind, statistic, symbol] = percent === null
      ? statsColumns.get(label) ?? []
      : ["latency", percent === 100 ? "max" : `p${percent}`, "ms"];
    if (kind === undefined) continue;
    addField(context, {
      label: request === "" ? label : `${request} ${label}`,
      value,
      kind: request === "" ? kind : `${kind}: ${request}`,
      statistic: statistic ?? "value",
      symbol: symbol ?? "",
    }, {
      estimator: percent === null && label !== "Median Response Time"
        ? ""
        : BUCKETS,
      n: kind === "latency" ? n : null,
    });
  }
}

/** Columns of the history beside the percentiles: metric, unit, base units in one of the file. */
const historyColumns = new Map<string, readonly [string, string, number]>([
  ["User Count", ["users", "", 1]],
  ["Requests/s", ["throughput", "1/s", 1]],
  ["Failures/s", ["failure_rate", "1/s", 1]],
  ["Total Request Count", ["requests_since_start", "", 1]],
  ["Total Failure Count", ["failures_since_start", "", 1]],
  ["Total Median Response Time", ["latency_median_since_start", "s", 1e-3]],
  ["Total Average Response Time", ["latency_mean_since_start", "s", 1e-3]],
  ["Total Min Response Time", ["latency_min_since_start", "s", 1e-3]],
  ["Total Max Response Time", ["latency_max_since_start", "s", 1e-3]],
  ["Total Average Content Size", ["response_size_since_start", "B", 1]],
]);

/** Returns the Unix ms of a row of the history; NaN if it has none. */
export function historyMs({ of }: Pick<LocustRow, "of">): number {
  const text = of("Timestamp");
  return /^\d{9,11}(?:\.\d+)?$/.test(text) ? wholeMs(Number(text) * 1000) : NaN;
}

/** Adds a row of the history as samples; returns why it is left out, else empty. */
export function addHistory(
  { piece, run_id }: Pick<ToolContext, "piece" | "run_id">,
  row: LocustRow,
  { labels, isWindowed }: {
    readonly labels: readonly string[];
    /** True if percentiles are of the last ten seconds; else of all since the start. */
    readonly isWindowed: boolean;
  },
): string {
  const ms = historyMs(row);
  if (Number.isNaN(ms)) return "its Timestamp cannot be read";
  const request = requestOf(row);
  const suffix = request === "" ? "" : `: ${request}`;
  const found: (readonly [metric: string, unit: string, value: number])[] = [];
  for (const label of labels) {
    const text = row.of(label);
    if (text === "" || text === "N/A") continue;
    const percent = percentOf(label);
    const [metric, unit, factor] = percent === null
      ? historyColumns.get(label) ?? []
      : [`latency_p${percent}${isWindowed ? "" : "_since_start"}`, "s", 1e-3];
    // The number of users is that of all requests.
    if (metric === undefined || (metric === "users" && request !== "")) {
      continue;
    }
    const value = maybeNumber(text, "point");
    if (value === undefined) {
      return `'${text.slice(0, 40)}' under '${label}' is no number`;
    }
    found.push([metric + suffix, unit ?? "", value * (factor ?? 1)]);
  }
  for (const [metric, unit, value] of found) {
    addSample(piece, { run_id, metric, unit }, { ms, value });
  }
  return "";
}

/** Adds a row of the failures; returns why it is left out, else empty. */
export function addFailure(context: ToolContext, row: LocustRow): string {
  const value = row.of("Occurrences");
  if (toNumber(value) === null) return "its Occurrences are no number";
  const seen = [row.of("First Seen"), row.of("Last Seen")].filter(Boolean);
  addField(context, {
    label: `${requestOf(row)}: ${row.of("Error")}`.slice(0, 1000),
    value,
    kind: "errors",
    statistic: "value",
    symbol: "",
  }, { estimator: seen.join(" to "), n: null });
  return "";
}

/** Adds a row of the exceptions; returns why it is left out, else empty. */
export function addException(context: ToolContext, row: LocustRow): string {
  const value = row.of("Count");
  if (toNumber(value) === null) return "its Count is no number";
  addField(context, {
    label: row.of("Message").slice(0, 1000),
    value,
    kind: "exceptions",
    statistic: "value",
    symbol: "",
  });
  context.piece.rows.events.push(toEvent({
    run_id: context.run_id,
    at: null,
    kind: "error_line",
    subject: "locust",
    detail: `${row.of("Message")}\n${row.of("Traceback")}`.trim().slice(
      0,
      4000,
    ),
  }));
  return "";
}
