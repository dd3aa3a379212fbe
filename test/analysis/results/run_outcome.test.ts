import { expect, test } from "vitest";
import {
  missedObjectives,
  outcomeColumn,
} from "../../../src/analysis/results/run_outcome.ts";
import type { Objective } from "../../../src/lab/plan/experiment.ts";
import type { RunStatus } from "../../../src/record/mod.ts";
import { table } from "../../../src/report/mod.ts";

const objectives: readonly Objective[] = [
  { metric: "success_rate", is: "at least", value: 0.95, unknown: "missed" },
  { metric: "returned", is: "at least", value: 1, unknown: "ignored" },
];

const runOf = (run_id: string, status: RunStatus = "ok") => ({
  ...{ run_id, status },
});

const missed = (success_rate: number | null, returned: number | null) =>
  missedObjectives(runOf("a"), { success_rate, returned }, objectives);

test("missedObjectives() has those that were missed, and those that could not be measured and had to be", () => {
  expect(missed(1, 1)).toEqual([]);
  expect(missed(1, null)).toEqual([]);
  expect(missed(0.5, 0.719).map(({ metric, result }) => [metric, result]))
    .toEqual([["success_rate", "missed"], ["returned", "missed"]]);
  expect(missed(null, null).map(({ metric, result }) => [metric, result]))
    .toEqual([["success_rate", "unknown"]]);
  expect(() => missedObjectives(runOf("a"), {}, objectives))
    .toThrow(TypeError);
});

test("missedObjectives() of a run that does not count are none", () => {
  expect(missedObjectives(runOf("a", "invalid"), {}, objectives)).toEqual([]);
});

test("outcomeColumn() never says `ok` of a run that missed an objective", () => {
  const { rows } = table(
    [runOf("a"), runOf("b"), runOf("c", "invalid"), runOf("d")],
    [
      outcomeColumn<ReturnType<typeof runOf>>(
        "Status",
        new Map([
          ["a", missed(1, 0.719)],
          ["b", missed(null, 1)],
          // Whatever is known of it, it does not count.
          ["c", missed(0.5, 1)],
        ]),
        { note: ({ run_id }) => run_id === "b" ? "others were there" : "" },
      ),
    ],
  );
  expect(rows.map(([cell]) => [cell?.text, cell?.note, cell?.struck]))
    .toEqual([
      [
        "objective missed",
        "lost instances that ran again at least 100 %: was 71.9 %",
        false,
      ],
      [
        "objective missed",
        "success at least 95 %: was not measured; others were there",
        false,
      ],
      ["invalid", "", true],
      ["ok", "", false],
    ]);
});
