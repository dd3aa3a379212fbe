import { expect, test } from "vitest";
import {
  poolScales,
  pushStudy,
  scaleLabels,
} from "../../../../src/analysis/platform/pushes/push_study.ts";
import { pushMix } from "../../../../src/systems/platform/push_mix.ts";
import { makePushRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

const options = { system: "simulator", fill: 1, parallel: 2 };

test("pushStudy() puts runs of a number of cells together, and leaves out other settings", async () => {
  await withTestStore([
    makePushRun("r1", { cells: 1, retries: 2 }),
    makePushRun("r2", { cells: 1, repetition: 2, failed: [3] }),
    makePushRun("r3", { cells: 2, cancelled: [155] }),
    makePushRun("r4", { cells: 1, parallel: 4 }),
  ], async (store) => {
    const study = await pushStudy(store, pushMix, options);
    expect(study.runs).toHaveLength(4);
    expect(study.others.map(({ run_id }) => run_id)).toEqual(["r4"]);
    expect(study.retries.get("r1")).toBe(2);
    const [one, two] = study.scales;
    // 39 pushes follow each other, of 36 s each.
    expect(one).toMatchObject({
      ...{ cells: 1, label: "1 cell", apps: 156, ok: 155, failed: 1 },
      seconds: { mean: 39 * 36, n: 2 },
    });
    expect(two).toMatchObject({
      ...{ cells: 2, label: "2 cells", apps: 156, ok: 155, cancelled: 1 },
      seconds: { mean: null, n: 0 },
    });
    expect(two?.runs[0]?.all_in).toBeNull();
    expect([...scaleLabels(study)]).toEqual([
      ...[["r1", "1 cell"], ["r2", "1 cell"], ["r3", "2 cells"]],
    ]);
    const pooled = poolScales(study);
    expect(pooled.filter(({ run_id }) => run_id === "1 cell"))
      .toHaveLength(312);
  });
});

test("pushStudy() has no scale of another system, and without runs", async () => {
  await withTestStore([makePushRun("r1", { cells: 1 })], async (store) => {
    const study = await pushStudy(store, pushMix, { ...options, system: "cf" });
    expect([study.runs, study.scales, study.operations]).toEqual([[], [], []]);
  });
});
