/**
 * Imports Nighthawk's own JSON: the result of all workers together.
 *
 * Counts are texts, durations end with `s`. The requested rate and the connections are those of one worker. A request that
 * found no free connection was not sent, and counts as dropped.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import {
  listAt,
  numberAt,
  textAt,
  timeAt,
  toNumber,
  valueAt,
} from "../load_frame/document.ts";
import { hasKeys } from "../load_frame/glance.ts";
import { openTool } from "../load_frame/open_tool.ts";
import {
  addBuckets,
  addField,
  addRequestCounts,
  type ToolBucket,
  type ToolContext,
} from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import { maybeGoDuration } from "../source/go_time.ts";
import {
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { maybeTime } from "../source/time.ts";

/** Importer of Nighthawk, format `nighthawk`. */
export const nighthawk = defineTool({
  format: "nighthawk",
  title: "Nighthawk: its own JSON; that of Fortio's shape is fortio",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "JSON of --output-format json",
    marks: "the keys results, statistics, counters, execution_duration",
    fits: (glance) =>
      hasKeys(glance, "results", "statistics") &&
      /"(?:counters|execution_duration|pstdev|raw_pstdev)"/.test(glance.text),
    isStreamed: false,
    read: readNighthawk,
  }],
});

/** Kinds of statistics by their ids; others are named by theirs. */
const kinds = new Map([
  ["benchmark_http_client.request_to_response", "latency"],
  ["benchmark_http_client.queue_to_connect", "queue_to_connect"],
  ["benchmark_http_client.response_body_size", "response_size"],
  ["benchmark_http_client.response_header_size", "header_size"],
  ["sequencer.callback", "latency_with_scheduling"],
  ["sequencer.blocking", "blocked"],
]);

/** Percentiles that Nighthawk shows in its text. */
const shown = [0.5, 0.75, 0.8, 0.9, 0.95, 0.990625, 0.99902344];
const FIGURES = [
  ["min", "min"],
  ["max", "max"],
  ["mean", "mean"],
  ["pstdev", "sd"],
] as const;

function readNighthawk(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const results = listAt(json, "results");
  const result = results.find((of) => textAt(of, "name") === "global") ??
    results[0];
  if (result === undefined) {
    throw new InputError(
      file.name,
      "",
      "holds no result of Nighthawk (results)",
      "give the file of a test that has ended",
    );
  }
  const workers = Math.max(
    1,
    results.filter((of) => textAt(of, "name").startsWith("worker_")).length,
  );
  const ofAll = (path: string) => {
    const ofOne = numberAt(json, path);
    return ofOne === null || ofOne <= 0 ? null : ofOne * workers;
  };
  const started = timeAt(result, "execution_start") ??
    timeAt(json, "timestamp");
  const seconds = maybeGoDuration(textAt(result, "execution_duration")) ?? null;
  const version = ["major_number", "minor_number", "patch"]
    .map((part) => numberAt(json, `version/version/${part}`) ?? 0).join(".");
  const context = openTool(file, options, {
    ...unknownRun,
    tool: "nighthawk",
    toolVersion: version === "0.0.0" ? "" : version,
    target: textAt(json, "options/uri"),
    startedAt: started,
    endedAt: started === null || seconds === null
      ? null
      : maybeTime(Date.parse(started) + seconds * 1000),
    params: {
      workers: ofAll("options/connections"),
      rate: ofAll("options/requests_per_second"),
      duration: maybeGoDuration(textAt(json, "options/duration")) ?? null,
      threads: workers,
      // Without --open-loop connections wait, and keep to a rate, of which there always is one.
      loop: valueAt(json, "options/open_loop") === true ? "open" : "limited",
    },
  });
  for (const statistic of listAt(result, "statistics")) {
    addStatistic(context, statistic);
  }
  addCounters(context, listAt(result, "counters"), seconds);
  return context.piece;
}

function addStatistic(context: ToolContext, statistic: unknown): void {
  const id = textAt(statistic, "id");
  const n = numberAt(statistic, "count");
  if (id === "" || n === null || n === 0) return;
  const [, status] = /^benchmark_http_client\.latency_(\w+)$/.exec(id) ?? [];
  const kind = status === undefined
    ? kinds.get(id) ?? id.replaceAll(".", "_").slice(0, MAX_ID_CHARS)
    : `latency_of_${status}`;
  const add = (
    label: string,
    name: string,
    { raw, text, estimator }: {
      readonly raw: unknown;
      readonly text: unknown;
      readonly estimator: string;
    },
  ) => {
    const isRaw = text === undefined;
    addField(
      context,
      {
        label: `${id} ${label}`,
        value: isRaw ? raw : maybeGoDuration(String(text)),
        kind,
        statistic: name,
        symbol: isRaw ? (/_size$/.test(id) ? "B" : "") : "s",
      },
      { estimator, n },
      String(isRaw ? raw : text),
    );
  };
  for (const [key, name] of FIGURES) {
    const [text, raw] = [
      valueAt(statistic, key),
      valueAt(statistic, `raw_${key}`),
    ];
    if (text === undefined && raw === undefined) continue;
    add(key, name, { raw, text, estimator: "" });
  }
  for (const percentile of listAt(statistic, "percentiles")) {
    const share = numberAt(percentile, "percentile") ?? NaN;
    if (!shown.includes(share)) continue;
    const percent = Number((share * 100).toPrecision(10));
    add(`p${percent}`, `p${percent}`, {
      raw: valueAt(percentile, "raw_value"),
      text: valueAt(percentile, "duration"),
      estimator: "HdrHistogram",
    });
  }
  if (kind === "latency") {
    addBuckets(context, "request", bucketsOf(listAt(statistic, "percentiles")));
  }
}

/** Longest id kept. */
const MAX_ID_CHARS = 200;

/** Returns buckets between the durations of percentiles, whose counts are sums. */
function bucketsOf(percentiles: readonly unknown[]): ToolBucket[] {
  let [lower, counted] = [0, 0];
  return percentiles.flatMap((percentile) => {
    const upper = maybeGoDuration(textAt(percentile, "duration"));
    const reached = numberAt(percentile, "count");
    if (upper === undefined || reached === null || reached <= counted) {
      lower = upper ?? lower;
      return [];
    }
    const bucket = { lower, upper, count: reached - counted };
    [lower, counted] = [upper, reached];
    return [bucket];
  });
}

/** Kinds of counters that other tools have too, and their unit. */
const counterKinds = new Map([
  ["upstream_cx_rx_bytes_total", ["received", "B"]],
  ["upstream_cx_tx_bytes_total", ["sent", "B"]],
]);

function addCounters(
  context: ToolContext,
  counters: readonly unknown[],
  seconds: number | null,
): void {
  const values = new Map<string, number>();
  for (const counter of counters) {
    const name = textAt(counter, "name").slice(0, MAX_ID_CHARS);
    const value = valueAt(counter, "value");
    const [, status] = /^benchmark\.http_(\dxx)$/.exec(name) ?? [];
    const [kind = name.replaceAll(".", "_"), symbol = ""] =
      counterKinds.get(name) ??
        (status === undefined ? [] : ["response_classes", ""]);
    addField(context, {
      label: status ?? name,
      value,
      kind,
      statistic: "value",
      symbol,
    });
    values.set(name, toNumber(value) ?? 0);
  }
  if (values.size === 0) {
    addRequestCounts(context, {});
    return;
  }
  const sum = (pattern: RegExp) =>
    [...values].filter(([name]) => pattern.test(name))
      .reduce((total, [, value]) => total + value, 0);
  const completed = sum(/^benchmark\.http_/);
  const hasCodes = [...values.keys()].some((name) =>
    name.startsWith("benchmark.")
  );
  if (hasCodes && seconds !== null && seconds > 0) {
    addField(context, {
      label: "benchmark.http_* / execution_duration",
      value: completed / seconds,
      kind: "throughput",
      statistic: "value",
      symbol: "1/s",
    });
  }
  addRequestCounts(context, {
    sent: {
      label: "upstream_rq_total",
      value: values.get("upstream_rq_total"),
    },
    completed: {
      label: "sum of benchmark.http_*",
      value: hasCodes ? completed : null,
    },
    failed: {
      label: "http_4xx, http_5xx, resets and failures to connect",
      value: hasCodes
        ? sum(
          /^benchmark\.(?:http_[45]xx|stream_resets|pool_connection_failure)$/,
        )
        : null,
    },
    dropped: {
      label: "benchmark.pool_overflow",
      value: hasCodes ? values.get("benchmark.pool_overflow") ?? 0 : null,
    },
  });
}
