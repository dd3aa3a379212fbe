import { expect, test } from "vitest";
import {
  addRow,
  addRows,
  emptyBatch,
  endsText,
  rowsOf,
} from "../../../src/record/mod.ts";

const shape = {
  run_id: "r1",
  operation_id: "2-",
  kind: "get",
  subject: "",
  started_at: null,
  duration_s: null,
  outcome: "ok",
  error: "",
  code: "",
  bytes: null,
  worker: "",
} as const;

test("rowsOf() joins shapes and numbers: times as ISO 8601, texts with their beginning, NaN as null", () => {
  const batch = emptyBatch("operations", [
    "operation_id",
    "started_at",
    "duration_s",
  ]);
  batch.shapes.push(shape, { ...shape, operation_id: "", outcome: "failed" });
  for (
    const [of, id, at, seconds] of [[0, 7, 1.5e12, 0.25], [1, 8, NaN, NaN]]
  ) {
    const i = addRow(batch, of!);
    batch.numbers.operation_id[i] = id!;
    batch.numbers.started_at[i] = at!;
    batch.numbers.duration_s[i] = seconds!;
  }
  expect(rowsOf(batch)).toEqual([
    {
      ...shape,
      operation_id: "2-7",
      started_at: "2017-07-14T02:40:00.000Z",
      duration_s: 0.25,
    },
    { ...shape, operation_id: "8", outcome: "failed" },
  ]);
});

test("addRow() keeps the rows of a batch that grows", () => {
  const batch = emptyBatch("operations", ["duration_s"]);
  batch.shapes.push(shape);
  for (let n = 0; n < 10_000; n++) {
    const i = addRow(batch, 0);
    batch.numbers.duration_s[i] = n;
  }
  expect(rowsOf(batch).map(({ duration_s }) => duration_s)).toEqual(
    Array.from({ length: 10_000 }, (_, n) => n),
  );
});

test.each([1, 254, 255, 256, 2047, 2048, 10_000])(
  "addRows() adds %d rows of one shape behind those before",
  (rows) => {
    const batch = emptyBatch("operations", ["duration_s"]);
    batch.shapes.push(shape, { ...shape, outcome: "failed" });
    const before = addRow(batch, 0);
    batch.numbers.duration_s[before] = 5;
    const first = addRows(batch, { shape: 1, rows });
    expect([first, batch.count]).toEqual([1, 1 + rows]);
    batch.numbers.duration_s.fill(7, first, batch.count);
    const behind = addRow(batch, 0);
    batch.numbers.duration_s[behind] = 9;
    const all = rowsOf(batch);
    expect(all.at(0)).toEqual({ ...shape, duration_s: 5 });
    expect(all.at(-1)).toEqual({ ...shape, duration_s: 9 });
    const failed = { ...shape, outcome: "failed", duration_s: 7 };
    expect(all.slice(1, -1)).toEqual(Array(rows).fill(failed));
  },
);

test.each([
  [1.5e12 + 0.25, "2017-07-14T02:40:00.000250Z"],
  [1.5e12 - 0.0004, "2017-07-14T02:40:00.000Z"],
  [-0.5, "1969-12-31T23:59:59.999500Z"],
  [253_402_300_799_999, "9999-12-31T23:59:59.999Z"],
])("rowsOf() gives the time %d to the microsecond", (ms, text) => {
  const batch = emptyBatch("operations", ["started_at"]);
  batch.shapes.push(shape);
  const i = addRow(batch, 0);
  batch.numbers.started_at[i] = ms;
  expect(rowsOf(batch)[0]?.started_at).toBe(text);
});

test("rowsOf() takes texts as they are, and adds nothing to a text without a number", () => {
  const batch = emptyBatch("operations", ["operation_id"], ["kind", "error"]);
  batch.shapes.push(shape);
  for (const [number, kind] of [[NaN, "get"], [0.5, "put"]] as const) {
    const i = addRow(batch, 0);
    batch.numbers.operation_id[i] = number;
    batch.texts.kind[i] = kind;
    batch.texts.error[i] = `no ${kind}`;
  }
  expect(rowsOf(batch)).toEqual([
    { ...shape, operation_id: "2-", kind: "get", error: "no get" },
    { ...shape, operation_id: "2-0.5", kind: "put", error: "no put" },
  ]);
});

test.each([
  [0, true],
  [-7, true],
  [1.5, true],
  [-0.0001, true],
  [0.00001, false],
  [2 ** 53, false],
  [NaN, false],
  [Infinity, false],
])("endsText(%d) is %s", (value, expected) => {
  expect(endsText(value)).toBe(expected);
});
