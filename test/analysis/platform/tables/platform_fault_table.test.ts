import { expect, test } from "vitest";
import { platformFaultTable } from "../../../../src/analysis/platform/tables/platform_fault_table.ts";
import { toPlatformRow } from "../../../testing/platform_rows.ts";
import {
  backAfter,
  toFaultRun,
  toRecoveryStudy,
} from "../../../testing/platform_faults.ts";

test("platformFaultTable() has every run, also one that lost nothing or does not count", () => {
  const counted = toFaultRun({}, backAfter([20, 22]));
  const silent = toFaultRun(
    { run_id: "r2", fault: "cut-store-total", outage: 60 },
    [],
  );
  const study = toRecoveryStudy({ cells: [counted], store: [silent] });
  const { rows } = platformFaultTable({
    ...study,
    runs: [
      ...study.runs,
      toPlatformRow({
        run_id: "r3",
        status: "invalid",
        reasons: [{
          ...{ code: "x", text: "it never began", runs: [] },
          severity: "invalid",
        }],
      }),
    ],
  }, new Map());
  expect(rows.map((row) => row.slice(0, 7).map(({ text }) => text))).toEqual([
    ["1 of 10 cells dies", "ok", "2", "100 %", "10 s", "22 s", "22 s"],
    ["none, 10 cells", "invalid", "none", "–", "–", "–", "–"],
    ["store away for 1 min, 10 cells", "ok", "none", "–", "–", "–", "–"],
  ]);
  expect([0, 1].map((i) => rows[1]?.[i]?.note))
    .toEqual(["repetition 1", "it never began"]);
});
