/** Collects single operations of `measurementtype=raw` in batches. */
import { addRow, emptyBatch, type OpenBatch } from "../../record/mod.ts";
import type { Piece } from "../source/importer.ts";
import { wholeMs } from "../source/time.ts";
import { toKind } from "./ycsb_kind.ts";
import type { YcsbOperation } from "./ycsb_item.ts";

/** Operations of one piece. */
export interface OperationList {
  readonly batch: OpenBatch<
    "operations",
    "operation_id" | "started_at" | "duration_s"
  >;
  /** Shapes in the batch, by run and metric. */
  readonly shapes: Map<string, Map<string, number>>;
}

/** Creates an empty list. */
export function emptyOperations(): OperationList {
  return {
    batch: emptyBatch("operations", [
      "operation_id",
      "started_at",
      "duration_s",
    ]),
    shapes: new Map(),
  };
}

/** Adds an operation to the list of a piece; `number` counts those of its run, from 1. */
export function addOperation(
  { batch, shapes }: OperationList,
  { metric, at, latency }: YcsbOperation,
  { piece, run_id, number }: {
    readonly piece: Piece;
    readonly run_id: string;
    readonly number: number;
  },
): void {
  if (batch.count === 0) piece.batches.push(batch);
  let known = shapes.get(run_id);
  if (known === undefined) shapes.set(run_id, known = new Map());
  let shape = known.get(metric);
  if (shape === undefined) {
    shape = batch.shapes.push(toShape(metric, run_id)) - 1;
    known.set(metric, shape);
  }
  const i = addRow(batch, shape);
  batch.numbers.operation_id[i] = number;
  // The client logs the end time of an operation.
  batch.numbers.started_at[i] = wholeMs(at - latency / 1e3);
  batch.numbers.duration_s[i] = latency / 1e6;
}

function toShape(
  metric: string,
  run_id: string,
): OperationList["batch"]["shapes"][number] {
  const failed = metric.endsWith(FAILED);
  return {
    run_id,
    operation_id: "",
    kind: toKind(failed ? metric.slice(0, -FAILED.length) : metric),
    subject: "",
    started_at: null,
    duration_s: null,
    outcome: failed ? "failed" : "ok",
    error: "",
    code: "",
    bytes: null,
    worker: "",
  };
}

const FAILED = "-FAILED";
