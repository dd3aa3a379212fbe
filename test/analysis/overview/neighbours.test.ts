import { expect, test } from "vitest";
import {
  besideNote,
  besideText,
} from "../../../src/analysis/overview/neighbours.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

const beside = (run_id: string, other: string) => ({
  ...toTestMonitoringRun({ metrics: 100 }),
  run_id,
  reasons: other === "" ? [] : [{
    code: "beside",
    severity: "doubtful" as const,
    text: `ran beside ${other}`,
    runs: [other],
  }],
});
/** Ids that begin alike: one is inside the text of the other. */
const [soak, search, alone] = [
  beside("run-1", "run-22"),
  beside("run-22", "run-1"),
  beside("run-2", ""),
];

test("besideText() counts the runs that shared the machine", () => {
  expect(besideText([soak, alone]))
    .toBe("1 of 2 runs ran beside other runs on this machine");
  expect(besideText([alone])).toBe("");
});

test("besideNote() also counts the runs beside them", () => {
  expect(besideNote([soak], [soak, search, alone])).toMatch(
    /^1 of 1 run ran beside other runs on this machine \(1 of them\), with which/,
  );
  expect(besideNote([alone], [soak, search, alone])).toBe("");
});

test("besideNote() compares whole ids", () => {
  const other = { ...beside("run-4", "run-22"), run_id: "run-4" };
  expect(besideNote([beside("run-2", "run-9")], [other]))
    .toContain("(0 of them)");
});
