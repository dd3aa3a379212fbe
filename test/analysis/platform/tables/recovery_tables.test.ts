import { expect, test } from "vitest";
import { recoveryCurves } from "../../../../src/analysis/platform/recovery/recovery_curves.ts";
import { recoverySummaries } from "../../../../src/analysis/platform/recovery/recovery_summary.ts";
import {
  recoveryTable,
  runningShareTable,
  storeProbeTable,
} from "../../../../src/analysis/platform/tables/recovery_tables.ts";
import { wilson } from "../../../../src/statistics/mod.ts";
import {
  toLostInstance,
  toPlatformRow,
} from "../../../testing/platform_rows.ts";

test("recoveryTable() prints medians with their range, and bounds of what did not end", () => {
  const runs = ["r1", "r2", "r3"].map((run_id) =>
    toPlatformRow({ run_id, fault: "kill-cells", kill_share: 0.1 })
  );
  const table = recoveryTable(
    recoverySummaries(
      runs,
      recoveryCurves([
        toLostInstance(40, { run_id: "r1", noticed: 20 }),
        toLostInstance(50, { run_id: "r2", noticed: 25 }),
        toLostInstance(300, { run_id: "r3", censored: true }),
      ]),
    ),
    "Recovery from dead cells",
  );
  const [all] = table.rows;
  expect(all?.map(({ text }) => text)).toEqual([
    ...["1 of 10 cells dies", "all", "50 s", "3", "3"],
    ...["22.5 s", "50 s", "50 s", "–", "–"],
  ]);
  expect(all?.[3]?.note).toBe("1 never back");
  expect(all?.[2]?.note).toBe("40 s to > 5 min, 1 not seen to end");
});

test("storeProbeTable() prints shares, and what was not seen", () => {
  const run = toPlatformRow({ fault: "cut-store-total", outage: 60 });
  const [probes] = storeProbeTable([run], [{
    ...{ run_id: "r1", during: wilson(1, 2), after: wilson(0, 0) },
    works_again: { seconds: 40, censored: true },
  }]).rows;
  expect(probes?.map(({ text }) => text)).toEqual([
    "store away for 1 min, 10 cells",
    "50 %",
    "–",
    "> 40 s",
  ]);
  expect(probes?.[0]?.note).toBe("repetition 1");
});

test("runningShareTable() has a row for each kind of a run", () => {
  const run = toPlatformRow({ fault: "kill-cells", kill_share: 0.3 });
  const hello = { kind: "hello", desired: 50, before: 1, after: 0.845 };
  const { rows } = runningShareTable([run], [
    { run_id: "r1", memory_load: 1.25, favoured: null, kinds: [hello] },
    { run_id: "r2", memory_load: 1.25, favoured: null, kinds: [hello] },
  ]);
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
    ["3 of 10 cells die", "hello", "100 %", "84.5 %", "50", "125 %"],
  ]);
  expect(runningShareTable([], []).headline).toContain("No run");
});
