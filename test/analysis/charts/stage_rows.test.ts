import { expect, test } from "vitest";
import {
  stageDurationRows,
  stagePairPanels,
  stageShareRows,
  timelineBars,
  timelineCountRows,
} from "../../../src/analysis/charts/stage_rows.ts";
import { stageStudy } from "../../../src/analysis/platform/stages/stage_study.ts";
import { makeStageRun } from "../../testing/platform_studies.ts";
import { withTestStore } from "../../testing/records.ts";

test("rows of stages are those of every entity, and counts those of all runs", async () => {
  await withTestStore([
    makeStageRun("r1", { cells: 2, open: [9] }),
    makeStageRun("r2", { cells: 1 }),
  ], async (store) => {
    const study = await stageStudy(store, {
      ...{ experiment: "platform-fezzik", system: "simulator" },
    });
    const set = study.cases.at(-1)?.sets[0];
    if (!set) throw new Error("There must be a run");
    const bars = timelineBars(set, study.cases);
    expect(bars).toHaveLength(20);
    expect(bars[0]).toEqual({
      ...{ entity: "task:0000", group: "cell-0" },
      ...{ stage: "Created-Container", from: 0, to: 1 },
    });
    expect(bars.at(-1)).toMatchObject({ from: 10, to: null });
    expect(stageDurationRows(set)[0]).toMatchObject({
      ...{ label: "Created-Container", n: 10, median: 5.5, max: 10 },
      ...{ first: 1.5, last: 9.5, p95: null },
    });
    const shares = stageShareRows(study.cases);
    expect(shares.map(({ bar }) => bar)).toEqual([
      ...["5 tasks, 1 cell", "5 tasks, 1 cell"],
      ...["10 tasks, 2 cells", "10 tasks, 2 cells"],
    ]);
    expect(shares[0]?.share).toBeCloseTo(0.5);
    // A stage that always takes as long is correlated with nothing.
    expect(stagePairPanels(set)).toEqual([]);
    const [complete, endless] = timelineCountRows(study);
    expect(complete).toEqual({
      ...{ panel: "15 tasks of 2 runs", what: "complete", state: "complete" },
      ...{ n: 14, of: 15 },
    });
    expect(endless).toMatchObject({ n: 1, state: "incomplete" });
  });
});
