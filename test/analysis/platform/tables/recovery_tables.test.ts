import { expect, test } from "vitest";
import { favouredKinds } from "../../../../src/analysis/platform/recovery/favoured_kinds.ts";
import { recoveryCurves } from "../../../../src/analysis/platform/recovery/recovery_curves.ts";
import { recoverySummaries } from "../../../../src/analysis/platform/recovery/recovery_summary.ts";
import {
  favouredTable,
  recoveryTable,
  storeProbeTable,
} from "../../../../src/analysis/platform/tables/recovery_tables.ts";
import { wilson } from "../../../../src/statistics/mod.ts";
import {
  toLostInstance,
  toPlatformRow,
} from "../../../testing/platform_rows.ts";

test("recoveryTable() prints medians with their range, and bounds of what did not end", () => {
  const runs = ["r1", "r2", "r3"].map((run_id) =>
    toPlatformRow({ run_id, fault: "kill-cells" })
  );
  const table = recoveryTable(recoverySummaries(
    runs,
    recoveryCurves([
      toLostInstance(40, { run_id: "r1", noticed: 20 }),
      toLostInstance(50, { run_id: "r2", noticed: 25 }),
      toLostInstance(300, { run_id: "r3", censored: true }),
    ]),
  ));
  const [all] = table.rows;
  expect(all?.map(({ text }) => text)).toEqual([
    ...["kill-cells", "10", "all", "3", "3"],
    ...["22.5 s", "50 s", "50 s", "50 s", "–"],
  ]);
  expect(all?.[4]?.note).toBe("1 never back");
  expect(all?.[7]?.note).toBe("40 s to > 5 min, 1 not seen to end");
});

test("favouredTable() and storeProbeTable() print shares, and what was not seen", () => {
  const [favoured] = favouredTable(favouredKinds(recoveryCurves([
    toLostInstance(1),
    toLostInstance(1, { kind: "crashing" }),
  ]))).rows;
  expect(favoured?.at(-1)?.text).toBe("nothing to choose");
  const [probes] = storeProbeTable([{
    ...{ run_id: "r1", during: wilson(1, 2), after: wilson(0, 0) },
    works_again: { seconds: 40, censored: true },
  }]).rows;
  expect(probes?.map(({ text }) => text)).toEqual([
    "r1",
    "50 %",
    "–",
    "> 40 s",
  ]);
});
