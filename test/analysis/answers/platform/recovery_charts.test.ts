import { expect, test } from "vitest";
import {
  caseCurves,
  kindCurves,
  kindShares,
  lostKinds,
  milestoneRows,
  recoveryMilestones,
  restartCurves,
} from "../../../../src/analysis/answers/platform/recovery_charts.ts";
import { kaplanMeier } from "../../../../src/statistics/mod.ts";
import { BEGIN, toLostInstance } from "../../../testing/platform_rows.ts";
import {
  backAfter,
  toFaultGroup,
  toFaultRun,
} from "../../../testing/platform_faults.ts";

const cells = toFaultGroup([
  toFaultRun({ run_id: "r1", repetition: 1 }, [
    ...backAfter([20, 22]),
    ...backAfter([40], { kind: "crashing" }),
  ]),
  toFaultRun({ run_id: "r2", repetition: 2 }, [
    ...backAfter([21]),
    toLostInstance(300, { censored: true }),
  ]),
]);
const store = toFaultGroup([
  toFaultRun(
    { fault: "wipe-store-total", outage: 60, heal_at: BEGIN + 160 },
    backAfter([70]),
  ),
  toFaultRun({ run_id: "r2", fault: "cut-store-total", outage: 60 }, []),
]);

test("caseCurves() has a series a case, kindCurves() a panel a case", () => {
  const [panel] = caseCurves(cells);
  expect(panel?.curves.map(({ series, run, curve }) => [series, run, curve.n]))
    .toEqual([
      ["1 of 10 cells dies", "repetition 1", 3],
      ["1 of 10 cells dies", "repetition 2", 2],
    ]);
  const kinds = [...kindCurves(cells), ...kindCurves(store)];
  expect(kinds.map(({ label, curves, healed }) => [
    ...[label, curves.map(({ series }) => series).join(), healed],
  ])).toEqual([
    ["1 of 10 cells dies", "crashing,hello,hello", null],
    ["all data lost, store away for 1 min, 10 cells", "hello", 60],
  ]);
  expect(lostKinds([store, cells])).toEqual(["crashing", "hello"]);
  expect(caseCurves(toFaultGroup([]))).toEqual([]);
});

test("restartCurves() has the runs in which an instance waited for its restart", () => {
  const waits = {
    ...{ run_id: "r2", n: 2, back: 1, times: [] },
    curve: kaplanMeier([20, 300], [true, false]),
  };
  const [panel, ...others] = restartCurves(cells, [waits]);
  expect(others).toEqual([]);
  expect(panel).toEqual({
    ...{ label: "", healed: null },
    curves: [{
      ...{ series: "1 of 10 cells dies", run: "repetition 2" },
      curve: waits.curve,
    }],
  });
  expect(restartCurves(cells, [])).toEqual([]);
});

test("milestoneRows() has the times of every run, and bounds of what was not seen", () => {
  const [row, ...others] = milestoneRows(cells);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ label: "1 of 10 cells dies", runs: 2 });
  expect(row?.times).toHaveLength(recoveryMilestones.length);
  expect(row?.times[0]?.map(({ seconds }) => seconds)).toEqual([10, 10.5]);
  expect(row?.times[3]).toEqual([
    { seconds: 40, known: "seen" },
    { seconds: 300, known: "beyond" },
  ]);
  // A fault without a loss has no times.
  expect(milestoneRows(store)).toHaveLength(1);
});

test("kindShares() has the runs with too little room", () => {
  const hello = { kind: "hello", desired: 50, before: 1, after: 0.8 };
  const share = {
    ...{ run_id: "r1", memory_load: 1.2, favoured: null, kinds: [hello] },
  };
  expect(kindShares({
    crowded: toFaultGroup([
      toFaultRun({}, []),
      toFaultRun({ run_id: "r2" }, []),
    ]),
    shares: [
      share,
      { ...share, run_id: "r2", kinds: [{ ...hello, after: null }] },
      { ...share, run_id: "another" },
    ],
  })).toEqual([{ kind: "hello", before: [100, 100], after: [80] }]);
});
