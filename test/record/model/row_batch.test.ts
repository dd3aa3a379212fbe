import { expect, test } from "vitest";
import {
  addRow,
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
