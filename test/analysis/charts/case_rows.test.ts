import { expect, test } from "vitest";
import { scaleCaseRows } from "../../../src/analysis/charts/case_rows.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

test("scaleCaseRows() returns every valid run by workers, size and nodes", () => {
  const study = toTestStudy([
    ...toTestMeasuredRuns([100], { session: "a", nodes: 1 }),
    ...toTestMeasuredRuns([90], { session: "b", nodes: 1, disturbed: true }),
    ...toTestMeasuredRuns([80], { session: "b", nodes: 3 }),
  ]);
  const place = { column: "25 workers", row: "1 KiB" };
  expect(scaleCaseRows(study)).toEqual([
    {
      run_id: "r",
      ...place,
      series: "session 2",
      x: 1,
      value: 100,
      doubtful: false,
    },
    {
      run_id: "r",
      ...place,
      series: "session 1",
      x: 1,
      value: 90,
      doubtful: true,
    },
    {
      run_id: "r",
      ...place,
      series: "session 1",
      x: 3,
      value: 80,
      doubtful: false,
    },
  ]);
});

test("scaleCaseRows() names the only session by its system", () => {
  const study = toTestStudy(toTestMeasuredRuns([100], { session: "a" }));
  expect(scaleCaseRows(study)).toMatchObject([{ series: "etcd" }]);
});
