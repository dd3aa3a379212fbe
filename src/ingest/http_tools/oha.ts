/**
 * Imports the JSON of oha.
 *
 * Its rate of success leaves out requests that the deadline aborted, and may be 1 beside errors; `total` is in seconds.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { hasKeys } from "../load_frame/glance.ts";
import {
  entriesAt,
  numberAt,
  toNumber,
  valueAt,
} from "../load_frame/document.ts";
import {
  addBuckets,
  addFields,
  addOutcomes,
  addPercentile,
  addRequestCounts,
  type FieldRule,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import { bucketsOfMarks } from "./bucket_marks.ts";

/** Importer of oha, format `oha`. */
export const oha = defineTool({
  format: "oha",
  title: "oha: JSON of --output-format json",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "JSON of --output-format json",
    marks: "the keys summary, successRate, latencyPercentiles",
    fits: (glance) =>
      hasKeys(glance, "summary", "successRate", "latencyPercentiles"),
    isStreamed: false,
    read: readOha,
  }],
});

const rules: readonly FieldRule[] = [
  ["summary/successRate", "success_rate", "value", "1"],
  ["summary/total", "test_duration", "value", "s"],
  ["summary/slowest", "latency", "max", "s"],
  ["summary/fastest", "latency", "min", "s"],
  ["summary/average", "latency", "mean", "s"],
  ["summary/requestsPerSec", "throughput", "value", "1/s"],
  ["summary/totalData", "received", "value", "B"],
  ["summary/sizePerRequest", "response_size", "mean", "B"],
  ["summary/sizePerSec", "traffic", "value", "B/s"],
  ["rps/mean", "throughput_of_moments", "mean", "1/s"],
  ["rps/stddev", "throughput_of_moments", "sd", "1/s"],
  ["rps/max", "throughput_of_moments", "max", "1/s"],
  ["rps/min", "throughput_of_moments", "min", "1/s"],
  ["details/DNSDialup/average", "connect", "mean", "s"],
  ["details/DNSDialup/fastest", "connect", "min", "s"],
  ["details/DNSDialup/slowest", "connect", "max", "s"],
  ["details/DNSLookup/average", "lookup", "mean", "s"],
  ["details/DNSLookup/fastest", "lookup", "min", "s"],
  ["details/DNSLookup/slowest", "lookup", "max", "s"],
];

/** Percentiles by what they are of. */
const percentiles = [
  ["latencyPercentiles", "latency", "s"],
  ["latencyPercentilesSuccessful", "latency_of_successes", "s"],
  ["latencyPercentilesNotSuccessful", "latency_of_failures", "s"],
  ["firstBytePercentiles", "first_byte", "s"],
  ["rps/percentiles", "throughput_of_moments", "1/s"],
] as const;

function readOha(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const run = toToolRun(file, options, {
    ...unknownRun,
    tool: "oha",
    params: {},
  });
  const piece = emptyPiece("values");
  piece.runs.push(run);
  const context: ToolContext = {
    piece,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  const statuses = entriesAt(json, "statusCodeDistribution");
  const errors = entriesAt(json, "errorDistribution");
  const sum = (of: readonly (readonly [string, unknown])[]) =>
    of.reduce((total, [, n]) => total + (toNumber(n) ?? 0), 0);
  const completed = sum(statuses);
  addFields(context, json, { rules });
  for (const [path, kind, symbol] of percentiles) {
    for (const [name, value] of entriesAt(json, path)) {
      // No response, no percentile.
      if (value === null) continue;
      addPercentile(context, {
        label: `${path}/${name}`,
        percent: /^p([\d.]+)$/.exec(name)?.[1],
        value,
        kind,
        symbol,
      }, {
        estimator: "rank floor(pn) + 1",
        n: kind === "latency" ? completed : null,
      });
    }
  }
  addOutcomes(context, "responses", statuses);
  addOutcomes(context, "errors", errors);
  const isAborted = ([error]: readonly [string, unknown]) =>
    error === "aborted due to deadline";
  const failed = sum(errors.filter((error) => !isAborted(error))) +
    sum(statuses.filter(([status]) => status >= "400"));
  addRequestCounts(
    context,
    valueAt(json, "statusCodeDistribution") === undefined ? {} : {
      sent: { label: "responses and errors", value: completed + sum(errors) },
      completed: { label: "responses", value: completed },
      failed: {
        label: "responses from 400 on, and errors but those of the deadline",
        value: failed,
      },
    },
  );
  const aborted = sum(errors.filter(isAborted));
  if (aborted > 0) {
    warnRun(
      context,
      "unfinished-left-out",
      "requests in flight at the deadline enter no figure of the tool",
      aborted,
    );
  }
  if (numberAt(json, "summary/successRate") === 1 && failed > 0) {
    warnRun(
      context,
      "success-rate-contradicted",
      "the tool's rate of success is 1 beside responses or errors that are none",
      failed,
    );
  }
  addBuckets(
    context,
    "request",
    bucketsOfMarks(entriesAt(json, "responseTimeHistogram")),
  );
  return piece;
}
