import { expect, test } from "vitest";
import {
  heatMapRows,
  scalingFits,
  scalingRows,
} from "../../../src/analysis/scaling/chart_rows.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

test("heatMapRows() shows the session that ran most cases; the other rows show every session", () => {
  const study = toTestStudy([
    ...toTestMeasuredRuns([100], { session: "a", nodes: 1 }),
    ...toTestMeasuredRuns([90], { session: "b", nodes: 1, disturbed: true }),
    ...toTestMeasuredRuns([80], { session: "b", nodes: 3 }),
  ]);
  expect(heatMapRows(study)).toEqual([
    {
      panel: "1 KiB",
      x: "1",
      y: "25",
      value: 90,
      text: "90.0",
      n: 1,
      note: " †",
    },
    {
      panel: "1 KiB",
      x: "3",
      y: "25",
      value: 80,
      text: "80.0",
      n: 1,
      note: "",
    },
  ]);
  // The data keep what was measured; the text has no more digits than the range of the repetitions allows.
  expect(heatMapRows(toTestStudy(toTestMeasuredRuns([3111, 2511])))).toEqual([
    expect.objectContaining({ value: 2811, text: "2,810" }),
  ]);
  expect(scalingRows(study)).toMatchObject([
    { panel: "1 KiB, session 2", series: "25 workers", size: 1, value: 100 },
    { panel: "1 KiB, session 1", doubtful: true },
    { panel: "1 KiB, session 1", size: 3, doubtful: false },
  ]);
  expect(scalingFits(study)).toEqual([]);
});
