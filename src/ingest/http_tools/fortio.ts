/**
 * Imports the JSON of Fortio, and of Nighthawk in Fortio's shape, which writes counts as text and may leave out the least
 * and the largest latency.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { hasKeys } from "../load_frame/glance.ts";
import {
  entriesAt,
  listAt,
  numberAt,
  textAt,
  timeAt,
  toNumber,
  valueAt,
} from "../load_frame/document.ts";
import {
  addBuckets,
  addField,
  addFields,
  addOutcomes,
  addPercentile,
  addRequestCounts,
  type FieldRule,
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
import { maybeGoDuration } from "../source/go_time.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import { maybeTime } from "../source/time.ts";

/** Importer of Fortio, format `fortio`. */
export const fortio = defineTool({
  format: "fortio",
  title: "Fortio: JSON of -json, also as Nighthawk writes it",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "JSON of -json",
    marks: "the keys DurationHistogram, RequestedQPS, ActualDuration",
    fits: (glance) =>
      hasKeys(glance, "DurationHistogram") &&
      /"(?:RequestedQPS|ActualQPS|ActualDuration|RunType)"/.test(glance.text),
    isStreamed: false,
    read: readFortio,
  }],
});

const rules: readonly FieldRule[] = [
  ["DurationHistogram/Min", "latency", "min", "s"],
  ["DurationHistogram/Max", "latency", "max", "s"],
  ["DurationHistogram/Avg", "latency", "mean", "s"],
  ["DurationHistogram/StdDev", "latency", "sd", "s"],
  ["DurationHistogram/Sum", "latency", "sum", "s"],
  ["ErrorsDurationHistogram/Min", "latency_of_failures", "min", "s"],
  ["ErrorsDurationHistogram/Max", "latency_of_failures", "max", "s"],
  ["ErrorsDurationHistogram/Avg", "latency_of_failures", "mean", "s"],
  ["Sizes/Avg", "response_size", "mean", "B"],
  ["Sizes/Min", "response_size", "min", "B"],
  ["Sizes/Max", "response_size", "max", "B"],
  ["HeaderSizes/Avg", "header_size", "mean", "B"],
  ["ActualQPS", "throughput", "value", "1/s"],
  ["BytesSent", "sent", "value", "B"],
  ["BytesReceived", "received", "value", "B"],
];

function readFortio(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const startedAt = timeAt(json, "StartTime");
  const ns = durationOf(json);
  const rate = toNumber(valueAt(json, "RequestedQPS"));
  const run = toToolRun(file, options, {
    tool: textAt(json, "RunType") === "" && startedAt === null
      ? "nighthawk"
      : "fortio",
    toolVersion: textAt(json, "Version"),
    target: textAt(json, "URL") || textAt(json, "Destination"),
    startedAt,
    endedAt: startedAt === null || ns === null
      ? null
      : maybeTime(Date.parse(startedAt) + ns / 1e6),
    params: {
      workers: numberAt(json, "NumThreads"),
      rate: rate !== null && rate > 0 ? rate : null,
      duration: maybeGoDuration(textAt(json, "RequestedDuration")) ?? null,
      // Threads wait for each response; a late one is sent at once.
      loop: rate === null || rate <= 0 ? "closed" : "limited",
    },
    notes: textAt(json, "Labels"),
  });
  const piece = emptyPiece("values");
  piece.runs.push(run);
  const context: ToolContext = {
    piece,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  const n = numberAt(json, "DurationHistogram/Count");
  addFields(context, json, { rules, estimate: { estimator: "", n } });
  if (ns !== null) {
    addField(context, {
      label: "ActualDuration",
      value: ns,
      kind: "test_duration",
      statistic: "value",
      symbol: "ns",
    });
  }
  addPercentiles(context, json, "DurationHistogram", "latency");
  addPercentiles(
    context,
    json,
    "ErrorsDurationHistogram",
    "latency_of_failures",
  );
  const codes = entriesAt(json, "RetCodes");
  addOutcomes(context, "responses", codes);
  const isFailure = ([code]: readonly [string, unknown]) =>
    code !== "SERVING" && code !== "OK" && !/^[23]\d\d$/.test(code);
  addRequestCounts(context, {
    completed: { label: "DurationHistogram/Count", value: n },
    failed: codes.length === 0 ? { label: "", value: null } : {
      label: "RetCodes but 2xx, 3xx and SERVING",
      value: codes.filter(isFailure)
        .reduce((sum, [, count]) => sum + (toNumber(count) ?? 0), 0),
    },
  });
  addBuckets(context, "request", bucketsAt(json, "DurationHistogram"));
  if (valueAt(json, "DurationHistogram/Min") === undefined) {
    warnRun(
      context,
      "not-told",
      "the file does not tell the least and the largest latency",
    );
  }
  return piece;
}

/** Returns the duration of the run in nanoseconds, which Nighthawk writes as text with a unit. */
function durationOf(json: unknown): number | null {
  const written = valueAt(json, "ActualDuration");
  const number = toNumber(written);
  if (number !== null) return number;
  const seconds = maybeGoDuration(textAt(json, "ActualDuration"));
  return seconds === undefined ? null : seconds * 1e9;
}

function addPercentiles(
  context: ToolContext,
  json: unknown,
  path: string,
  kind: string,
): void {
  const n = numberAt(json, `${path}/Count`);
  for (const entry of listAt(json, `${path}/Percentiles`)) {
    const percent = numberAt(entry, "Percentile");
    addPercentile(context, {
      label: `${path} p${percent}`,
      percent,
      value: valueAt(entry, "Value"),
      kind,
      symbol: "s",
    }, { estimator: "interpolated in buckets", n });
  }
}

function bucketsAt(json: unknown, path: string) {
  return listAt(json, `${path}/Data`).map((bucket) => ({
    lower: valueAt(bucket, "Start"),
    upper: valueAt(bucket, "End"),
    count: valueAt(bucket, "Count"),
  }));
}
