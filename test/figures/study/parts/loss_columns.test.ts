import { expect, test } from "vitest";
import { lossColumns } from "../../../../src/figures/study/parts/loss_columns.ts";

const lost = (from: number, until: number, n: number) => ({
  outcome: "lost" as const,
  from,
  until,
  n,
});
const options = { width: 0.5, rate: 100 };

test("lossColumns() keeps the number of lines, and joins columns in which all were lost", () => {
  expect(lossColumns([lost(1, 3, 200)], options)).toEqual([
    { ...lost(1, 3, 200), share: 1 },
  ]);
});

test("lossColumns() adds short ranges up, and keeps columns apart that lost another share", () => {
  const columns = lossColumns(
    [lost(0.1, 0.1, 1), lost(0.3, 0.31, 4), lost(0.5, 1, 50)],
    options,
  );
  expect(columns).toEqual([
    { ...lost(0, 0.5, 5), share: 0.1 },
    { ...lost(0.5, 1, 50), share: 1 },
  ]);
});

test("lossColumns() does not join what is not beside each other, nor other outcomes", () => {
  const columns = lossColumns([
    lost(0, 0.5, 50),
    lost(1, 1.5, 50),
    { ...lost(0.5, 1, 50), outcome: "duplicated" },
  ], options);
  expect(columns.map(({ outcome, from }) => [outcome, from])).toEqual([
    ["lost", 0],
    ["lost", 1],
    ["duplicated", 0.5],
  ]);
});

test("lossColumns() sums up to all lines of a hundred thousand ranges", () => {
  const ranges = Array.from(
    { length: 100_000 },
    (_, i) => lost(i * 1e-4, i * 1e-4, 1),
  );
  const columns = lossColumns(ranges, { width: 0.03, rate: 30_000 });
  const sum = columns.reduce((sum, { n }) => sum + n, 0);
  expect(sum).toBe(100_000);
  expect(columns.length).toBeLessThan(340);
});
