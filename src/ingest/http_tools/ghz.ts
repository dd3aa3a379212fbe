/**
 * Imports the JSON of ghz (`-O json` and `-O pretty`): its calls are operations, its figures stay as reported.
 *
 * ghz stamps a call at its end; the operation starts its duration earlier.
 */
import { addRow, type Run } from "../../record/mod.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import { hasKeys } from "../load_frame/glance.ts";
import {
  entriesAt,
  listAt,
  msAt,
  numberAt,
  textAt,
  timeAt,
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
import { toToolRun } from "../load_frame/tool_run.ts";
import { cached } from "../source/cached.ts";
import {
  batchIn,
  emptyPiece,
  type Imported,
  type ImportOptions,
  isFull,
  type Piece,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { parseSkeleton, readBatches } from "../source/long_json.ts";
import { baseName } from "../source/machine.ts";
import { wholeMs } from "../source/time.ts";
import { bucketsOfMarks } from "./bucket_marks.ts";

/** Importer of ghz, format `ghz`. */
export const ghz = defineTool({
  format: "ghz",
  title: "ghz: JSON of -O json or -O pretty",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "JSON of -O json",
    marks: "the keys endReason, options, latencyDistribution",
    fits: (glance) =>
      hasKeys(glance, "endReason") &&
      /"(?:latencyDistribution|statusCodeDistribution|call)"/.test(glance.text),
    isStreamed: true,
    read: readGhz,
  }],
});

/** Figures of all calls. */
const rules: readonly FieldRule[] = [
  ["total", "test_duration", "value", "ns"],
  ["average", "latency", "mean", "ns"],
  ["rps", "throughput", "value", "1/s"],
];
/** Figures of calls that succeeded. */
const successRules: readonly FieldRule[] = [
  ["fastest", "latency", "min", "ns"],
  ["slowest", "latency", "max", "ns"],
];

function isDetails(path: readonly string[]): boolean {
  return path.length === 1 && path[0] === "details";
}

function* readGhz(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const json = parseSkeleton(file, isDetails);
  const run = toRun(file, options, json);
  const head = emptyPiece("values");
  head.runs.push(run);
  const context: ToolContext = {
    piece: head,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  const n = numberAt(json, "count");
  const statuses = entriesAt(json, "statusCodeDistribution");
  const errors = entriesAt(json, "errorDistribution");
  const failed = failedOf(statuses, errors);
  const succeeded = n === null || failed === null ? null : n - failed;
  addFields(context, json, { rules, estimate: { estimator: "", n } });
  addFields(context, json, {
    rules: successRules,
    estimate: { estimator: "", n: succeeded },
  });
  for (const entry of listAt(json, "latencyDistribution")) {
    const percent = numberAt(entry, "percentage");
    addPercentile(context, {
      label: `latencyDistribution/${percent}`,
      percent,
      value: valueAt(entry, "latency"),
      kind: "latency",
      symbol: "ns",
    }, { estimator: "nearest rank", n: succeeded });
  }
  addOutcomes(context, "responses", statuses);
  addOutcomes(context, "errors", errors);
  addRequestCounts(context, {
    sent: { label: "count", value: n },
    failed: {
      label: "errors, or statuses but OK",
      value: failed,
    },
  });
  if (failed !== null && failed > 0) {
    warnRun(
      context,
      "latency-without-failures",
      "calls that failed enter the mean, and no other latency of the tool",
      failed,
    );
  }
  const marks = listAt(json, "histogram").map((
    bucket,
  ) => [valueAt(bucket, "mark"), valueAt(bucket, "count")] as const);
  let calls = 0;
  let piece = head;
  for (const { values } of readBatches(file, isDetails)) {
    for (const detail of Object.values(values)) {
      addCall(piece, detail, { run, number: ++calls, file });
      if (!isFull(piece)) continue;
      yield piece;
      piece = emptyPiece("values");
    }
  }
  const last: ToolContext = { ...context, piece };
  if (calls === 0) {
    // Buckets repeat the calls where it has them.
    addBuckets(last, "request", bucketsOfMarks(marks));
  } else if (n !== null && calls !== n) {
    warnRun(
      last,
      "count-mismatch",
      `the file has ${calls} calls, and counts ${n}`,
    );
  }
  yield piece;
}

/** Returns the number of calls that failed; null if the file does not tell it. */
function failedOf(
  statuses: readonly (readonly [string, unknown])[],
  errors: readonly (readonly [string, unknown])[],
): number | null {
  if (statuses.length + errors.length === 0) return null;
  const sum = (of: readonly (readonly [string, unknown])[]) =>
    of.reduce((total, [, count]) => total + (toNumber(count) ?? 0), 0);
  // Early versions count the statuses of successes only.
  return Math.max(
    sum(errors),
    sum(statuses.filter(([status]) => status !== "OK")),
  );
}

function toRun(
  file: SourceFile,
  options: ImportOptions,
  json: unknown,
): Run {
  const endedAt = timeAt(json, "date");
  const rate = numberAt(json, "options/rps") ??
    numberAt(json, "options/qps");
  const run = toToolRun(file, options, {
    tool: "ghz",
    toolVersion: "",
    target: textAt(json, "options/host"),
    startedAt: null,
    endedAt,
    params: {
      workers: numberAt(json, "options/concurrency") ??
        numberAt(json, "options/c"),
      rate: rate === 0 ? null : rate,
      requests: numberAt(json, "options/total") ?? numberAt(json, "options/n"),
      loop: rate === null || rate === 0 ? "closed" : "limited",
      call: textAt(json, "options/call") || null,
    },
    notes: textAt(json, "name"),
  });
  const reason = textAt(json, "endReason");
  return reason === "" || reason === "normal"
    ? run
    : { ...run, notes: `${run.notes} (ended by ${reason})`.trim() };
}

/** Outcomes of gRPC's status codes that are more than failures. */
const outcomes = new Map(
  [
    ["OK", "ok"],
    ["DeadlineExceeded", "timeout"],
    ["Canceled", "cancelled"],
    ["Unavailable", "refused"],
    ["ResourceExhausted", "rejected"],
  ] as const,
);

interface CallContext {
  readonly run: Run;
  /** From 1. */
  readonly number: number;
  readonly file: SourceFile;
}

function addCall(
  piece: Piece,
  detail: unknown,
  { run: { run_id }, number, file }: CallContext,
): void {
  piece.counts.read++;
  const latency = numberAt(detail, "latency");
  const end = msAt(detail, "timestamp");
  if (latency === null || latency < 0) {
    piece.counts.rejected++;
    piece.rows.warnings.push(toWarning({
      run_id,
      code: "rejected-row",
      message: `call is left out as its latency is no number`,
      place: `${baseName(file.name)}, call ${number}`,
    }));
    return;
  }
  piece.counts.stored++;
  const batch = batchIn(piece, "operations", [
    "operation_id",
    "started_at",
    "duration_s",
  ], ["error"]);
  const status = textAt(detail, "status");
  const known = batch.shapes.findIndex(({ code }) =>
    code === (status === "OK" ? "" : status)
  );
  const shape = known >= 0 ? known : batch.shapes.push({
    run_id,
    operation_id: "",
    kind: "request",
    subject: "",
    started_at: null,
    duration_s: null,
    outcome: outcomes.get(status as never) ?? "failed",
    error: "",
    code: status === "OK" ? "" : ownText(status),
    bytes: null,
    worker: "",
  }) - 1;
  const i = addRow(batch, shape);
  batch.numbers.operation_id[i] = number;
  batch.numbers.started_at[i] = wholeMs(end - latency / 1e6);
  batch.numbers.duration_s[i] = latency / 1e9;
  batch.texts.error[i] = textAt(detail, "error");
}

const ownText = cached((text) => text);
