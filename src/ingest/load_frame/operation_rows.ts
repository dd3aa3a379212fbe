/** Adds requests that an importer reads itself, row by row, as a batch. */
import { addRow, type Operation } from "../../record/mod.ts";
import { batchIn, type Piece } from "../source/importer.ts";

/** A request. */
export interface RequestRow {
  readonly run_id: string;
  /** From 1, in the order of the file. */
  readonly number: number;
  readonly subject: string;
  /** Unix time of its start in ms; NaN if unknown. */
  readonly startMs: number;
  readonly durationS: number;
  readonly outcome: Operation["outcome"];
  readonly error: string;
  /** HTTP status of a response that was no success; empty for others. */
  readonly code: string;
  /** NaN if unknown. */
  readonly bytes: number;
  readonly worker: string;
}

/** Longest text kept: an error may hold the body of a response. */
const MAX_TEXT_CHARS = 1000;

/** Adds a request to the operations of a piece. */
export function addRequest(piece: Piece, row: RequestRow): void {
  const batch = batchIn(piece, "operations", [
    "operation_id",
    "started_at",
    "duration_s",
    "bytes",
  ], ["subject", "error", "code", "worker"]);
  const known = batch.shapes.findIndex(({ run_id, outcome }) =>
    run_id === row.run_id && outcome === row.outcome
  );
  const shape = known >= 0 ? known : batch.shapes.push({
    run_id: row.run_id,
    operation_id: "",
    kind: "request",
    subject: "",
    started_at: null,
    duration_s: null,
    outcome: row.outcome,
    error: "",
    code: "",
    bytes: null,
    worker: "",
  }) - 1;
  const i = addRow(batch, shape);
  batch.numbers.operation_id[i] = row.number;
  batch.numbers.started_at[i] = row.startMs;
  batch.numbers.duration_s[i] = row.durationS;
  batch.numbers.bytes[i] = row.bytes;
  batch.texts.subject[i] = row.subject.slice(0, MAX_TEXT_CHARS);
  batch.texts.error[i] = row.error.slice(0, MAX_TEXT_CHARS);
  batch.texts.code[i] = row.code;
  batch.texts.worker[i] = row.worker.slice(0, MAX_TEXT_CHARS);
}

/** Adds a sample of the load generator; `ms` is its Unix time, NaN if unknown. */
export function addSample(
  piece: Piece,
  what: {
    readonly run_id: string;
    readonly metric: string;
    readonly unit: string;
  },
  point: { readonly ms: number; readonly value: number },
): void {
  addSourceSample(piece, { ...what, source: "generator" }, point);
}

/** Adds a sample of any source; `ms` is its Unix time, NaN if unknown. */
export function addSourceSample(
  piece: Piece,
  { run_id, source, metric, unit }: {
    readonly run_id: string;
    readonly source: string;
    readonly metric: string;
    readonly unit: string;
  },
  { ms, value }: { readonly ms: number; readonly value: number },
): void {
  const batch = batchIn(piece, "samples", ["at", "value"], [
    "source",
    "metric",
  ]);
  const known = batch.shapes.findIndex((shape) =>
    shape.run_id === run_id && shape.unit === unit
  );
  const shape = known >= 0 ? known : batch.shapes.push({
    run_id,
    source: "",
    metric: "",
    unit,
    at: null,
    value: 0,
  }) - 1;
  const i = addRow(batch, shape);
  batch.numbers.at[i] = ms;
  batch.numbers.value[i] = value;
  batch.texts.source[i] = source;
  batch.texts.metric[i] = metric;
}
