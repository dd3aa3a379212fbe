import { expect, test } from "vitest";
import {
  markOf,
  runCaveats,
} from "../../../src/analysis/overview/run_caveats.ts";
import type { Reason } from "../../../src/analysis/validity/reason.ts";
import { sound } from "../../testing/validity.ts";

const beside: Reason = {
  code: "beside",
  severity: "doubtful",
  text: "ran beside x",
  runs: ["x"],
};
const still: Reason = {
  code: "stand-still",
  severity: "invalid",
  text: "the machine stood still for 9 s",
  runs: [],
};
const runs = [
  { run_id: "a", ...sound },
  {
    run_id: "b",
    ...sound,
    reasons: [beside],
    background_load: 0.7,
    disturbed: true,
  },
  {
    run_id: "c",
    ...sound,
    status: "invalid" as const,
    reasons: [beside, still],
  },
];

test("runCaveats() returns a row for each run with reasons, the worst first", () => {
  expect(runCaveats(runs)).toMatchObject([
    { run_id: "b", counts: true, disturbed: true, text: "ran beside x" },
    {
      ...{ run_id: "c", counts: false, disturbed: false },
      text: "the machine stood still for 9 s; ran beside x",
    },
  ]);
  expect(runCaveats([])).toEqual([]);
});

test("markOf() returns a short mark, empty for a run without reasons", () => {
  expect(runs.map(markOf)).toEqual(["", "disturbed", "invalid"]);
  expect(markOf({ ...sound, reasons: [beside] })).toBe("beside");
});
