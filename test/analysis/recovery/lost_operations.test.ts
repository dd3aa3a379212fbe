import { expect, test } from "vitest";
import {
  lostFinding,
  staysWithNode,
} from "../../../src/analysis/recovery/lost_operations.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

const run = toTestRecovery({
  ...{ attempted: 1000, lost: 200, before: 100, pinned: true },
  lost_at_hit: 150,
});
const down = { ...run, fault: "majority-down", lost: 400, lost_at_hit: 400 };

test("lostFinding() says where the costliest fault and a killed leader lost operations", () => {
  expect(lostFinding(toTestFaultStudy([run, down])).markdown).toBe(
    "Each connection of the load sent all its operations to **one node**, in all 2 runs: none moved to another while its own was away. What a client that tries another node would lose was not measured. Of 400 operations lost to **majority-down**, 400 (100 %) had been sent to nodes that it hit, and 0 to others. Of 200 operations lost to **kill-leader**, 150 (75 %) had been sent to nodes that it hit, and 50 to others. A share falls the longer is watched after the fault; the load lost does not: lost operations / rate before the fault, mean of the runs, for majority-down 4 s.",
  );
});

test("lostFinding() and staysWithNode() claim nothing that a run does not tell", () => {
  const silent = toTestFaultStudy([run, { ...run, pinned: null }]);
  expect(staysWithNode(silent)).toBe(false);
  expect(lostFinding(silent).markdown).toMatch(/^Not every run tells/);
  const unknown = { ...run, lost_at_hit: null, before: null };
  expect(lostFinding(toTestFaultStudy([unknown])).markdown)
    .not.toMatch(/operations lost to|load lost/);
  expect(staysWithNode(toTestFaultStudy([]))).toBe(false);
});
