import { expect, test } from "vitest";
import { faultFinding } from "../../../src/analysis/recovery/fault_finding.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

test("faultFinding() says which fault costs most, and what became of the data", () => {
  const { markdown } = faultFinding(toTestFaultStudy([
    ...[400, 410].map((lost) => toTestRecovery({ lost, attempted: 1000 })),
    toTestRecovery({
      ...{ fault: "pause-leader", lost: 10, attempted: 1000 },
      ...{ disturbed: true, verified: 1200, gone: 3, older: 2 },
    }),
  ]));
  expect(markdown).toContain("**kill-leader** costs etcd, with pre-vote off,");
  expect(markdown).toContain(
    "cannot tell it from pause-leader (1 %, a single run).",
  );
  expect(markdown).toContain(
    "Of 1,200 acknowledged keys that were read back, **3** were gone, and 2 held an older value.",
  );
  expect(markdown).toContain("1 of 3 runs shared the machine");
});

test("faultFinding() says that nothing was lost", () => {
  expect(faultFinding(toTestFaultStudy([])).markdown).toMatch(
    /^No operation was lost to a fault\./,
  );
});
