import { expect, test } from "vitest";
import {
  lawFitTable,
  lawTable,
} from "../../../src/analysis/scaling/law_tables.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { textsOf, toTestStudy } from "../../testing/scale_studies.ts";

const study = toTestStudy(["a", "b"].flatMap((session) => [
  ...toTestMeasuredRuns([100, 110], { session, nodes: 1 }),
  ...toTestMeasuredRuns([150, 160], { session, nodes: 2 }),
  ...toTestMeasuredRuns([180, 170], { session, nodes: 3 }),
  ...toTestMeasuredRuns([185, 175], { session, nodes: 5 }),
]));

test("lawTable() and lawFitTable() print a row for each fitted series", () => {
  const coefficients = textsOf(lawTable(study));
  expect(coefficients.map((row) => [row[2], row.at(-1)]))
    .toEqual([["2", "8"], ["1", "8"]].map(([, n], i) => [String(2 - i), n]));
  expect(textsOf(lawFitTable(study))).toHaveLength(2);
});
