/**
 * Schemas of the record, shared by every experiment and every importer.
 *
 * A record on disk is a folder `data/<experiment>/` with an append-only `reports.json` (one `Run` a line) and, for each
 * part (one run, or one import of many), a folder of tables as CSV or Parquet. Values are in base units (`units.ts`);
 * times are ISO 8601 text in UTC, null if they were not recorded.
 */
import { z } from "zod";
import { outcomes } from "./outcomes.ts";

/** Origin of the results; every mode but `real` is stated wherever a value is printed. */
export const Mode = z.enum(["real", "embedded", "simulated", "imported"]);
export type Mode = z.infer<typeof Mode>;

/**
 * Status of a run. `invalid` runs are kept, struck out, and excluded from statistics; `incomplete` runs were killed.
 */
export const RunStatus = z.enum([
  "running",
  "ok",
  "failed",
  "invalid",
  "skipped",
  "incomplete",
]);
export type RunStatus = z.infer<typeof RunStatus>;

/** Verdict on a run, by the experiment's objectives or by the person who ran it. */
export const Verdict = z.enum(["pass", "fail", "ignored", "repeat", "none"]);
export type Verdict = z.infer<typeof Verdict>;

/**
 * Outcome of an attempt; only `ok` is a success. `degraded`: done with fewer replicas than requested (202). `miss`:
 * an acknowledged key was not found. `rejected`: refused by a rate limit (429). `refused`: no connection. `failed`:
 * any other error. `unfinished`: in flight when the run ended.
 */
export const Outcome = z.enum(outcomes);
export type Outcome = z.infer<typeof Outcome>;

const time = z.iso.datetime({ offset: false });

/** Setting of a run. */
export const Param = z.strictObject({
  key: z.string().min(1),
  /** Value as text. */
  value: z.string(),
  /** In the base unit; null if the value is not one number. */
  number: z.number().nullable(),
  /** Base unit, empty for a bare count or a word. */
  unit: z.string(),
  /** Name in a printed table. */
  label: z.string(),
  /** Row in the table it was read from, or in the printed tables. */
  position: z.number().int(),
});
export type Param = z.infer<typeof Param>;

/** Objective of a run and its result, as evaluated when the run ended. */
export const ObjectiveResult = z.strictObject({
  metric: z.string(),
  is: z.enum(["at least", "at most"]),
  limit: z.number(),
  /** Null if the run could not measure it. */
  value: z.number().nullable(),
  /** `unknown`: not measured, which is no pass; `ignored`: not measured, and not required of such a run. */
  result: z.enum(["met", "missed", "unknown", "ignored"]),
});
export type ObjectiveResult = z.infer<typeof ObjectiveResult>;

/** One execution of one case: identity, settings, environment, and how it ended. */
export const Run = z.strictObject({
  /** Sorts by time and is a safe file name; see `run_id.ts`. */
  run_id: z.string().max(100).regex(/^[0-9A-Za-z][0-9A-Za-z_-]*$/),
  experiment: z.string().max(100).regex(/^[a-z0-9][a-z0-9-]*$/),
  case_id: z.string(),
  repetition: z.number().int().min(1),
  /** Folder of the run's tables: the id of the run or of the import. */
  part: z.string().max(100).regex(/^[0-9A-Za-z][0-9A-Za-z_-]*$/),
  system: z.string(),
  system_version: z.string(),
  mode: Mode,
  tool: z.string(),
  tool_version: z.string(),
  environment: z.record(z.string(), z.json()),
  started_at: time.nullable(),
  ended_at: time.nullable(),
  status: RunStatus,
  verdict: Verdict,
  /** The verdict as its author wrote it. */
  verdict_text: z.string(),
  /** Empty if there are none, or the record does not have them as data. */
  objectives: z.array(ObjectiveResult),
  /** Name of the imported file; empty for Loadline's own runs. */
  source: z.string(),
  notes: z.string(),
  params: z.array(Param),
});
export type Run = z.infer<typeof Run>;

const runId = z.string();

/** One attempted unit of work: a request, a push, a task, the recovery of one instance. */
export const Operation = z.strictObject({
  run_id: runId,
  operation_id: z.string(),
  kind: z.string(),
  subject: z.string(),
  started_at: time.nullable(),
  duration_s: z.number().min(0).nullable(),
  outcome: Outcome,
  /** Text for readers; empty if there is none. */
  error: z.string(),
  /** What the error was: an HTTP status, or a word such as `gone`, `conflict` or `check`; empty if there is none. */
  code: z.string(),
  bytes: z.number().int().min(0).nullable(),
  worker: z.string(),
});
export type Operation = z.infer<typeof Operation>;

/** Named point in time within one operation. */
export const Stage = z.strictObject({
  run_id: runId,
  operation_id: z.string(),
  stage: z.string(),
  at: time,
});
export type Stage = z.infer<typeof Stage>;

/** One measured value of one metric of one source at one time. */
export const Sample = z.strictObject({
  run_id: runId,
  source: z.string(),
  metric: z.string(),
  unit: z.string(),
  at: time.nullable(),
  value: z.number(),
});
export type Sample = z.infer<typeof Sample>;

/** Mergeable latency bucket of results without raw operations; bounds in seconds. */
export const Histogram = z.strictObject({
  run_id: runId,
  kind: z.string(),
  lower: z.number(),
  upper: z.number(),
  count: z.number().int().min(0),
});
export type Histogram = z.infer<typeof Histogram>;

/** Statistic that another tool or a person computed: kept as reported, never merged or averaged. */
export const Reported = z.strictObject({
  run_id: runId,
  kind: z.string(),
  /** min, max, median, mean, p95, value, nominal ... */
  statistic: z.string(),
  /** In the base unit; null if only words were reported (in `text` and `annotation`). */
  value: z.number().nullable(),
  unit: z.string(),
  n: z.number().int().min(0).nullable(),
  label: z.string(),
  position: z.number().int(),
  /** The cell or field as written. */
  text: z.string(),
  /** Note beside the number: `OOM`, `*`, `unclear`. */
  annotation: z.string(),
  /** Struck out by its author: shown, but excluded from statistics. */
  struck: z.boolean(),
});
export type Reported = z.infer<typeof Reported>;

/** Event of a run: a phase change, fault, restart, OOM, note or headline. See `eventKinds`. */
export const Event = z.strictObject({
  run_id: runId,
  at: time.nullable(),
  kind: z.string(),
  subject: z.string(),
  /** Text for readers. */
  detail: z.string(),
  /** JSON object as text, with the fields of its kind (`vocabulary.ts`). */
  data: z.string().refine(isJsonObject, "is not a JSON object").meta({
    sql: "JSON",
  }),
});
export type Event = z.infer<typeof Event>;

/** Reason to trust a value less. */
export const Warning = z.strictObject({
  /** Empty if it concerns a whole file. */
  run_id: runId,
  /** Part of Loadline that raised it: ingest, lab, load, analysis. */
  stage: z.string(),
  code: z.string(),
  message: z.string(),
  /** File, row and column, or empty. */
  place: z.string(),
  /** Number of occurrences. */
  n: z.number().int().min(1),
});
export type Warning = z.infer<typeof Warning>;

/**
 * What became of the lines of a stream: `sent` by the generator, `lost` if they had never arrived when the drain ended,
 * `duplicated` if they arrived more than once.
 */
export const LineOutcome = z.enum(["sent", "lost", "duplicated"]);
export type LineOutcome = z.infer<typeof LineOutcome>;

/** Consecutive lines of one stream with the same outcome at one sink: sequence numbers, not lines, are kept. */
export const Sequence = z.strictObject({
  run_id: runId,
  /** `generator` for lines that were sent; else the sink, hop or cluster that counted them. */
  subject: z.string(),
  outcome: LineOutcome,
  stream: z.number().int().min(0),
  /** Sequence numbers, both included. */
  first: z.number().int().min(0),
  last: z.number().int().min(0),
  /** Number of lines; of `duplicated` ones, the copies beyond the first. */
  n: z.number().int().min(1),
  /** When the first and the last of them were due. */
  from_at: time.nullable(),
  to_at: time.nullable(),
});
export type Sequence = z.infer<typeof Sequence>;

/** Row schemas of a part's tables, by table name; the runs themselves and their params are in `reports.json`. */
export const tables = {
  operations: Operation,
  stages: Stage,
  samples: Sample,
  histograms: Histogram,
  reported: Reported,
  events: Event,
  warnings: Warning,
  sequences: Sequence,
} as const;

/** Name of a table of a part. */
export type TableName = keyof typeof tables;

/** Row of a table. */
export type Row<T extends TableName> = z.infer<(typeof tables)[T]>;

/** Rows of every table, from an importer to a writer. */
export type Rows = { readonly [T in TableName]: readonly Row<T>[] };

/** Names of all tables, in the order of `tables`. */
export const tableNames = Object.keys(tables) as TableName[];

/** Returns true for the text of a JSON object. */
export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
