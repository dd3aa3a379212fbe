import { expect, test } from "vitest";
import {
  isCrowded,
  recoveryStudy,
} from "../../../../src/analysis/platform/recovery/recovery_study.ts";
import {
  toPlatformEvent,
  toPlatformRow,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";
import { toTestParam } from "../../../testing/records.ts";

const full = toPlatformRow({
  ...{ fault: "kill-cells", kill_share: 0.1, cell_memory: 32 * 2 ** 30 },
});

test("isCrowded() compares what was pushed with the memory that is left", () => {
  // 280 GiB for 9 and for 8 cells of 32 GiB.
  expect(isCrowded(full, null)).toBe(false);
  expect(isCrowded({ ...full, kill_share: 0.2 }, null)).toBe(true);
  expect(isCrowded({ ...full, kill_share: 0.2, fill: 0.5 }, null)).toBe(false);
  expect(isCrowded({ ...full, cell_memory: null }, null)).toBe(false);
  // What was recorded counts for more than the plan.
  expect(isCrowded(full, 1.1)).toBe(true);
  expect(isCrowded({ ...full, kill_share: 0.2 }, 0.9)).toBe(false);
});

/** A run in which cell-1 died 100 s after it began. */
function withFault(
  fault: string,
  act: Parameters<typeof withPlatformStore>[1],
) {
  return withPlatformStore(
    {
      events: [
        toPlatformEvent("phase", "measure", { at: 10 }),
        toPlatformEvent("fault", "cell-1", { at: 100, detail: fault }),
        toPlatformEvent("heal", "cell-1", { at: 160 }),
        toPlatformEvent("phase", "cool_down", { at: 200 }),
      ],
      operations: [
        toTimedOperation("recover", "hello-0/0", { at: 100, duration_s: 20 }),
        toTimedOperation("task", "probe-1-a", { at: 110, duration_s: 1 }),
      ],
    },
    act,
    {
      experiment: "platform-failures",
      params: [
        toTestParam("cells", 10),
        toTestParam("kill_share", 0.3),
        toTestParam("fill", 1),
        toTestParam("cell_memory", 32 * 2 ** 30),
      ],
    },
  );
}

test("recoveryStudy() tells cells with room from those without, and from the store", async () => {
  await withFault("kill-cells", async (store) => {
    const { cells, crowded, runs } = await recoveryStudy(store, "simulator");
    expect(cells.runs).toEqual([]);
    expect(crowded.runs.map(({ name }) => name)).toEqual(["3 of 10 cells die"]);
    expect(crowded.summaries.map(({ kind, lost }) => [kind, lost]))
      .toEqual([["all", 1], ["hello", 1]]);
    expect(runs).toHaveLength(1);
    expect((await recoveryStudy(store, "cf")).runs).toEqual([]);
  });
  await withFault("cut-store-total", async (store) => {
    const { store: hit, probes } = await recoveryStudy(store, "simulator");
    expect(hit.runs.map(({ name }) => name))
      .toEqual(["store away, 10 cells"]);
    expect(probes).toMatchObject([{ run_id: "r1", during: { n: 1 } }]);
  });
});
