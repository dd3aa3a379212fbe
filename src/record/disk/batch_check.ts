/** Checks batches before they are written, as `row_check.ts` checks rows. */
import { type Column, columns } from "../model/columns.ts";
import { endsText, type RowBatch } from "../model/row_batch.ts";
import { columnChecks, MAX_TEXT_CHARS } from "./row_check.ts";

/** The first and the last millisecond of the years 0 to 9999. */
const [MIN_TIME_MS, MAX_TIME_MS] = [-62_167_219_200_000, 253_402_300_799_999];

/** Returns true if the table can hold every row of a batch; only rows as objects tell which it cannot. */
export function fitsBatch(batch: RowBatch): boolean {
  return batch.count === 0 ||
    fitShapes(batch, [0, batch.shapes.length]) && fitsColumns(batch);
}

/** Returns true if the table can hold the first row of a batch as one of the shape at this index. */
export function fitsShape(batch: RowBatch, index: number): boolean {
  return fitShapes(batch, [index, index + 1]);
}

/** Whether the table can hold the first row of a batch as one of each shape from one index to another. */
function fitShapes(
  { table, shapes, numbers, texts }: RowBatch,
  [from, to]: readonly [number, number],
): boolean {
  // By column, as a row for each shape takes several times as long, and small files have a shape for each few rows.
  return columnChecks[table].every(({ column, problemOf }, i) => {
    const text = texts[column]?.[0];
    if (text !== undefined) return problemOf(text) === "";
    const end = numbers[column]?.[0] ?? null;
    const { type } = columns[table][i]!;
    if (end !== null && type !== "VARCHAR") {
      // All times are checked as numbers.
      return type === "TIMESTAMP" ||
        problemOf(Number.isNaN(end) ? null : end) === "";
    }
    const hasEnd = end !== null && !Number.isNaN(end);
    let last: unknown = NaN;
    for (let at = from; at < to; at++) {
      const shape = shapes[at]! as Readonly<Record<string, unknown>>;
      const value = shape[column];
      // Neighbours mostly share a value.
      if (value === last) continue;
      last = value;
      if (problemOf(hasEnd ? `${value}${end}` : value) !== "") return false;
    }
    return true;
  });
}

/** Returns true if the table can hold what rows of one shape differ in. */
export function fitsColumns(batch: RowBatch): boolean {
  const { table, count } = batch;
  return columns[table].every((column) => {
    const values = batch.numbers[column.name];
    return values === undefined || fitsNumbers(column, values, count);
  }) && columns[table].every((column, i) => {
    const texts = batch.texts[column.name];
    if (texts === undefined) return true;
    // Most columns hold any text; to ask each time for its problem takes three times as long.
    const { problemOf } = columnChecks[table][i]!;
    return column.type === "VARCHAR" && column.options === null
      ? texts.every(({ length }) => length <= MAX_TEXT_CHARS)
      : texts.every((text) => problemOf(text) === "");
  });
}

function fitsNumbers(
  { type, min, nullable }: Column,
  values: Float64Array,
  count: number,
): boolean {
  if (type === "VARCHAR") {
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      if (!Number.isNaN(value) && !endsText(value)) return false;
    }
    return true;
  }
  const isWhole = type !== "DOUBLE" && type !== "TIMESTAMP";
  const [lowest, highest] = type === "TIMESTAMP"
    ? [MIN_TIME_MS, MAX_TIME_MS]
    : isWhole
    ? [min ?? Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    : [min ?? -Number.MAX_VALUE, Number.MAX_VALUE];
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value >= lowest && value <= highest) {
      if (isWhole && !Number.isInteger(value)) return false;
    } else if (!nullable || !Number.isNaN(value)) return false;
  }
  return true;
}
