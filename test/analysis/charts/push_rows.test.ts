import { expect, test } from "vitest";
import {
  fillTenthRows,
  pushKindRows,
  pushProgressRows,
  pushScaleRows,
} from "../../../src/analysis/charts/push_rows.ts";
import { pushStudy } from "../../../src/analysis/platform/pushes/push_study.ts";
import { pushMix } from "../../../src/systems/platform/push_mix.ts";
import { makePushRun } from "../../testing/platform_studies.ts";
import { withTestStore } from "../../testing/records.ts";

test("rows of pushes are in minutes, percent and seconds, by number of cells", async () => {
  await withTestStore([
    makePushRun("r1", { cells: 2 }),
    makePushRun("r2", { cells: 1, failed: [0] }),
  ], async (store) => {
    const study = await pushStudy(store, pushMix, {
      ...{ system: "simulator", fill: 1, parallel: 2 },
    });
    const [first] = pushScaleRows(study);
    expect(first).toMatchObject({ cells: 1, minutes: 23.4, doubtful: false });
    expect(first?.lost).toBeCloseTo(100 / 78);
    expect(first?.perMinute).toBeCloseTo(77 / 23.4);
    const progress = pushProgressRows(study);
    expect(progress).toHaveLength(120);
    expect(progress[59]).toMatchObject({ series: "1 cell", run: "r2" });
    expect(progress[59]?.done).toBeCloseTo(100 * 77 / 78);
    expect(progress[59]?.failed).toBeCloseTo(100 / 78);
    expect(progress[119]?.done).toBe(100);
    const tenths = fillTenthRows(study);
    expect(tenths).toHaveLength(40);
    expect(tenths[0]).toMatchObject({
      ...{ column: "1 cell", row: "push", tenth: 1, n: 8, median: 6 },
    });
    const [hello] = pushKindRows(study);
    expect(hello).toMatchObject({
      ...{ panel: "push", label: "hello, 1 cell", n: 54, median: 6, max: 6 },
    });
  });
});
