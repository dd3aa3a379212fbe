import { expect, test } from "vitest";
import { planCapacity } from "../../../src/analysis/scaling/capacity.ts";
import { scaleCells } from "../../../src/analysis/scaling/scale_cells.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";

const cells = scaleCells([
  ...toTestMeasuredRuns([1000, 1400], { nodes: 1 }),
  ...toTestMeasuredRuns([1300], { nodes: 1, workers: 50 }),
  ...toTestMeasuredRuns([2000, 2100], { nodes: 3 }),
  ...toTestMeasuredRuns([9000], { nodes: 5, ok: 900 }),
]);

test("planCapacity() returns the smallest cluster whose slowest repetition carries the load with its margin", () => {
  const plans = planCapacity(cells, [600, 800, 1000, 1500], { margin: 0.3 });
  expect(
    plans.map(({ cell, carries }) => [cell?.nodes, cell?.workers, carries]),
  )
    .toEqual([
      [1, 50, expect.closeTo(910, 9)],
      [1, 50, expect.closeTo(910, 9)],
      [3, 25, 1400],
      [undefined, undefined, null],
    ]);
  // Five nodes lose one operation in ten: their case does not count.
  expect(plans[3]).toMatchObject({
    target: 1500,
    value_size: 1024,
    maxCapacity: 1400,
  });
});
