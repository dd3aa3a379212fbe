import { expect, test } from "vitest";
import {
  restartSummaries,
  restartWaits,
} from "../../../../src/analysis/platform/recovery/restart_waits.ts";
import { restartTable } from "../../../../src/analysis/platform/tables/recovery_tables.ts";
import {
  BEGIN,
  toPlatformRow,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const run = toPlatformRow({
  ...{ fault: "kill-cells", kill_share: 0.1, fault_at: BEGIN + 100 },
  ...{ heal_at: BEGIN + 400, end_at: BEGIN + 600 },
});

const rows = {
  operations: [
    ...[20, 40].map((duration_s, i) =>
      toTimedOperation("restart", `crashing-${i}/0`, { at: 100, duration_s })
    ),
    // It ran again only after the dead cells were brought back.
    toTimedOperation("restart", "crashing-2/0", { at: 100, duration_s: 450 }),
    toTimedOperation("restart", "crashing-3/0", {
      ...{ at: 100, duration_s: null, outcome: "unfinished" },
    }),
    toTimedOperation("recover", "hello-0/0", { at: 100, duration_s: 5 }),
  ],
};

test("restartWaits() measures from the fault, and censors what did not run again in time", () =>
  withPlatformStore(rows, async (store) => {
    const waits = await restartWaits(store, {
      ...{ experiment: "platform", runs: [run] },
    });
    expect(waits).toMatchObject([{
      ...{ run_id: "r1", n: 4, back: 2, curve: { n: 4, censored: 2 } },
      times: [
        { share: 0.5, time: { seconds: 40, censored: false } },
        { share: 0.95, time: { seconds: 300, censored: true } },
        { share: 1, time: { seconds: 300, censored: true } },
      ],
    }]);
    const [row, ...others] = restartSummaries([run], waits);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      ...{ name: "1 of 10 cells dies", runs: 1, n: 4, back: 2 },
      all: { censored: 1, longest: { seconds: 300, known: "beyond" } },
    });
    expect(
      restartTable(row ? [row] : []).rows[0]?.map(({ text }) => text),
    ).toEqual([
      ...["1 of 10 cells dies", "40 s", "50 %", "4", "> 5 min", "> 5 min"],
      "1",
    ]);
  }));

test("restartWaits() knows nothing of a run without an end, nor of one that was not asked for", () =>
  withPlatformStore(rows, async (store) => {
    const waits = (runs: Parameters<typeof restartWaits>[1]["runs"]) =>
      restartWaits(store, { experiment: "platform", runs });
    expect(await waits([{ ...run, heal_at: null, end_at: null }]))
      .toMatchObject([{ n: 3, back: 3 }]);
    expect(await waits([])).toEqual([]);
    expect(restartTable([]).headline).toContain("No instance waited");
  }));
