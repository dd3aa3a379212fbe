import { expect, test } from "vitest";
import {
  costTable,
  describeExample,
  describeLimits,
  faultsTable,
  keysTable,
  loadTable,
  timesTables,
} from "../../../src/analysis/recovery/fault_tables.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";
import { textsOf } from "../../testing/scale_studies.ts";

const runs = [
  toTestRecovery({ lost: 300, failed: 200, late: 100, attempted: 1000 }),
  toTestRecovery({
    ...{ lost: 320, failed: 320, attempted: 1000, session: "t" },
    ...{ recovered: { seconds: 2, censored: false } },
  }),
  toTestRecovery({
    ...{ lost: 310, failed: 310, attempted: 1000, session: "t" },
    ...{ disturbed: true, hit: "node-0,node-1", acknowledged: 7 },
  }),
];
const study = toTestFaultStudy(runs);

test("costTable() prints the cost with an interval from within sessions", () => {
  const [row] = textsOf(costTable(study));
  // Within sessions only 320 and 310 vary: 0.31 ± t(0.975, 1) × 0.0070711 / √3 = 0.31 ± 0.0519.
  expect(row).toEqual([
    ...["kill-leader", "31 % (25.8 % to 36.2 %, n = 3 in 2 sessions)"],
    ...["31 % (the same in all 2 runs)", "3.1 s", "830", "100", "–", "3,000"],
  ]);
});

test("faultsTable(), loadTable() and keysTable() print a row for each fault", () => {
  expect(textsOf(faultsTable(study))).toEqual([
    ["kill-leader", "", "1, 2", "3", "2", "2", "0 s"],
  ]);
  expect(textsOf(loadTable(study))[0]?.slice(2)).toEqual([
    ...["100 (100 to 100)", "50 (50 to 50)", "100 (100 to 100)"],
  ]);
  expect(textsOf(keysTable(study))[0]?.slice(1)).toEqual([
    ...["3", "–", "0", "0", "–", "0"],
  ]);
});

test("timesTables() adds tables of undisturbed runs if some were disturbed", () => {
  expect(timesTables(study).map(({ caption }) => caption)).toEqual([
    "What the fault cost etcd",
    "What healing cost etcd",
    "What the fault cost etcd, undisturbed runs only",
    "What healing cost etcd, undisturbed runs only",
  ]);
  expect(timesTables(toTestFaultStudy(runs.slice(0, 2)))).toHaveLength(2);
  const [costing] = timesTables(study);
  expect(costing && textsOf(costing)[0]?.at(-1)).toBe("2 s (1 of 3)");
});

test("describeExample() and describeLimits() describe one run and what probes can see", () => {
  expect(describeExample(runs[2]!, 3)).toBe(
    "Hit: node-0, node-1. Repetition 1, disturbed; 3 runs are ok.",
  );
  const gap = { seconds: 1, censored: false, detected: true, baseline: 0.01 };
  expect(describeLimits(study)).toBe("");
  expect(describeLimits(toTestFaultStudy([
    toTestRecovery({ probeGap: { ...gap, limit: 0.02 } }),
    toTestRecovery({ probeGap: { ...gap, limit: 0.03 } }),
  ]))).toBe("; for probes of the survivors that limit was 20 ms to 30 ms");
});
