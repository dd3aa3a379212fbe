import { expect, test } from "vitest";
import { BatchLines } from "../../../src/record/disk/csv_batch.ts";
import { cachedColumns, csvRow } from "../../../src/record/disk/csv_row.ts";
import {
  addRow,
  emptyBatch,
  type Operation,
  type RowBatch,
  rowsOf,
} from "../../../src/record/mod.ts";

const shape: Operation = {
  run_id: "r1",
  operation_id: "0-",
  kind: "get",
  subject: "node-0",
  started_at: null,
  duration_s: null,
  outcome: "ok",
  error: "",
  code: "",
  bytes: null,
  worker: "",
};

/** Returns the lines of the rows as objects. */
function toText(batch: RowBatch): string {
  const columns = cachedColumns(batch.table);
  return rowsOf(batch).map((row) => csvRow(row, columns)).join("");
}

function toLines(batch: RowBatch, lines = new BatchLines()): string {
  const found = lines.toLines(batch);
  return new TextDecoder().decode(found?.bytes);
}

/** Returns a batch of samples with these values. */
function withValues(values: readonly number[]): RowBatch {
  const batch = emptyBatch("samples", ["value"]);
  const common = { run_id: "r", source: "", metric: "m", unit: "", at: null };
  batch.shapes.push({ ...common, value: 0 });
  for (const value of values) {
    const i = addRow(batch, 0);
    batch.numbers.value[i] = value;
  }
  return batch;
}

/** Numbers of any size, the same each time. */
function* anyNumbers(): Generator<number> {
  let state = 1;
  for (let i = 0; i < 20_000; i++) {
    state = (state * 48_271) % 2_147_483_647;
    const size = 10 ** ((i % 40) - 20);
    yield (i % 2 === 0 ? 1 : -1) * size * state / 2_147_483_647;
    // With few decimals, as durations have.
    yield Math.round(1e6 * size * state / 2_147_483_647) / 1e6;
  }
}

test.each<[what: string, values: readonly number[]]>([
  ["integers", [
    0,
    -0,
    1,
    -1,
    9,
    10,
    99,
    100,
    2 ** 31,
    2 ** 53 - 1,
    1 - 2 ** 53,
  ]],
  ["large numbers", [2 ** 53, 1e20, 1e21, 1.5e300, -1e21, Number.MAX_VALUE]],
  ["small numbers", [1e-6, 1e-7, 9.99e-7, 0.0000015, 5e-324, -1e-6, -1e-7]],
  ["fractions", [
    0.1,
    0.5,
    -0.5,
    0.05,
    0.000001,
    1.000001,
    12.345678,
    0.1 + 0.2,
  ]],
  ["long fractions", [
    1 / 3,
    999_999_999.999999,
    1e9 + 0.1,
    123456789.123456789,
  ]],
  ["any numbers", [...anyNumbers()]],
])("toLines() writes %s as csvRow()", (_, values) => {
  const batch = withValues(values);
  expect(toLines(batch)).toBe(toText(batch));
});

test("toLines() writes times as csvRow(), also where a second or a year begins", () => {
  const batch = emptyBatch("operations", ["started_at"]);
  batch.shapes.push(shape);
  const begin = Date.UTC(2026, 0, 1);
  const times = [
    ...[begin, begin - 1, begin - 0.0004, begin - 0.001, begin + 999.9996],
    ...[begin + 0.25, begin + 7.001, 0, -0.5, -1000, 1.5e12, NaN],
    ...[253_402_300_799_999, -62_167_219_200_000, -62_167_219_199_999.5],
  ];
  for (let i = 0; i < 3000; i++) times.push(begin + i * 777.7777);
  for (const time of times) {
    const i = addRow(batch, 0);
    batch.numbers.started_at[i] = time;
  }
  expect(toLines(batch)).toBe(toText(batch));
});

test("toLines() writes texts as csvRow(): with quotes, with a number at the end, and of each row", () => {
  const batch = emptyBatch(
    "operations",
    ["operation_id", "duration_s", "bytes"],
    ["error", "worker"],
  );
  const texts = ["", "a,b", 'say "no"', "two\nlines", "é😀", "\ud800", "plain"];
  for (const [i, text] of texts.entries()) {
    batch.shapes.push({
      ...shape,
      operation_id: text,
      subject: text,
      code: text,
    });
    for (const id of [0, 17, -3, 0.25]) {
      const at = addRow(batch, i);
      batch.numbers.operation_id[at] = id;
      batch.numbers.duration_s[at] = at % 3 === 0 ? NaN : at / 8;
      batch.numbers.bytes[at] = at % 2 === 0 ? NaN : 2 ** 40;
      batch.texts.error.push(text);
      batch.texts.worker.push("w".repeat(at));
    }
  }
  const columns = cachedColumns("operations");
  const chars = rowsOf(batch).map((row) => String(csvRow(row, columns)).length);
  expect(new BatchLines().toLines(batch)).toEqual({
    bytes: new TextEncoder().encode(toText(batch)),
    chars: toText(batch).length,
    longestRowChars: Math.max(...chars),
  });
});

test("toLines() knows shapes of earlier batches, also when rows differ in other columns", () => {
  const lines = new BatchLines();
  const shapes = [shape, { ...shape, outcome: "failed" } as const];
  for (
    const columns of [["bytes"], ["bytes"], ["bytes", "duration_s"]] as const
  ) {
    const batch = emptyBatch("operations", columns);
    batch.shapes.push(...shapes);
    for (const [i, at] of [1, 0, 0, 1].entries()) {
      addRow(batch, at);
      for (const column of columns) batch.numbers[column][i] = i;
    }
    expect(toLines(batch, lines)).toBe(toText(batch));
  }
});

test("toLines() takes shapes as they are when the batch is written: of a list that has grown, or was filled anew", () => {
  const lines = new BatchLines();
  const batch = emptyBatch("operations", ["bytes"]);
  batch.shapes.push(shape);
  for (const subject of ["a", "b", "c"]) {
    const i = addRow(batch, batch.shapes.push({ ...shape, subject }) - 1);
    batch.numbers.bytes[i] = i;
    batch.shapes[0] = { ...shape, worker: subject };
    batch.numbers.bytes[addRow(batch, 0)] = 0;
    expect(toLines(batch, lines)).toBe(toText(batch));
  }
});

test.each<[what: string, number: number, id: number, outcome: string]>([
  ["a number", -1, 0, "ok"],
  ["a shape", 1, 0, "lucky"],
  ["a text without its number", 1, NaN, "ok"],
])("toLines() writes nothing of a batch with %s that is not to be written", (
  _,
  bytes,
  id,
  outcome,
) => {
  const batch = emptyBatch("operations", ["operation_id", "bytes"]);
  batch.shapes.push(shape, { ...shape, outcome: outcome as "ok" });
  const lines = new BatchLines();
  for (const [i, values] of [[1, 1], [id, bytes]].entries()) {
    addRow(batch, i);
    batch.numbers.operation_id[i] = values[0]!;
    batch.numbers.bytes[i] = values[1]!;
  }
  expect(lines.toLines(batch)).toBeNull();
  // And what follows is not spoilt.
  batch.count = 1;
  expect(toLines(batch, lines)).toBe(toText(batch));
});
