import { expect, test } from "vitest";
import {
  sessionComparisonTables,
  sessionsTable,
} from "../../../src/analysis/scaling/session_tables.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { textsOf, toTestStudy } from "../../testing/scale_studies.ts";

const study = toTestStudy(["a", "b"].flatMap((session) => [
  ...toTestMeasuredRuns([100, 110], { session, nodes: 1 }),
  ...toTestMeasuredRuns([150, 160], { session, nodes: 2 }),
  ...toTestMeasuredRuns([180, 170], { session, nodes: 3 }),
  ...toTestMeasuredRuns([185, 175], { session, nodes: 5 }),
]));

test("sessionComparisonTables() prints what changed from one session to the next", () => {
  expect(textsOf(sessionsTable(study)).map((row) => row[1])).toEqual([
    "a",
    "b",
  ]);
  const [compared, ...others] = sessionComparisonTables(study);
  expect(others).toEqual([]);
  expect(compared?.caption).toBe("Session 1 beside session 2");
  expect(compared && textsOf(compared)[0]?.slice(1, 4)).toEqual([
    ...["105 (n = 2)", "105 (n = 2)", "1.0×"],
  ]);
});
