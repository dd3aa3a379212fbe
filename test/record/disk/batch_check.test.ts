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
