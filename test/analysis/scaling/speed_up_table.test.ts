import { expect, test } from "vitest";
import { speedUpTable } from "../../../src/analysis/scaling/speed_up_table.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { textsOf, toTestStudy } from "../../testing/scale_studies.ts";

const study = toTestStudy(["a", "b"].flatMap((session) => [
  ...toTestMeasuredRuns([100, 110], { session, nodes: 1 }),
  ...toTestMeasuredRuns([150, 160], { session, nodes: 2 }),
  ...toTestMeasuredRuns([180, 170], { session, nodes: 3 }),
  ...toTestMeasuredRuns([185, 175], { session, nodes: 5 }),
]));

test("speedUpTable() prints each size beside the smallest", () => {
  const { caption, rows } = speedUpTable(study);
  expect(caption).toBe("Speed-up over the smallest cluster, nodes: 1");
  expect(textsOf({ rows })[0]).toEqual([
    ...["1 KiB", "25", "2", "2 × 2 : 2", "1.5× (1.4 to 1.6)", "1.5×"],
    ...["0.056", "0.17", "too few runs", "74"],
  ]);
});
