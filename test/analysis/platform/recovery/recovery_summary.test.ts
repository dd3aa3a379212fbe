import { expect, test } from "vitest";
import { recoveryCurves } from "../../../../src/analysis/platform/recovery/recovery_curves.ts";
import { recoverySummaries } from "../../../../src/analysis/platform/recovery/recovery_summary.ts";
import {
  toLostInstance,
  toPlatformRow,
} from "../../../testing/platform_rows.ts";

test("recoverySummaries() has the range over the repetitions that count", () => {
  const runs = ["r1", "r2", "r3", "r4"].map((run_id) =>
    toPlatformRow({
      ...{ run_id, fault: "kill-cells" },
      status: run_id === "r4" ? "invalid" : "ok",
    })
  );
  const curves = recoveryCurves([
    toLostInstance(40, { run_id: "r1", noticed: 20 }),
    toLostInstance(50, { run_id: "r2", noticed: 25 }),
    toLostInstance(300, { run_id: "r3", censored: true }),
    toLostInstance(1, { run_id: "r4" }),
  ]);
  const [all, hello] = recoverySummaries(runs, curves);
  expect(all).toMatchObject({
    ...{ system: "simulator", fault: "kill-cells", cells: 10, kind: "all" },
    name: "cells die",
    ...{ runs: 3, lost: 3, returned: 2 },
    noticed: { n: 2, censored: 0, median: { lower: 22.5, upper: 22.5 } },
    all: {
      ...{ n: 3, censored: 1, median: { lower: 50, upper: 50 } },
      shortest: { seconds: 40, known: "seen" },
      longest: { seconds: 300, known: "beyond" },
    },
    routable: { n: 0, median: null, shortest: null },
  });
  expect(hello?.kind).toBe("hello");
  expect(recoverySummaries([], curves)).toEqual([]);
});
