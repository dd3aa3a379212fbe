import { expect, test } from "vitest";
import { survivalCurves } from "../../../src/analysis/recovery/survival_curves.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

test("survivalCurves() names the faults without a curve", () => {
  const { curves, caption } = survivalCurves(
    toTestFaultStudy([
      toTestRecovery({ recovered: { seconds: 2, censored: false } }),
      toTestRecovery({
        ...{ fault: "slow-node", recovered: { seconds: 0, censored: false } },
      }),
    ]),
    "recovered",
  );
  expect(curves.map(({ series }) => series)).toEqual(["kill-leader"]);
  expect(caption).toMatch(/too short to be seen, in all runs of slow-node\.$/);
});
