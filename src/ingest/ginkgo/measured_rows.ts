/** Adds samples of measurements to a piece: durations as operations, others as samples. */
import { addRow, addRows, baseUnit, toUnit } from "../../record/mod.ts";
import { batchIn, type Piece } from "../source/importer.ts";
import type { Measured } from "./measured.ts";

interface Context {
  readonly run_id: string;
  readonly measured: Measured;
}

/** Adds valid values of a measurement, which its summary does not have yet. */
export function addValues(
  piece: Piece,
  values: readonly number[],
  context: Context,
): void {
  const add = context.measured.isTimed ? addOperations : addSamples;
  add(piece, values, context);
}

function addOperations(
  piece: Piece,
  values: readonly number[],
  { run_id, measured: { ordinal, kind, subject, symbol, summary } }: Context,
): void {
  const { factor } = toUnit(symbol);
  const batch = batchIn(piece, "operations", ["operation_id", "duration_s"]);
  const shape = batch.shapes.push({
    run_id,
    operation_id: `${ordinal}-`,
    kind,
    subject,
    started_at: null,
    duration_s: null,
    outcome: "ok",
    error: "",
    code: "",
    bytes: null,
    worker: "",
  }) - 1;
  const first = addRows(batch, { shape, rows: values.length });
  const { operation_id, duration_s } = batch.numbers;
  for (let j = 0; j < values.length; j++) {
    operation_id[first + j] = summary.n + j + 1;
    duration_s[first + j] = values[j]! * factor;
  }
}

function addSamples(
  piece: Piece,
  values: readonly number[],
  { run_id, measured: { subject, kind, symbol, isKnown } }: Context,
): void {
  const unit = isKnown ? toUnit(symbol) : null;
  const batch = batchIn(piece, "samples", ["value"]);
  const shape = batch.shapes.push({
    run_id,
    source: subject,
    metric: kind,
    unit: unit === null ? symbol : baseUnit[unit.dimension],
    at: null,
    value: 0,
  }) - 1;
  for (const value of values) {
    const i = addRow(batch, shape);
    batch.numbers.value[i] = unit === null ? value : value * unit.factor;
  }
}
