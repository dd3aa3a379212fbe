/** Collects the samples of intervals in batches. */
import { addRows, emptyBatch, type OpenBatch } from "../../record/mod.ts";
import type { Piece } from "../source/importer.ts";
import type { YcsbIntervals, YcsbMetric } from "./ycsb_item.ts";

/** Samples of one piece. */
export interface SampleList {
  readonly batch: OpenBatch<"samples", "at" | "value">;
  /** Shapes in the batch, by run and metric. */
  readonly shapes: Map<string, Map<string, number>>;
}

/** Creates an empty list. */
export function emptySamples(): SampleList {
  return { batch: emptyBatch("samples", ["at", "value"]), shapes: new Map() };
}

/** Adds the samples of intervals to the list of a piece. */
export function addIntervals(
  list: SampleList,
  { metrics, metric, times, values }: YcsbIntervals,
  { piece, run_id }: { readonly piece: Piece; readonly run_id: string },
): void {
  const { batch } = list;
  if (values.length === 0) return;
  if (batch.count === 0) piece.batches.push(batch);
  const shapes = new Int32Array(metrics.length).fill(UNKNOWN);
  const first = addRows(batch, { shape: 0, rows: values.length });
  batch.numbers.at.set(times, first);
  batch.numbers.value.set(values, first);
  for (let i = 0; i < metric.length; i++) {
    const index = metric[i]!;
    let shape = shapes[index]!;
    if (shape === UNKNOWN) {
      shape = shapeOf(list, metrics[index]!, run_id);
      shapes[index] = shape;
    }
    batch.shape[first + i] = shape;
  }
}

/** Stands for a metric of which no sample was added. */
const UNKNOWN = -1;

function shapeOf(
  { batch, shapes }: SampleList,
  { metric, unit }: YcsbMetric,
  run_id: string,
): number {
  let known = shapes.get(run_id);
  if (known === undefined) shapes.set(run_id, known = new Map());
  let shape = known.get(metric);
  if (shape === undefined) {
    const common = { run_id, source: "generator", metric, unit };
    shape = batch.shapes.push({ ...common, at: null, value: 0 }) - 1;
    known.set(metric, shape);
  }
  return shape;
}
