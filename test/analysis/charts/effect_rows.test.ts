import { expect, test } from "vitest";
import {
  preVoteEffectRows,
  shiftEffectRows,
} from "../../../src/analysis/charts/effect_rows.ts";
import type { ShiftWithCauses } from "../../../src/analysis/trend/shift_causes.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

test("preVoteEffectRows() returns the difference of the lost shares in points", () => {
  const runs = [20, 21, 22, 23, 24].flatMap((lost) => [
    toTestRecovery({ pre_vote: "off", attempted: 100, lost }),
    toTestRecovery({ pre_vote: "on", attempted: 100, lost: lost - 15 }),
  ]);
  expect(preVoteEffectRows(runs)).toEqual([{
    ...{ label: "kill-leader", verdict: "lower", n: 10 },
    ...{ effect: -15, lower: -18, upper: -12 },
    text: "−15.0 (−18.0 to −12.0)",
  }]);
});

test("shiftEffectRows() returns shifts relative to the level before", () => {
  const run = { run_id: "r", started_at: "", version: "", system_version: "" };
  const shift: ShiftWithCauses = {
    ...{ series: "mysql", subject: "", kind: "GET /a::as admin" },
    ...{ last: run, first: run, back: null, short: false, causes: [], p: 0 },
    ...{ before: 2, after: 1.5, runs_before: 20, runs_after: 10 },
    ...{ shift: -0.5, lower: -0.6, upper: null },
  };
  expect(shiftEffectRows([shift])).toEqual([{
    ...{ label: "mysql: GET /a · as admin", verdict: "lower", n: 30 },
    ...{ effect: -25, lower: -30, upper: null },
    text: "−25 (at least −30)",
  }]);
});
