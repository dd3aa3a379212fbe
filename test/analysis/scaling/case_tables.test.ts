import { expect, test } from "vitest";
import { bestCases } from "../../../src/analysis/scaling/best_cases.ts";
import {
  casesTable,
  rankingTable,
  runsTable,
} from "../../../src/analysis/scaling/case_tables.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { textsOf, toTestStudy } from "../../testing/scale_studies.ts";

const study = toTestStudy([
  ...toTestMeasuredRuns([100, 110], { nodes: 1 }),
  ...toTestMeasuredRuns([90], {
    ...{ nodes: 3, disturbed: true, background_load: 0.7, ok: 990 },
  }),
]);

test("casesTable() prints every case with its repetitions, undisturbed runs and success", () => {
  expect(textsOf(casesTable(study))).toEqual([
    [
      ...["1 KiB", "25", "1", "1", "105 (100 to 110, n = 2)", "="],
      ...["100.00 (≥ 99.80)", "–", "–", "–"].map((text) =>
        text === "–" ? "too few" : text
      ),
    ],
    [
      ...["1 KiB", "25", "3", "1", "90.0 (n = 1, 1 †)", "no runs"],
      ...["99.00 (98.16 to 99.46)", "too few", "too few", "too few"],
    ],
  ]);
});

test("rankingTable() prints the best cases, and how sure their places are", () => {
  const [ranking] = bestCases(study.cells);
  expect(ranking && textsOf(rankingTable(ranking, 1))[1]).toEqual([
    ...["3 nodes, 25 workers, 1 KiB †", "90.0", "too few", "1"],
    "too few runs, 4 would do",
  ]);
});

test("runsTable() prints every valid run, and marks those that other work disturbed", () => {
  const [first, , last] = textsOf(runsTable(study));
  expect(first?.slice(0, 5)).toEqual([
    ...["1 node, 25 workers, 1 KiB", "1", "1", "100", "30 ms"],
  ]);
  expect(last?.at(-1)).toBe("0.70 (†)");
});
