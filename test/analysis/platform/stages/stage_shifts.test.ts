import { expect, test } from "vitest";
import { stageShifts } from "../../../../src/analysis/platform/stages/stage_shifts.ts";
import { stageStudy } from "../../../../src/analysis/platform/stages/stage_study.ts";
import { makeStageRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

test("stageShifts() are means over the runs, not over the entities of one", () =>
  withTestStore([
    makeStageRun("r1", { cells: 10 }),
    makeStageRun("r2", { cells: 10, repetition: 2 }),
  ], async (store) => {
    const study = await stageStudy(store, {
      ...{ experiment: "platform-fezzik", system: "simulator" },
    });
    const [waiting, last] = study.cases.flatMap(stageShifts);
    expect(waiting).toMatchObject({
      ...{ stage: "Created-Container", least: 40, most: 40 },
      seconds: { mean: 40, n: 2 },
    });
    expect(last).toMatchObject({ seconds: { mean: 0 } });
    expect(stageShifts({ sets: [] })).toEqual([]);
  }));
