/** Collects single operations of `measurementtype=raw` in batches. */
import { addRows, emptyBatch, type OpenBatch } from "../../record/mod.ts";
import type { Piece } from "../source/importer.ts";
import { wholeMs } from "../source/time.ts";
import { toKind } from "./ycsb_statistic.ts";
import type { YcsbOperations } from "./ycsb_item.ts";

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

/** Adds operations to the list of a piece; `number` is that of the first in its run, from 1. */
export function addOperations(
  { batch, shapes }: OperationList,
  { metric, times, latencies }: YcsbOperations,
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
  const first = addRows(batch, { shape, rows: times.length });
  const { operation_id, started_at, duration_s } = batch.numbers;
  for (let i = 0; i < times.length; i++) {
    const latency = latencies[i]!;
    operation_id[first + i] = number + i;
    // The client logs the end time of an operation.
    started_at[first + i] = wholeMs(times[i]! - latency / 1e3);
    duration_s[first + i] = latency / 1e6;
  }
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
