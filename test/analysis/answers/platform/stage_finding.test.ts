import { expect, test } from "vitest";
import { describeStages } from "../../../../src/analysis/answers/platform/stage_finding.ts";
import { stageStudy } from "../../../../src/analysis/platform/stages/stage_study.ts";
import { makeStageRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

test("describeStages() says of each part what was found", async () => {
  await withTestStore([
    makeStageRun("r1", { cells: 10 }),
    makeStageRun("r2", { cells: 2, open: [9] }),
    makeStageRun("r3", { cells: 1, kind: "lrp" }),
  ], async (store) => {
    const { markdown } = describeStages(
      await stageStudy(store, {
        ...{ experiment: "platform-fezzik", system: "simulator" },
      }),
    );
    for (
      const text of [
        "10 tasks, 2 cells: not reached; 50 tasks, 10 cells: 53 s (1 run)",
        "5 instances, 1 cell: 8 s (1 run)",
        "**Where the time of 50 tasks, 10 cells goes**: on the way to Created-Container 89 %",
        "the last fifth of the numbers takes longer than the first to Created-Container by 40 s",
        "of 65, 64 are complete; 1 have a start without an end",
      ]
    ) expect(markdown).toContain(text);
  });
});

test("describeStages() says that there are none", () => {
  const none = { experiment: "e", system: "s", runs: [], cases: [] };
  expect(describeStages(none).markdown).toBe("No run has stages on record.");
});
