import { expect, test } from "vitest";
import { faultRunTable } from "../../../src/analysis/recovery/fault_run_table.ts";
import { doubtful } from "../../../src/analysis/validity/reason.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

test("faultRunTable() says in words why a run is in doubt, and strikes out what does not count", () => {
  const { rows } = faultRunTable(toTestFaultStudy([
    toTestRecovery({
      reasons: [{ code: "foreign-load", ...doubtful("") }],
    }),
    toTestRecovery({
      ...{ status: "invalid", notes: "stood still", attempted: 10, lost: 1 },
    }),
  ]));
  expect(rows[0]?.[3]).toMatchObject({ text: "ok", note: "foreign load" });
  expect(rows[1]?.[3]).toMatchObject({ note: "stood still", struck: true });
  expect(rows[1]?.[5]).toMatchObject({ text: "10 %", struck: true });
});
