import { expect, test } from "vitest";
import {
  addRow,
  emptyBatch,
  findMisfit,
  fitsBatch,
  rowsOf,
} from "../../../src/record/mod.ts";

const last = 253_402_300_799_999;

test.each<[at: number, value: number, fits: boolean]>([
  [0, 1, true],
  [NaN, -1e308, true],
  [last, 5e-324, true],
  [-62_167_219_200_000, 0, true],
  [last + 1, 0, false],
  [-62_167_219_200_001, 0, false],
  [Infinity, 0, false],
  [0, NaN, false],
  [0, Infinity, false],
  [0, -Infinity, false],
])("fitsBatch() of a sample at %s of %s is %s, as for its row", (
  at,
  value,
  fits,
) => {
  const batch = emptyBatch("samples", ["at", "value"]);
  const shape = { run_id: "r", source: "", metric: "m", unit: "", at: null };
  batch.shapes.push({ ...shape, value: 0 });
  const i = addRow(batch, 0);
  batch.numbers.at[i] = at;
  batch.numbers.value[i] = value;
  expect(fitsBatch(batch)).toBe(fits);
  expect(findMisfit("samples", rowsOf(batch)[0]!) === null).toBe(fits);
});

test("fitsBatch() checks what the rows have in common", () => {
  const batch = emptyBatch("samples", ["value"]);
  const shape = { run_id: "r", source: "", metric: "m", unit: "", at: "today" };
  batch.shapes.push({ ...shape, value: 0 });
  expect(fitsBatch(batch)).toBe(true);
  addRow(batch, 0);
  expect(fitsBatch(batch)).toBe(false);
});

test.each<[metrics: (string | number | null)[], fits: boolean]>([
  [["a", "a", "b"], true],
  [["a", "a", 7], false],
  [[7, "a"], false],
  [["a", null, "a"], false],
])("fitsBatch() of shapes with the metrics %j is %s", (metrics, fits) => {
  const batch = emptyBatch("samples", ["value"]);
  const shape = { run_id: "r", source: "", unit: "", at: null, value: 0 };
  for (const metric of metrics) {
    batch.shapes.push({ ...shape, metric: metric as string });
  }
  addRow(batch, 0);
  expect(fitsBatch(batch)).toBe(fits);
});

const reported = {
  run_id: "r",
  kind: "get_latency",
  statistic: "",
  value: null,
  unit: "s",
  n: null,
  label: "",
  position: 1,
  text: "",
  annotation: "",
  struck: false,
};

test.each<[end: number, fits: boolean]>([
  [NaN, true],
  [-5, true],
  [0.0001, true],
  [1e15 / 3, true],
  [0.00009, false],
  [2 ** 53, false],
  [1e300, false],
  [Infinity, false],
])("fitsBatch() of a text that ends with %s is %s", (end, fits) => {
  const batch = emptyBatch("reported", ["text"]);
  batch.shapes.push(reported);
  const i = addRow(batch, 0);
  batch.numbers.text[i] = end;
  expect(fitsBatch(batch)).toBe(fits);
});

test("fitsBatch() checks every text as that of a row", () => {
  const batch = emptyBatch("operations", ["duration_s"], ["outcome", "error"]);
  batch.shapes.push({
    run_id: "r",
    operation_id: "1",
    kind: "get",
    subject: "",
    started_at: null,
    duration_s: null,
    outcome: "ok",
    error: "",
    code: "",
    bytes: null,
    worker: "",
  });
  for (const outcome of ["ok", "failed"] as const) {
    const i = addRow(batch, 0);
    batch.numbers.duration_s[i] = 1;
    batch.texts.outcome[i] = outcome;
    batch.texts.error[i] = "none";
  }
  expect(fitsBatch(batch)).toBe(true);
  batch.texts.outcome[1] = "lucky";
  expect(fitsBatch(batch)).toBe(false);
  batch.texts.outcome[1] = "ok";
  batch.texts.error[1] = "x".repeat(3_000_000);
  expect(fitsBatch(batch)).toBe(false);
});

test.each<[column: string, value: unknown, fits: boolean]>([
  ["run_id", 7, false],
  ["subject", null, false],
  ["outcome", "lucky", false],
  ["started_at", "today", false],
  ["bytes", -1, false],
  ["bytes", 7, true],
  ["worker", "too long", false],
  ["operation_id", "too long", false],
  ["operation_id", "3-", true],
  // Its numbers and texts come from elsewhere.
  ["duration_s", "unused", true],
  ["error", 7, true],
])("fitsBatch() of a shape whose %s is %s is %s, as for its row", (
  column,
  value,
  fits,
) => {
  const batch = emptyBatch("operations", ["operation_id", "duration_s"], [
    "error",
  ]);
  const shape = {
    run_id: "r",
    operation_id: "1-",
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
  const given = value === "too long" ? "x".repeat(3_000_000) : value;
  batch.shapes.push({ ...shape, [column]: given });
  const i = addRow(batch, 0);
  batch.numbers.operation_id[i] = 12;
  batch.numbers.duration_s[i] = 0.5;
  batch.texts.error[i] = "none";
  expect(fitsBatch(batch)).toBe(fits);
  expect(findMisfit("operations", rowsOf(batch)[0]!) === null).toBe(fits);
});
