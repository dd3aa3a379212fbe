/**
 * Imports the JSON of autocannon.
 *
 * Latencies are whole milliseconds: the median of a fast server is 0. Percentiles of requests are of its seconds.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { hasKeys } from "../load_frame/glance.ts";
import {
  entriesAt,
  numberAt,
  textAt,
  timeAt,
  valueAt,
} from "../load_frame/document.ts";
import {
  addField,
  addOutcomes,
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { toToolRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";

/** Importer of autocannon, format `autocannon`. */
export const autocannon = defineTool({
  format: "autocannon",
  title: "autocannon: JSON of -j",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "JSON of -j",
    marks: "the keys requests, latency, throughput, non2xx",
    fits: (glance) =>
      hasKeys(glance, "requests", "latency", "throughput", "non2xx"),
    isStreamed: false,
    read: readAutocannon,
  }],
});

/** Distributions of a result, and the number of values of each. */
const distributions = [
  { path: "latency", kind: "latency", symbol: "ms", n: "latency/totalCount" },
  {
    path: "requests",
    kind: "throughput_of_a_second",
    symbol: "1/s",
    n: "samples",
  },
  {
    path: "throughput",
    kind: "traffic_of_a_second",
    symbol: "B/s",
    n: "samples",
  },
] as const;

const statistics = new Map([
  ["mean", "mean"],
  ["stddev", "sd"],
  ["min", "min"],
  ["max", "max"],
]);

function readAutocannon(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const run = toToolRun(file, options, {
    tool: "autocannon",
    toolVersion: "",
    target: textAt(json, "url"),
    startedAt: timeAt(json, "start"),
    endedAt: timeAt(json, "finish"),
    params: {
      workers: numberAt(json, "connections"),
      pipeline: numberAt(json, "pipelining"),
      loop: "closed",
    },
    notes: textAt(json, "title"),
  });
  const piece = emptyPiece("values");
  piece.runs.push(run);
  const context: ToolContext = {
    piece,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  for (const { path, kind, symbol, n } of distributions) {
    for (const [key, value] of entriesAt(json, path)) {
      const statistic = toStatistic(key);
      if (statistic === null) continue;
      addField(
        context,
        { label: `${path}/${key}`, value, kind, statistic, symbol },
        {
          estimator: statistic.startsWith("p") ? "HdrHistogram" : "",
          n: numberAt(json, n),
        },
      );
    }
  }
  const duration = valueAt(json, "duration");
  if (duration !== undefined) {
    addField(context, {
      label: "duration",
      value: duration,
      kind: "test_duration",
      statistic: "value",
      symbol: "s",
    });
  }
  addOutcomes(
    context,
    "response_classes",
    ["1xx", "2xx", "3xx", "4xx", "5xx"].flatMap((
      key,
    ) => valueAt(json, key) === undefined ? [] : [[key, valueAt(json, key)]]),
  );
  addOutcomes(
    context,
    "errors",
    ["errors", "timeouts", "resets", "mismatches"].flatMap((
      key,
    ) => valueAt(json, key) === undefined ? [] : [[key, valueAt(json, key)]]),
  );
  // Newer versions count each status, some as text.
  addOutcomes(
    context,
    "responses",
    entriesAt(json, "statusCodeStats").map((
      [status, count],
    ) => [status, valueAt(count, "count") ?? count]),
  );
  const [errors, non2xx] = [numberAt(json, "errors"), numberAt(json, "non2xx")];
  addRequestCounts(context, {
    sent: { label: "requests/sent", value: valueAt(json, "requests/sent") },
    completed: {
      label: "requests/total",
      value: valueAt(json, "requests/total"),
    },
    failed: {
      label: "errors and non2xx",
      value: errors === null || non2xx === null ? null : errors + non2xx,
    },
  });
  if (numberAt(json, "latency/p50") === 0) {
    warnRun(
      context,
      "coarse-latency",
      "latencies are whole milliseconds, and the median is below one",
    );
  }
  return piece;
}

/** Returns the statistic of a key such as `p97_5`, or `p999` of old versions; null for another key. */
function toStatistic(key: string): string | null {
  if (statistics.has(key)) return statistics.get(key)!;
  const [, percent] = /^p(\d+(?:_\d+)?)$/.exec(key) ?? [];
  if (percent === undefined) return null;
  if (/^999+$/.test(percent)) return `p99.${percent.slice(2)}`;
  return `p${Number(percent.replace("_", "."))}`;
}
